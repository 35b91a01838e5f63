//! All interleavings, by whoever can: made one by one while they are few, counted where they are many.

use super::{Counter, Engine, Fleet, Recorder, Stepper};
use crate::explain::Reason;
use crate::fault::Fault;
use crate::interleaving::Interleaving;
use crate::scenario::Scenario;
use crate::verdict::{Count, Outcome, Search, Verdict};
use crate::violation::Violation;

/// The way to a complete verdict that is right for nearly everybody: no threads, nothing installed in
/// the process, every interleaving.
///
/// ```
/// use oversell::engine::{Exhaustive, Fleet};
/// use oversell::verdict::Search;
/// use oversell::{Scenario, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let small = Exhaustive::default().explore(&fleet, &Scenario::named("last_item")?)?;
/// assert_eq!((small.verdict.engine, small.interleavings.len()), ("stepper", 6));
/// let large = Exhaustive::default().explore(&fleet, &Scenario::named("rush")?)?;
/// assert_eq!((large.verdict.engine, &large.verdict.search), ("count", &Search::Complete));
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exhaustive {
    /// Up to how many interleavings are made, and not just counted.
    pub max_interleavings: u64,
    /// After how many states the counter gives up; the verdict is then bounded.
    pub max_states: u64,
}

/// What a search found out, and what a reason can be found from.
#[derive(Clone, Debug)]
pub struct Explored {
    /// The verdict.
    pub verdict: Verdict,
    /// The distinct interleavings with their outcomes, the first [`Reason::MAX_INTERLEAVINGS`] and one
    /// more; none where they were counted.
    pub interleavings: Vec<(Interleaving, Outcome)>,
}

impl Default for Exhaustive {
    fn default() -> Exhaustive {
        Exhaustive { max_interleavings: 20_000, max_states: 500_000 }
    }
}

impl Exhaustive {
    /// Explores every interleaving of a fleet in a scenario.
    ///
    /// # Errors
    ///
    /// When the scenario has no buyers, or a strategy misbehaves.
    pub fn explore(&self, fleet: &Fleet, scenario: &Scenario) -> Result<Explored, Fault> {
        let counter = Counter { max_states: self.max_states };
        let counted = match counter.count(fleet, scenario) {
            Ok(counted) => counted.verdict,
            // There is a scenario that the counter does not take: the crash of a whole instance.
            Err(Fault::Useless { .. }) => return self.step(fleet, scenario),
            Err(fault) => return Err(fault),
        };
        let few = counted.all.interleavings <= Count::from(self.max_interleavings);
        if few && counted.search == Search::Complete {
            return self.step(fleet, scenario);
        }
        Ok(Explored { verdict: counted, interleavings: Vec::new() })
    }

    fn step(&self, fleet: &Fleet, scenario: &Scenario) -> Result<Explored, Fault> {
        Explored::by(&Stepper::default(), fleet, scenario)
    }
}

impl Explored {
    /// Runs one engine, and keeps what a reason needs.
    ///
    /// # Errors
    ///
    /// As for [`Engine::search`].
    pub fn by(engine: &dyn Engine, fleet: &Fleet, scenario: &Scenario) -> Result<Explored, Fault> {
        let recorder = Recorder::new(scenario).keeping_at_most(Reason::MAX_INTERLEAVINGS + 1);
        let search = engine.search(fleet, scenario, &recorder)?;
        let verdict = recorder.verdict(engine.name(), fleet, search)?;
        Ok(Explored { verdict, interleavings: recorder.kept() })
    }

    /// Why some interleavings show the violation; `None` where not all of them are at hand.
    pub fn reason(&self, violation: Violation) -> Option<Reason> {
        let all = self.verdict.all.interleavings == Count::from(self.interleavings.len());
        let complete = self.verdict.search == Search::Complete;
        (all && complete).then(|| Reason::find(violation, &self.interleavings)).flatten()
    }
}
