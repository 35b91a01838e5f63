//! What an engine owes us, and what turns its executions into a verdict.

mod concurrent;
mod count;
mod exhaustive;
mod recorder;
mod stepper;

pub use concurrent::{Loom, Schedules, Shuttle, Threads};
pub use count::Counter;
pub use exhaustive::{Exhaustive, Explored};
pub use recorder::Recorder;
pub use stepper::{Led, Obstacle, Position, Stepper, Stepping};

use std::sync::Arc;

use crate::fault::Fault;
use crate::scenario::{Budget, Scenario};
use crate::session::Strategy;
use crate::shop::Units;
use crate::verdict::{Search, Verdict};

/// How many statements a purchase may make before it counts as endless.
pub const MAX_STATEMENTS: usize = 1_000;

/// Among how many buyers faults are placed anywhere: the placements grow with each.
const MAX_PLACED: Units = 4;

/// The version of the engine of this name; empty for one that is not of this crate.
///
/// A certificate names it: another version of loom or shuttle may visit other executions.
pub fn version(engine: &str) -> &'static str {
    match engine {
        "loom" => Loom::VERSION,
        "shuttle" => Shuttle::VERSION,
        "stepper" | "count" | "threads" => env!("CARGO_PKG_VERSION"),
        _ => "",
    }
}

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

    /// Buyers run these strategies in turn, as they do while a new version rolls out.
    ///
    /// # Panics
    ///
    /// When there are no strategies.
    pub fn mixed(strategies: impl IntoIterator<Item = Arc<dyn Strategy>>) -> Fleet {
        let strategies: Vec<_> = strategies.into_iter().collect();
        assert!(!strategies.is_empty(), "a fleet without strategies");
        Fleet { strategies }
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

    /// Runs the fleet through the scenario until the search ends. The scenario has no budget of
    /// faults: [`Engine::search`] spends it.
    ///
    /// # Errors
    ///
    /// When the scenario is too large for the engine, or the strategy breaks the rules.
    fn run(&self, fleet: &Fleet, scenario: &Scenario, recorder: &Recorder)
    -> Result<Search, Fault>;

    /// Runs the fleet through the scenario and, where it has a budget of faults, through every
    /// placement of them.
    ///
    /// # Errors
    ///
    /// As for [`Engine::run`]; and when there are too many buyers to place faults among.
    fn search(
        &self,
        fleet: &Fleet,
        scenario: &Scenario,
        recorder: &Recorder,
    ) -> Result<Search, Fault> {
        if scenario.budget() == Budget::NONE {
            return self.run(fleet, scenario, recorder);
        }
        let buyers = scenario.buyers().len() as Units;
        Fault::check_or("buyers", buyers, 1..=MAX_PLACED, crate::message::INSTEAD_OF_BUDGET)?;
        let mut united = Search::Complete;
        for (index, placement) in Stepper::placements(fleet, scenario)?.into_iter().enumerate() {
            let search = self.run(fleet, &placement, &recorder.placed(index, placement.clone()))?;
            united = united.and(search);
        }
        Ok(united)
    }

    /// Runs the fleet through the scenario and returns the verdict.
    ///
    /// # Errors
    ///
    /// As for [`Engine::search`].
    fn explore(&self, fleet: &Fleet, scenario: &Scenario) -> Result<Verdict, Fault> {
        let recorder = Recorder::new(scenario);
        let search = self.search(fleet, scenario, &recorder)?;
        recorder.verdict(self.name(), fleet, search)
    }
}
