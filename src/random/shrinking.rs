//! How a scenario that fails becomes smaller, in proptest's own terms.

use std::vec::IntoIter;

use proptest::strategy::ValueTree;

use super::Scenarios;
use super::draft::Draft;
use crate::scenario::Scenario;

/// A scenario that was drawn, on its way to the smallest that fails.
///
/// proptest shrinks each number on its own, and does not come back to one that it is done with; the
/// scenario that it ends with depends on where it began. Here everything is tried again after each
/// success, so that at the end no single thing can be taken away.
#[derive(Clone, Debug)]
pub struct Shrinking {
    bounds: Scenarios,
    /// The smallest so far that fails.
    failing: Draft,
    /// What is being tried.
    current: Draft,
    /// What is still to be tried.
    smaller: IntoIter<Draft>,
}

impl Shrinking {
    pub(super) fn of(bounds: Scenarios, drawn: Draft) -> Shrinking {
        let smaller = Vec::new().into_iter();
        Shrinking { bounds, failing: drawn.clone(), current: drawn, smaller }
    }

    fn try_next(&mut self) -> bool {
        let next = self.smaller.next();
        let is_there = next.is_some();
        self.current = next.unwrap_or_else(|| self.failing.clone());
        is_there
    }
}

impl ValueTree for Shrinking {
    type Value = Scenario;

    fn current(&self) -> Scenario {
        self.current.scenario().expect("what is drawn within possible bounds is possible")
    }

    /// What was tried fails: on to something smaller.
    fn simplify(&mut self) -> bool {
        self.failing = self.current.clone();
        self.smaller = self.failing.smaller(&self.bounds).into_iter();
        self.try_next()
    }

    /// What was tried does not fail: on to something else.
    fn complicate(&mut self) -> bool {
        self.try_next()
    }
}
