//! A budget of faults, and all the ways to spend it.
//!
//! No engine has a choice primitive that all share. So faults are placed outside of the engines: each
//! way to spend the budget is a scenario of its own, and their verdicts are united.

use super::{Crash, Scenario};
use crate::actor::Actor;
use crate::session::Failure;
use crate::shop::Shop;

/// At most so many faults of each kind, anywhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Budget {
    /// Cards that are declined.
    pub declines: u32,
    /// Processes that die, each at any step.
    pub crashes: u32,
    /// Ticks of the clock.
    pub ticks: u32,
    /// Orders that are sent twice.
    pub duplicates: u32,
}

impl Budget {
    /// The most faults of each kind: the placements grow with each.
    pub const MOST: u32 = 3;

    /// No faults.
    pub const NONE: Budget = Budget { declines: 0, crashes: 0, ticks: 0, duplicates: 0 };
}

impl Scenario {
    /// Every way to spend the budget, the ways that spend less first. A crash can be placed before
    /// any of a buyer's first `steps` steps.
    ///
    /// A placed fault that does not happen in an interleaving (the buyer is refused before it would
    /// have crashed) makes that interleaving one of a smaller placement: see
    /// [`Scenario::is_spent`].
    pub fn placements(&self, steps: u32) -> Vec<Scenario> {
        let budget = self.budget;
        let mut base = self.clone().unnamed();
        base.budget = Budget::NONE;
        let mut found = vec![base];
        for ticks in 1..=budget.ticks {
            let mut more = found[0].clone();
            more.ticks += ticks;
            found.push(more);
        }
        let buyers = self.buyers.len();
        spread(&mut found, budget.declines, buyers, |scenario, buyer| {
            let declined = &mut scenario.buyers[buyer].declined;
            !std::mem::replace(declined, true)
        });
        spread(&mut found, budget.duplicates, buyers, |scenario, buyer| {
            let new = !scenario.duplicates.contains(&(buyer as u8));
            scenario.duplicates.push(buyer as u8);
            new
        });
        let places = buyers * steps as usize;
        spread(&mut found, budget.crashes, places, |scenario, place| {
            let after_steps = (place % steps as usize) as u32;
            let buyer = &mut scenario.buyers[place / steps as usize];
            buyer.crash.replace(Crash { after_steps, instance: false }).is_none()
        });
        found
    }

    /// The same, with a crash that no purchase is long enough to reach: so that money is steps.
    pub(crate) fn with_money_as_steps(mut self) -> Scenario {
        if let Some(buyer) = self.buyers.first_mut() {
            buyer.crash = Some(Crash { after_steps: u32::MAX, instance: false });
        }
        self
    }

    /// Whether every fault that this placement has beyond `without` happened in an interleaving, which
    /// left `end`.
    pub fn is_spent(&self, without: &Scenario, end: &Shop) -> bool {
        let mut spent = self.ticks == without.ticks || end.now() == self.ticks;
        for (number, (buyer, before)) in self.buyers.iter().zip(&without.buyers).enumerate() {
            let actor = Actor::Buyer(number as u8);
            if buyer.crash != before.crash {
                spent &= end.payments().endings().get(&actor) == Some(&Err(Failure::Crashed));
            }
            if buyer.declined != before.declined {
                spent &= end.payments().accounts()[number].declines > 0;
            }
        }
        spent
    }
}

/// Adds to the scenarios those with up to `budget` more faults, at distinct places in order.
/// `place` puts one, and says whether it could.
fn spread(
    found: &mut Vec<Scenario>,
    budget: u32,
    places: usize,
    place: impl Fn(&mut Scenario, usize) -> bool,
) {
    let mut last: Vec<(Scenario, usize)> = found.iter().map(|base| (base.clone(), 0)).collect();
    for _fault in 0..budget {
        let mut next = Vec::new();
        for (base, from) in &last {
            for at in *from..places {
                let mut scenario = base.clone();
                if place(&mut scenario, at) {
                    next.push((scenario, at + 1));
                }
            }
        }
        found.extend(next.iter().map(|(scenario, _)| scenario.clone()));
        last = next;
    }
}
