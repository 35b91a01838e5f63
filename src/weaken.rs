//! What protects you: each protection of a strategy is taken out, alone, and the proof made again.
//!
//! A line without which nothing gets worse is decoration, at least in the scenarios that were tried; a
//! line without which a promise breaks carries the load.

mod weakened;
mod weakness;

pub use weakened::Weakened;
pub use weakness::Weakness;
pub(crate) use weakness::lower;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::actor::Actor;
use crate::counted::Counted;
use crate::engine::{Counter, Fleet, Stepper};
use crate::fault::Fault;
use crate::proof::{TABLE, Trial};
use crate::scenario::{Budget, Scenario};
use crate::session::{Site, Strategy};
use crate::shop::{Statement, Units};
use crate::verdict::Search;
use crate::violation::Violation;

/// A protection: a line of a strategy, and what can be taken out of the statement that it makes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Protection {
    /// The line.
    pub site: Site,
    /// What can be taken out.
    pub weakness: Weakness,
    /// The statement, as it is made there first.
    pub statement: Statement,
}

/// What was found in one scenario.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Look {
    /// All interleavings, counted.
    pub counted: Counted,
    /// What breaks even when the buyers come one after the other, in either order.
    pub in_turn: BTreeSet<Violation>,
}

/// A promise that breaks without a protection, and did not with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Worse {
    /// The promise.
    pub violation: Violation,
    /// The index of the scenario, among those that were looked at.
    pub scenario: usize,
    /// Whether it breaks even when the buyers come one after the other, which it did not before.
    pub in_turn: bool,
}

/// What a protection is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Worth {
    /// Without it a promise breaks, or breaks even without a race.
    CarriesLoad,
    /// Without it nothing breaks, but customers are turned away for nothing.
    SavesSales,
    /// Without it nothing gets worse.
    Decoration,
    /// Without it nothing gets worse, as far as was looked.
    Unknown,
    /// Without it the strategy cannot run.
    Needed,
}

/// What came of taking a protection out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Without {
    /// The protection.
    pub protection: Protection,
    /// What was found without it, scenario by scenario; or why the strategy could not run.
    pub looks: Result<Vec<Look>, Fault>,
    /// What got worse, the gravest first.
    pub worse: Vec<Worse>,
    /// What broke with it, and never does without it.
    pub gone: Vec<Violation>,
}

/// A strategy and its protections, in the scenarios that are looked at.
pub struct Survey {
    strategy: Arc<dyn Strategy>,
    scenarios: Vec<Scenario>,
    protections: Vec<Protection>,
    looks: Vec<Look>,
}

/// The protections of a strategy that come up in these scenarios, in the order of its lines.
///
/// # Errors
///
/// When the strategy misbehaves.
pub fn protections(
    strategy: Arc<dyn Strategy>,
    scenarios: &[Scenario],
) -> Result<Vec<Protection>, Fault> {
    let fleet = Fleet::mixed([strategy]);
    let mut lines = BTreeSet::new();
    for scenario in scenarios {
        lines.extend(Stepper::lines(&fleet, scenario)?);
    }
    let mut protections: Vec<Protection> = Vec::new();
    for (site, statement) in lines {
        for &weakness in Weakness::ALL {
            let known = protections.iter().any(|one| (one.site, one.weakness) == (site, weakness));
            if weakness.applies_to(&statement) && !known {
                protections.push(Protection { site, weakness, statement });
            }
        }
    }
    protections.sort();
    Ok(protections)
}

/// The scenarios in which a strategy is proved; `last_item` and `declined` where it is in no proof.
///
/// # Errors
///
/// Never: the table of proofs is valid, and a test builds all of it.
pub fn scenarios(strategy: &str) -> Result<Vec<Scenario>, Fault> {
    let mut names: Vec<&str> = Vec::new();
    for proof in TABLE.iter().filter(|proof| proof.strategy == strategy) {
        match proof.trial {
            Trial::Exhaustive { .. } if !names.contains(&proof.scenario) => {
                names.push(proof.scenario);
            }
            Trial::Exhaustive { .. } | Trial::Strongest | Trial::Sampled { .. } => {}
        }
    }
    if names.is_empty() {
        names = vec!["last_item", "declined"];
    }
    let named = names.into_iter().map(Scenario::named);
    let mut scenarios = named.collect::<Result<Vec<Scenario>, Fault>>()?;
    // The plainest tells most, and is named first.
    scenarios.sort_by_key(|scenario| scenario.budget() != Budget::NONE);
    Ok(scenarios)
}

/// Every statement that anybody may make is looked for by hand, in all positions.
const MAX_BUYERS: Units = 8;
/// How many states a count may cost: a strategy without what protects it can have very many.
const MAX_STATES: u64 = 100_000;

