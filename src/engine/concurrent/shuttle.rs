//! shuttle: random schedules of many buyers.
//!
//! <https://docs.rs/shuttle>. Its traps, and how this engine avoids them, are told in `docs/engines.md`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler, UrwRandomScheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

use super::bare::{Judge, Room};
use super::floor::{Floor, Plan, open};
use super::hooks::contained;
use super::runtime::{Runtime, STACK_BYTES, memory};
use crate::bare::{Bare, Program, Start};
use crate::engine::{Engine, Fleet, Recorder, Stepper};
use crate::fault::Fault;
use crate::scenario::Scenario;
use crate::session::panic_text;
use crate::shop::Units;
use crate::verdict::Search;

/// How shuttle draws its schedules.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Schedules {
    /// At every scheduling point, any thread that can run, each as likely.
    #[default]
    Random,
    /// Probabilistic concurrency testing: random priorities, changed at `depth - 1` points.
    /// Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
    /// ASPLOS 2010. Depth 1 never finds the incident, which needs two switches.
    Pct {
        /// The number of ordering constraints that the bug needs.
        depth: usize,
    },
    /// Uniform random walk: threads weighted by how much they still have to do, so that schedules,
    /// not choices, are equally likely. Zhao et al., "Selectively Uniform Concurrency Testing",
    /// ASPLOS 2025.
    Urw,
}

/// Samples schedules with shuttle.
#[derive(Clone, Debug)]
pub struct Shuttle {
    /// How schedules are drawn.
    pub schedules: Schedules,
    /// The seed that draws them.
    pub seed: u64,
    /// How many executions.
    pub executions: u64,
}

impl Default for Shuttle {
    fn default() -> Shuttle {
        Shuttle { schedules: Schedules::Random, seed: Shuttle::SEED, executions: 1_000 }
    }
}

impl Shuttle {
    /// The version of the library that runs it, which this crate asks for exactly.
    pub const VERSION: &'static str = "0.9.9";
    /// The most buyers.
    pub const MAX_BUYERS: usize = 50;
    /// The seed that is used unless another is asked for: the same words every time.
    pub const SEED: u64 = 1;
    /// How many scheduling points one execution may have.
    const MAX_STEPS: usize = 10_000_000;
    /// The variable that would replace the seed, silently.
    const SEED_VARIABLE: &'static str = "SHUTTLE_RANDOM_SEED";

    /// Draws orders of two buyers on bare memory, all of them sequentially consistent: shuttle has no
    /// other memory, whatever ordering is asked for.
    ///
    /// # Errors
    ///
    /// When the environment would replace the seed.
    pub fn bare(&self, program: Program) -> Result<Bare, Fault> {
        Shuttle::check_environment()?;
        let judge: Arc<Judge> = Arc::default();
        let model = {
            let judge = Arc::clone(&judge);
            move || buy_to_the_end(&judge, program)
        };
        self.sample(model)?;
        let search = Search::Sampled { seed: Some(self.seed) };
        Ok(judge.verdict(program, self.name(), Start::Spawned, search))
    }

    /// Whether the environment lets the seed be the one that was asked for.
    ///
    /// # Errors
    ///
    /// [`Fault::Environment`] when a variable would replace it.
    pub fn check_environment() -> Result<(), Fault> {
        if let Ok(value) = std::env::var(Shuttle::SEED_VARIABLE) {
            return Err(Fault::Environment {
                name: Shuttle::SEED_VARIABLE,
                value,
                instead: crate::message::INSTEAD_OF_SEED_VARIABLE,
            });
        }
        Ok(())
    }

    /// Runs the model under all schedules that are drawn.
    fn sample(&self, model: impl Fn() + Send + Sync + 'static) -> Result<(), Fault> {
        let run = || Runner::new(self.scheduler(), config()).run(model);
        let ended = contained(|| catch_unwind(AssertUnwindSafe(run)));
        ended
            .map(drop)
            .map_err(|payload| Fault::Engine { engine: "shuttle", message: panic_text(&*payload) })
    }

