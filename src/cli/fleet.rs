//! The fleet that the command line describes, and how much it has to do.

use std::sync::Arc;

use super::args::FleetArgs;
use oversell::counted::Counted;
use oversell::engine::{Counter, Fleet};
use oversell::session::Strategy;
use oversell::shop::Units;
use oversell::strategies::{self, Entry};
use oversell::verdict::Search;
use oversell::{Fault, Scenario, watchdog};

/// How many states are counted beforehand: enough for what can be searched, and done in no time.
const GLANCE: u64 = 50_000;

impl FleetArgs {
    /// The strategies, in the order in which they are dealt out.
    pub fn entries(&self) -> Result<Vec<Entry>, Fault> {
        let names = std::iter::once(&self.strategy).chain(&self.with);
        names.map(|name| strategies::find(name)).collect()
    }
}

/// The fleet of these strategies for a scenario in which each has a buyer.
pub fn fleet(entries: &[Entry], scenario: &Scenario) -> Result<Fleet, Fault> {
    if entries.len() > 1 && entries.len() > scenario.buyers().len() {
        return Err(Fault::useless("the last `--with`", "give as many buyers as strategies"));
    }
    Ok(Fleet::mixed(entries.iter().map(|&entry| Arc::new(entry) as Arc<dyn Strategy>)))
}

/// What there is to search, counted; nothing when that would take long or cannot be.
pub fn glance(fleet: &Fleet, scenario: &Scenario) -> Option<Counted> {
    let (fleet, scenario) = (fleet.clone(), scenario.clone());
    let counter = Counter { max_states: GLANCE };
    // What is wrong with a strategy comes out in the search itself.
    let counted =
        watchdog::guard(watchdog::LIMIT, move || counter.count(&fleet, &scenario)).ok()?;
    (counted.verdict.search == Search::Complete).then_some(counted)
}

/// Nothing comes of no executions, and nobody waits for so many.
pub fn check_executions(executions: u64) -> Result<(), Fault> {
    let given = Units::try_from(executions).unwrap_or(Units::MAX);
    Fault::check_or("--executions", given, 1..=MOST_EXECUTIONS, "")
}

/// Days of work.
const MOST_EXECUTIONS: Units = 100_000_000;
