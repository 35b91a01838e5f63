//! What the counter found: a verdict without executions, and probabilities.

use std::collections::BTreeMap;

use crate::verdict::{Outcome, Verdict};
use crate::violation::Violation;

/// What was counted.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The verdict; its `executions` are 0, for nothing was executed.
    pub verdict: Verdict,
    /// How many merged states there were.
    pub states: u64,
    /// The probability of each outcome, under a scheduler that at every step picks any actor who can
    /// move, each as likely.
    pub outcome_probability: BTreeMap<Outcome, f64>,
    /// The same for each violation.
    pub probability: BTreeMap<Violation, f64>,
}
