//! Claims that random scenarios refute.

use crate::claim::Claim;
use crate::fault::Fault;
use crate::report::grouped;
use crate::scenario::Scenario;

/// The first line: which claim fails, and where.
pub(crate) fn refuted(claim: Claim) -> String {
    format!("✗ {claim}: fails in a random scenario, and in no smaller one that was tried\n")
}

/// A scenario is too large to settle a claim.
pub(crate) fn too_large_to_count(scenario: &Scenario, states: u64) -> Fault {
    let states = grouped(&states);
    Fault::Engine {
        engine: "count",
        message: format!("{states} states are not all of `{scenario}`: draw smaller scenarios"),
    }
}