    fn scheduler(&self) -> Box<dyn Scheduler + Send> {
        let executions = self.executions as usize;
        match self.schedules {
            Schedules::Random => Box::new(RandomScheduler::new_from_seed(self.seed, executions)),
            Schedules::Pct { depth } => {
                Box::new(PctScheduler::new_from_seed(self.seed, depth, executions))
            }
            Schedules::Urw => Box::new(UrwRandomScheduler::new_from_seed(self.seed, executions)),
        }
    }
}

impl Engine for Shuttle {
    fn name(&self) -> &'static str {
        "shuttle"
    }

    fn run(
        &self,
        fleet: &Fleet,
        scenario: &Scenario,
        recorder: &Recorder,
    ) -> Result<Search, Fault> {
        Fault::check_or(
            "buyers",
            scenario.buyers().len() as Units,
            1..=Shuttle::MAX_BUYERS as Units,
            crate::message::INSTEAD_OF_SHUTTLE,
        )?;
        Shuttle::check_environment()?;
        Stepper::rehearse(fleet, scenario)?;
        let plan = Arc::new(Plan::new(fleet, scenario, scenario.mutexes()));
        let fault: Arc<Mutex<Option<Fault>>> = Arc::default();
        let ended = {
            let recorder = recorder.clone();
            let fault = Arc::clone(&fault);
            self.sample(move || {
                let floor = Floor::<ShuttleRuntime>::new(&plan);
                for buyer in floor.start() {
                    buyer.join().expect("a buyer's panic is caught in its thread");
                }
                match open(&floor.record()).interleaving(recorder.scenario()) {
                    Ok(interleaving) => recorder.record(interleaving),
                    Err(found) => {
                        *fault.lock().expect("nobody panics holding it") = Some(found);
                        resume_unwind(Box::new("the strategy misbehaved"));
                    }
                }
            })
        };
        if let Some(fault) = fault.lock().expect("nobody panics holding it").take() {
            return Err(fault);
        }
        ended?;
        Ok(Search::Sampled { seed: Some(self.seed) })
    }
}

/// One execution on bare memory.
fn buy_to_the_end(judge: &Judge, program: Program) {
    let room = Room::<ShuttleRuntime>::new(judge);
    for buyer in room.start(program, Start::Spawned) {
        buyer.join().expect("a buyer on bare memory does not panic");
    }
}

fn config() -> Config {
    let mut config = Config::new();
    config.stack_size = STACK_BYTES;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::FailAfter(Shuttle::MAX_STEPS);
    config.silence_warnings = true;
    config
}

/// One trivial check, so that shuttle's panic hook is in place.
pub(super) fn warm_up() {
    Runner::new(RandomScheduler::new_from_seed(0, 1), config()).run(|| ());
}

struct ShuttleRuntime;

impl Runtime for ShuttleRuntime {
    type Mutex<T: Send + 'static> = shuttle::sync::Mutex<T>;
    type Guard<'a, T: Send + 'static> = shuttle::sync::MutexGuard<'a, T>;
    type Bell = shuttle::sync::Condvar;
    type Handle = shuttle::thread::JoinHandle<()>;

    fn mutex<T: Send + 'static>(value: T) -> Self::Mutex<T> {
        shuttle::sync::Mutex::new(value)
    }

    fn lock<T: Send + 'static>(mutex: &Self::Mutex<T>) -> Self::Guard<'_, T> {
        mutex.lock().expect("a buyer's panic is caught before it reaches a guard")
    }

    fn bell() -> Self::Bell {
        shuttle::sync::Condvar::new()
    }

    fn wait<'a, T: Send + 'static>(
        bell: &Self::Bell,
        guard: Self::Guard<'a, T>,
    ) -> Self::Guard<'a, T> {
        bell.wait(guard).expect("a buyer's panic is caught before it reaches a guard")
    }

    fn ring(bell: &Self::Bell) {
        bell.notify_all();
    }

    fn spawn(body: impl FnOnce() + Send + 'static) -> Self::Handle {
        shuttle::thread::spawn(body)
    }

    fn yield_now() {
        shuttle::thread::yield_now();
    }
}

memory!(ShuttleRuntime, shuttle::sync::atomic::AtomicI64);
