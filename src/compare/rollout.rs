//! The roll-out: both strategies at once, in every mixture.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::claim::{Claim, Held};
use crate::engine::{Exhaustive, Fleet};
use crate::fault::Fault;
use crate::scenario::{Buyer, Scenario};
use crate::session::Strategy;
use crate::shop::Units;
use crate::verdict::Verdict;
use crate::violation::Violation;

/// What can happen while some processes run the old strategy and some the new one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RollOut {
    /// Every mixture of the two, but for those in which buyers who are alike have changed places.
    pub mixes: Vec<Mix>,
}

/// One mixture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mix {
    /// For each order, whether its buyer runs the new strategy.
    pub new: Vec<bool>,
    /// What can happen.
    pub verdict: Verdict,
}

impl RollOut {
    /// Among how many buyers: the mixtures double with each.
    pub const MAX_BUYERS: usize = 8;
    /// How many mixtures of buyers who differ.
    const MAX_MIXES: usize = 30;

    pub(super) fn of(
        old: &Arc<dyn Strategy>,
        new: &Arc<dyn Strategy>,
        scenario: &Scenario,
    ) -> Result<RollOut, Fault> {
        let mixes = mixtures(scenario)?.into_iter().map(|mixture| {
            let strategies =
                mixture.iter().map(|&is_new| Arc::clone(if is_new { new } else { old }));
            let fleet = Fleet::mixed(strategies);
            let verdict = Exhaustive::default().explore(&fleet, scenario)?.verdict;
            Ok(Mix { new: mixture, verdict })
        });
        Ok(RollOut { mixes: mixes.collect::<Result<_, Fault>>()? })
    }

    /// Whether all mixtures in a scenario can be tried.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] when there are too many.
    pub fn check(scenario: &Scenario) -> Result<(), Fault> {
        mixtures(scenario).map(drop)
    }

    /// Whether a claim holds in every mixture.
    pub fn held(&self, claim: Claim) -> Held {
        let held: Vec<Held> = self.mixes.iter().map(|mix| claim.held(&mix.verdict)).collect();
        match held {
            held if held.contains(&Held::No) => Held::No,
            held if held.contains(&Held::SoFar) => Held::SoFar,
            _ => Held::Yes,
        }
    }

    /// The mixture in which the gravest promise is broken.
    pub fn broken(&self) -> Option<&Mix> {
        let grave = |mix: &&Mix| {
            let broken = |violation: &Violation| mix.verdict.violations.contains_key(violation);
            Violation::UNSAFE.iter().position(broken)
        };
        self.mixes.iter().filter(|mix| grave(mix).is_some()).min_by_key(grave)
    }
}

/// Every way to deal out two strategies among the orders in which both have one; buyers who are alike
/// are not told apart.
fn mixtures(scenario: &Scenario) -> Result<Vec<Vec<bool>>, Fault> {
    let buyers = scenario.buyers();
    let instead = crate::message::FEWER_TO_MIX;
    Fault::check_or("buyers", buyers.len() as Units, 1..=RollOut::MAX_BUYERS as Units, instead)?;
    let mut known: BTreeSet<Vec<(Role<'_>, bool)>> = BTreeSet::new();
    let mut mixtures = Vec::new();
    for bits in 1..(1u32 << buyers.len()) - 1 {
        let mixture: Vec<bool> =
            (0..buyers.len()).rev().map(|buyer| bits >> buyer & 1 == 1).collect();
        let mut dealt: Vec<_> = roles(scenario).zip(mixture.iter().copied()).collect();
        dealt.sort_unstable();
        if known.insert(dealt) {
            mixtures.push(mixture);
        }
    }
    let most = 0..=RollOut::MAX_MIXES as Units;
    Fault::check_or("mixtures of two strategies", mixtures.len() as Units, most, instead)?;
    Ok(mixtures)
}

/// What tells a buyer from another: the order with its fate, and whether it is sent twice.
type Role<'a> = (&'a Buyer, bool);

fn roles(scenario: &Scenario) -> impl Iterator<Item = Role<'_>> {
    let twice = |number: usize| scenario.duplicates().iter().any(|&two| usize::from(two) == number);
    scenario.buyers().iter().enumerate().map(move |(number, buyer)| (buyer, twice(number)))
}

#[cfg(test)]
mod tests {
    use super::mixtures;
    use crate::scenario::Scenario;

    fn number(scenario: &str) -> usize {
        mixtures(&Scenario::named(scenario).expect("a named one")).expect("few").len()
    }

    #[test]
    fn buyers_who_are_alike_are_not_told_apart() {
        assert_eq!(number("last_item"), 1);
        assert_eq!(number("last_item_four"), 3, "one, two or three of four run the new one");
        assert_eq!(number("rush"), 7);
    }

    #[test]
    fn buyers_who_differ_are() {
        assert_eq!(number("declined"), 2, "the one whose card is declined, or the other");
    }
}