impl Survey {
    /// Finds the protections of a strategy, and looks at it as it is.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use oversell::strategies;
    /// use oversell::weaken::{Survey, Weakness, Worth, scenarios};
    ///
    /// let survey = Survey::of(Arc::new(strategies::find("hotfix")?), scenarios("hotfix")?)?;
    /// for &protection in survey.protections() {
    ///     let worth = survey.without(protection).worth();
    ///     let lease = protection.weakness == Weakness::LeaseNotTaken;
    ///     assert_eq!(worth, if lease { Worth::Decoration } else { Worth::CarriesLoad });
    /// }
    /// # Ok::<(), oversell::Fault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the strategy misbehaves as it is.
    pub fn of(strategy: Arc<dyn Strategy>, scenarios: Vec<Scenario>) -> Result<Survey, Fault> {
        for scenario in &scenarios {
            let buyers = scenario.buyers().len() as Units;
            Fault::check_or("buyers", buyers, 1..=MAX_BUYERS, crate::message::FEWER_TO_WEAKEN)?;
        }
        let protections = protections(Arc::clone(&strategy), &scenarios)?;
        let looks = look(&Fleet::mixed([Arc::clone(&strategy)]), &scenarios)?;
        Ok(Survey { strategy, scenarios, protections, looks })
    }

    /// The strategy's name.
    pub fn strategy(&self) -> &str {
        self.strategy.name()
    }

    /// The scenarios.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// The protections, in the order of the strategy's lines.
    pub fn protections(&self) -> &[Protection] {
        &self.protections
    }

    /// What was found with all protections in place, scenario by scenario.
    pub fn looks(&self) -> &[Look] {
        &self.looks
    }

    /// Takes one protection out, and looks again.
    pub fn without(&self, protection: Protection) -> Without {
        let weakened = Weakened::new(Arc::clone(&self.strategy), protection);
        let looks = look(&Fleet::of(weakened), &self.scenarios);
        let after = looks.as_deref().unwrap_or_default();
        let worse = Violation::ALL.iter().flat_map(|&violation| self.worse(violation, after));
        let seen = |looks: &[Look], violation| looks.iter().any(|look| look.shows(violation));
        let gone = |violation: &Violation| {
            looks.is_ok() && seen(&self.looks, *violation) && !seen(after, *violation)
        };
        Without {
            protection,
            worse: worse.collect(),
            gone: Violation::ALL.iter().copied().filter(gone).collect(),
            looks,
        }
    }

    /// Where a promise breaks now that did not before, or did not one buyer after the other.
    fn worse(&self, violation: Violation, after: &[Look]) -> Vec<Worse> {
        let mut worse = Vec::new();
        for (scenario, (before, after)) in self.looks.iter().zip(after).enumerate() {
            let in_turn =
                after.in_turn.contains(&violation) && !before.in_turn.contains(&violation);
            if in_turn || (after.shows(violation) && !before.shows(violation)) {
                worse.push(Worse { violation, scenario, in_turn });
            }
        }
        worse
    }
}

impl Look {
    /// Whether any interleaving shows the violation.
    pub fn shows(&self, violation: Violation) -> bool {
        self.counted.verdict.violations.contains_key(&violation)
            || self.in_turn.contains(&violation)
    }
}

impl Without {
    /// What the protection is worth.
    pub fn worth(&self) -> Worth {
        let Ok(looks) = &self.looks else { return Worth::Needed };
        let complete = |look: &Look| look.counted.verdict.search == Search::Complete;
        if self.worse.iter().any(|worse| Violation::UNSAFE.contains(&worse.violation)) {
            Worth::CarriesLoad
        } else if !self.worse.is_empty() {
            Worth::SavesSales
        } else if looks.iter().all(complete) {
            Worth::Decoration
        } else {
            Worth::Unknown
        }
    }
}

/// Counts a fleet in each scenario, and lets its buyers come one after the other.
fn look(fleet: &Fleet, scenarios: &[Scenario]) -> Result<Vec<Look>, Fault> {
    let look = |scenario: &Scenario| {
        let counted = Counter { max_states: MAX_STATES }.count(fleet, scenario)?;
        let calm = scenario.clone().with_budget(Budget::NONE);
        let mut in_turn = BTreeSet::new();
        for next in [first as fn(&[Actor]) -> Option<Actor>, last_buyer] {
            in_turn.extend(Violation::judge(&Stepper::in_turn(fleet, &calm, next)?.shop));
        }
        Ok(Look { counted, in_turn })
    };
    scenarios.iter().map(look).collect()
}

/// Whoever comes first in actor order: A to the end, then B, and the environment last.
fn first(movable: &[Actor]) -> Option<Actor> {
    movable.first().copied()
}

/// The last buyer to the end, then the one before; the environment last.
fn last_buyer(movable: &[Actor]) -> Option<Actor> {
    let buyer = movable.iter().rev().find(|actor| actor.order().is_some());
    buyer.or(movable.first()).copied()
}
