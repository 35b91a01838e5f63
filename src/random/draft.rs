//! A scenario as it is drawn: plain numbers, of which each can be made smaller.

use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::option;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Reason, TestRunner};

use super::Scenarios;
use crate::fault::Fault;
use crate::scenario::{Crash, Scenario};
use crate::shop::Units;

/// How often a fault that may happen does: seldom enough that scenarios with one fault are common.
const ODDS: f64 = 0.25;

/// The numbers of a scenario.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    stock: Units,
    wants: Vec<Want>,
    ticks: u32,
    sweeps: u32,
    instances: u8,
    check: bool,
}

/// What a customer wants, and what fails for it.
#[derive(Clone, Debug)]
struct Want {
    quantity: Units,
    declined: bool,
    twice: bool,
    crash: Option<u32>,
}

impl Draft {
    /// Draws one within the bounds.
    pub(super) fn draw(bounds: &Scenarios, runner: &mut TestRunner) -> Result<Draft, Reason> {
        // A fault that is not asked for is drawn as well, and dropped: so that asking for one more
        // leaves the rest of what a seed draws as it is.
        let faults =
            (weighted(ODDS), weighted(ODDS), option::weighted(ODDS, 0..=Scenarios::LATEST_CRASH));
        let want = (bounds.quantity.clone(), faults);
        let wants = vec(want, bounds.buyers.clone());
        let environment = (0..=bounds.ticks, 0..=bounds.sweeps, 1..=bounds.instances);
        let drawn = (bounds.stock.clone(), wants, environment, weighted(ODDS)).new_tree(runner)?;
        let (stock, wants, (ticks, sweeps, instances), check) = drawn.current();
        let want =
            |(quantity, (declined, twice, crash)): (Units, (bool, bool, Option<u32>))| Want {
                quantity,
                declined: declined && bounds.declines,
                twice: twice && bounds.duplicates,
                crash: crash.filter(|_| bounds.crashes),
            };
        let wants = wants.into_iter().map(want).collect();
        Ok(Draft { stock, wants, ticks, sweeps, instances, check: check && bounds.check })
    }

    /// The scenario.
    pub(super) fn scenario(&self) -> Result<Scenario, Fault> {
        let mut scenario = Scenario::new(self.stock)?;
        for (number, want) in self.wants.iter().enumerate() {
            scenario = scenario.buys(want.quantity)?;
            if want.declined {
                scenario = scenario.declined(number)?;
            }
            if want.twice {
                scenario = scenario.sent_twice(number)?;
            }
            if let Some(after_steps) = want.crash {
                scenario = scenario.crashes(number, Crash { after_steps, instance: false })?;
            }
        }
        scenario = scenario.ticks(self.ticks)?.sweeps(self.sweeps)?.instances(self.instances)?;
        Ok(if self.check { scenario.checked() } else { scenario })
    }

    /// Everything within the bounds that is one thing smaller, the largest bites first: a buyer, then
    /// stock, then orders, then faults.
    pub(super) fn smaller(&self, bounds: &Scenarios) -> Vec<Draft> {
        let mut found = Vec::new();
        let mut without = |change: &dyn Fn(&mut Draft)| {
            let mut draft = self.clone();
            change(&mut draft);
            found.push(draft);
        };
        let everybody = 0..self.wants.len();
        if self.wants.len() > *bounds.buyers.start() {
            // The last comes first: who is left keeps name and strategy.
            for number in everybody.clone().rev() {
                without(&|draft| {
                    draft.wants.remove(number);
                });
            }
        }
        for stock in *bounds.stock.start()..self.stock {
            without(&|draft| draft.stock = stock);
        }
        for number in everybody {
            let want = &self.wants[number];
            for quantity in *bounds.quantity.start()..want.quantity {
                without(&|draft| draft.wants[number].quantity = quantity);
                // What is scarce stays so: as many units fewer in stock.
                let stock = self.stock - (want.quantity - quantity);
                if stock >= *bounds.stock.start() {
                    without(&|draft| {
                        (draft.stock, draft.wants[number].quantity) = (stock, quantity);
                    });
                }
            }
        }
        found.extend(self.with_fewer_faults());
        found
    }

    fn with_fewer_faults(&self) -> Vec<Draft> {
        let mut found = Vec::new();
        let mut without = |change: &dyn Fn(&mut Draft)| {
            let mut draft = self.clone();
            change(&mut draft);
            found.push(draft);
        };
        for (number, want) in self.wants.iter().enumerate() {
            if let Some(steps) = want.crash {
                without(&|draft| draft.wants[number].crash = None);
                for earlier in 0..steps {
                    without(&|draft| draft.wants[number].crash = Some(earlier));
                }
            }
            if want.twice {
                without(&|draft| draft.wants[number].twice = false);
            }
            if want.declined {
                without(&|draft| draft.wants[number].declined = false);
            }
        }
        for ticks in 0..self.ticks {
            without(&|draft| draft.ticks = ticks);
        }
        for sweeps in 0..self.sweeps {
            without(&|draft| draft.sweeps = sweeps);
        }
        for instances in 1..self.instances {
            without(&|draft| draft.instances = instances);
        }
        if self.check {
            without(&|draft| draft.check = false);
        }
        found
    }
}
