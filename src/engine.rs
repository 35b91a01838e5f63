//! What an engine owes us, and what turns its executions into a verdict.

mod concurrent;
mod recorder;
mod stepper;

pub use concurrent::{Loom, Schedules, Shuttle, Threads};
pub use recorder::Recorder;
pub use stepper::{Obstacle, Position, Stepper, Stepping};

use std::sync::Arc;

use crate::fault::Fault;
use crate::scenario::Scenario;
use crate::session::Strategy;
use crate::verdict::{Search, Verdict};

/// How many statements a purchase may make before it counts as endless.
pub const MAX_STATEMENTS: usize = 1_000;

/// The strategies of a scenario's buyers.
///
/// One strategy for all, or several, dealt out in turn: buyer A runs the first, B the second, and so
/// on from the beginning again.
#[derive(Clone)]
pub struct Fleet {
    strategies: Vec<Arc<dyn Strategy>>,
}

impl Fleet {
    /// All buyers run the same strategy.
    pub fn of(strategy: impl Strategy) -> Fleet {
        Fleet { strategies: vec![Arc::new(strategy)] }
    }

    /// The strategy of a buyer.
    pub fn strategy(&self, buyer: usize) -> &Arc<dyn Strategy> {
        &self.strategies[buyer % self.strategies.len()]
    }

    /// The names of the strategies, with `+` between them.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.strategies.iter().map(|strategy| strategy.name()).collect();
        names.join(" + ")
    }
}

/// A way of running a fleet through a scenario, over and over.
///
/// # Contract
///
/// An engine runs the strategies as they are, asks only [`Shop::apply`](crate::shop::Shop::apply)
/// for responses, and hands the record of every execution to the recorder. It says honestly whether
/// it has seen all interleavings: [`Search::Complete`] is a proof.
pub trait Engine {
    /// The engine's name, as on the command line.
    fn name(&self) -> &'static str;

    /// Runs the fleet through the scenario until the search ends.
    ///
    /// # Errors
    ///
    /// When the scenario is too large for the engine, or the strategy breaks the rules.
    fn run(&self, fleet: &Fleet, scenario: &Scenario, recorder: &Recorder)
    -> Result<Search, Fault>;

    /// Runs the fleet through the scenario and returns the verdict.
    ///
    /// # Errors
    ///
    /// As for [`Engine::run`].
    fn explore(&self, fleet: &Fleet, scenario: &Scenario) -> Result<Verdict, Fault> {
        let recorder = Recorder::new(scenario);
        let search = self.run(fleet, scenario, &recorder)?;
        recorder.verdict(self.name(), fleet, search)
    }
}
