//! What the counter found: a verdict without executions, and probabilities.

use std::collections::BTreeMap;

use crate::verdict::{Outcome, Verdict};
use crate::violation::Violation;

/// What was counted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Counted {
    /// The verdict; its `executions` are 0, for nothing was executed.
    pub verdict: Verdict,
    /// How many merged states there were.
    pub states: u64,
    /// The probability of each outcome, under a scheduler that at every step picks any actor who can
    /// move, each as likely. With a budget of faults: each placement of them as likely, given that
    /// they happen.
    pub outcome_probability: BTreeMap<Outcome, f64>,
    /// The same for each violation.
    pub probability: BTreeMap<Violation, f64>,
}

impl Counted {
    /// How many executions that scheduler needs to show a violation at least once with this
    /// confidence (0 to 1); `None` when it never would.
    ///
    /// ```
    /// use oversell::engine::{Counter, Fleet};
    /// use oversell::{Scenario, Violation, strategies};
    ///
    /// let fleet = Fleet::of(strategies::find("check_then_update")?);
    /// let counted = Counter::default().count(&fleet, &Scenario::named("last_item")?)?;
    /// assert_eq!(counted.probability[&Violation::Oversold], 0.5);
    /// assert_eq!(counted.executions_for(Violation::Oversold, 0.95), Some(5));
    /// # Ok::<(), oversell::Fault>(())
    /// ```
    pub fn executions_for(&self, violation: Violation, confidence: f64) -> Option<u64> {
        let chance = *self.probability.get(&violation)?;
        if chance >= 1.0 {
            return Some(1);
        }
        Some(((1.0 - confidence).ln() / (1.0 - chance).ln()).ceil() as u64)
    }
}
