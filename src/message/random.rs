//! Claims that random scenarios refute.

use crate::case::Finding;
use crate::fault::Fault;
use crate::report::grouped;
use crate::scenario::Scenario;

/// What a test says that was refuted.
pub(crate) fn refuted(finding: &Finding) -> String {
    format!("a claim fails in a random scenario, and in no smaller one that was tried\n\n{finding}")
}

/// A scenario is too large to settle a claim.
pub(crate) fn too_large_to_count(scenario: &Scenario, states: u64) -> Fault {
    let states = grouped(&states);
    Fault::Engine {
        engine: "count",
        message: format!("{states} states are not all of `{scenario}`: draw smaller scenarios"),
    }
}
