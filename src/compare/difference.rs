//! A difference: what changes in one scenario.

use super::{Demand, Matched, RollOut};
use crate::claim::Held;
use crate::scenario::Scenario;
use crate::verdict::{Count, Outcome, Search, Tally, Verdict};
use crate::violation::Violation;

/// What changes in one scenario.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Difference {
    /// The scenario.
    pub scenario: Scenario,
    /// What can happen with the old strategy.
    pub old: Verdict,
    /// What can happen with the new one.
    pub new: Verdict,
    /// The old one's interleavings that break a promise, where the new one, given the same turns, does
    /// not. `None` where there were too many to match one by one.
    pub mended: Option<Matched>,
    /// The new one's interleavings that break a promise, where the old one, given the same turns, does
    /// not.
    pub broken: Option<Matched>,
    /// What can happen while both are there.
    pub rollout: RollOut,
}

impl Difference {
    /// The outcomes that the old strategy does not have.
    pub fn appeared(&self) -> impl Iterator<Item = (&Outcome, &Tally)> + '_ {
        self.new.outcomes.iter().filter(|(outcome, _)| !self.old.outcomes.contains_key(outcome))
    }

    /// The outcomes that only the old strategy has.
    pub fn gone(&self) -> impl Iterator<Item = (&Outcome, &Tally)> + '_ {
        self.old.outcomes.iter().filter(|(outcome, _)| !self.new.outcomes.contains_key(outcome))
    }

    /// Whether both strategies were searched to the end.
    pub fn is_complete(&self) -> bool {
        [&self.old, &self.new].iter().all(|verdict| verdict.search == Search::Complete)
    }

    /// Whether every outcome of the new strategy is one of the old.
    pub fn refines(&self) -> Held {
        let complete = |verdict: &Verdict| verdict.search == Search::Complete;
        match self.appeared().next() {
            // What the old one was not seen to do it may do all the same.
            Some(_) if !complete(&self.old) => Held::SoFar,
            Some(_) => Held::No,
            None if complete(&self.new) => Held::Yes,
            None => Held::SoFar,
        }
    }

    /// Whether the demand holds here.
    pub fn held(&self, demand: Demand) -> Held {
        match demand {
            Demand::Refines => self.refines(),
            Demand::New(claim) => claim.held(&self.new),
            Demand::RollOut(claim) => self.rollout.held(claim),
        }
    }
}

/// In how many interleavings a promise is broken, however it is.
pub(crate) fn unsafe_in(verdict: &Verdict) -> Count {
    let broken = verdict.outcomes.iter().filter(|(outcome, _)| is_unsafe(outcome));
    broken.map(|(_, tally)| &tally.interleavings).sum()
}

/// Whether an execution broke a promise that a safe strategy keeps.
pub(crate) fn is_unsafe(outcome: &Outcome) -> bool {
    outcome.violations.iter().any(|violation| Violation::UNSAFE.contains(violation))
}
