//! Matched: interleavings of one strategy, and where the other goes when it is given the same turns.

use super::difference::is_unsafe;
use crate::engine::{Explored, Fleet, Led, Stepper};
use crate::fault::Fault;
use crate::interleaving::Interleaving;
use crate::schedule::Schedule;
use crate::verdict::{Outcome, Search};

/// The interleavings of a strategy that break a promise, where another strategy with the same turns
/// breaks none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matched {
    /// How many they are.
    pub interleavings: usize,
    /// The simplest of them.
    pub example: Option<Pair>,
}

/// One schedule under both strategies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// What happens under the strategy whose schedule it is.
    pub broken: Interleaving,
    /// What happens under the other.
    pub safe: Interleaving,
    /// The turns that the other could not take, counted from 0.
    pub skipped: Vec<usize>,
}

impl Pair {
    /// The schedule.
    pub fn schedule(&self) -> Schedule {
        self.broken.schedule()
    }
}

impl Matched {
    /// Gives `other` the turns of every interleaving that breaks a promise. `None` where not all
    /// interleavings are at hand, and where faults are placed anywhere: each has a scenario of its own.
    pub(super) fn find(of: &Explored, other: &Fleet) -> Result<Option<Matched>, Fault> {
        let scenario = &of.verdict.scenario;
        let all = of.verdict.all.interleavings == of.interleavings.len().into();
        let plain = scenario.budget() == crate::scenario::Budget::NONE;
        if !all || !plain || of.verdict.search != Search::Complete {
            return Ok(None);
        }
        let mut matched = Matched { interleavings: 0, example: None };
        let broken = of.interleavings.iter().filter(|(_, outcome)| is_unsafe(outcome));
        for (interleaving, _) in broken {
            let led = Stepper::lead(other, scenario, &interleaving.schedule())?;
            if !is_unsafe(&Outcome::of(&led.shop)) {
                matched.add(interleaving, led);
            }
        }
        Ok(Some(matched))
    }

    fn add(&mut self, broken: &Interleaving, Led { interleaving: safe, skipped, .. }: Led) {
        self.interleavings += 1;
        let pair = Pair { broken: broken.clone(), safe, skipped };
        let simplicity = |pair: &Pair| pair.schedule().simplicity();
        if self.example.as_ref().is_none_or(|known| simplicity(&pair) < simplicity(known)) {
            self.example = Some(pair);
        }
    }
}
