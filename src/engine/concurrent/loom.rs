//! loom: every interleaving, with loom's own mutexes.
//!
//! <https://docs.rs/loom>. Its traps, and how this engine avoids them, are told in `docs/engines.md`.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use loom::model::Builder;
use tracing::field::{Field, Visit};
use tracing::span;
use tracing::subscriber::{Interest, Subscriber, with_default};

use super::bare::{Judge, Room};
use super::floor::{Floor, Plan, SharedRecord, open};
use super::hooks::contained;
use super::runtime::{Runtime, STACK_BYTES, memory};
use crate::bare::{Bare, Program, Start};
use crate::engine::stepper::Survey;
use crate::engine::{Engine, Fleet, Recorder, Stepper};
use crate::fault::Fault;
use crate::scenario::Scenario;
use crate::session::panic_text;
use crate::shop::{Resource, Units};
use crate::verdict::Search;

/// Explores every interleaving with loom.
#[derive(Clone, Debug)]
pub struct Loom {
    /// After how many executions to give up; the verdict is then bounded.
    pub max_executions: u64,
}

impl Default for Loom {
    fn default() -> Loom {
        Loom { max_executions: Loom::MAX_EXECUTIONS }
    }
}

impl Loom {
    /// The version of the library that runs it, which this crate asks for exactly.
    pub const VERSION: &'static str = "0.7.3";
    /// The most actors: loom takes five threads, and one is the main thread.
    pub const MAX_ACTORS: usize = 4;
    /// The limit that holds unless another is asked for: a few minutes.
    pub const MAX_EXECUTIONS: u64 = 1_000_000;
    /// How many scheduling points one execution may have.
    const MAX_BRANCHES: usize = 20_000;

    /// Explores two buyers on bare memory. What it does not find there may exist all the same: see
    /// [`Bare`].
    ///
    /// # Errors
    ///
    /// When loom gives up.
    pub fn bare(&self, program: Program, start: Start) -> Result<Bare, Fault> {
        let judge: Arc<Judge> = Arc::default();
        let model = {
            let judge = Arc::clone(&judge);
            move || {
                Room::<LoomRuntime>::new(&judge).start(program, start);
            }
        };
        let completed = contained(|| self.check(model))?;
        let search = search(completed, judge.executions());
        Ok(judge.verdict(program, self.name(), start, search))
    }

    /// Runs the model in every way that loom finds; whether it got to the end.
    fn check(&self, model: impl Fn() + Send + Sync + 'static) -> Result<bool, Fault> {
        let completed = Completed::default();
        let ended = catch_unwind(AssertUnwindSafe(|| {
            with_default(completed.clone(), || builder(self.max_executions).check(model));
        }));
        ended
            .map_err(|payload| Fault::Engine { engine: "loom", message: panic_text(&*payload) })?;
        Ok(completed.0.load(Ordering::Relaxed))
    }
}

fn search(completed: bool, executions: u64) -> Search {
    if completed { Search::Complete } else { Search::Bounded { executions } }
}

impl Engine for Loom {
    fn name(&self) -> &'static str {
        "loom"
    }

    fn run(
        &self,
        fleet: &Fleet,
        scenario: &Scenario,
        recorder: &Recorder,
    ) -> Result<Search, Fault> {
        Fault::check_or(
            "the number of actors",
            scenario.actors().len() as Units,
            1..=Loom::MAX_ACTORS as Units,
            crate::message::INSTEAD_OF_LOOM,
        )?;
        let plan = Arc::new(Plan::new(fleet, scenario, locks_first(fleet, scenario)?));
        let desk = Arc::new(Collector {
            recorder: recorder.clone(),
            records: Mutex::default(),
            fault: Mutex::default(),
        });
        let model = {
            let desk = Arc::clone(&desk);
            move || {
                desk.collect_inside();
                let floor = Floor::<LoomRuntime>::new(&plan);
                desk.expect(floor.record());
                floor.start();
            }
        };
        let completed = contained(|| self.check(model));
        if let Some(fault) = desk.fault.lock().expect("nobody panics holding it").take() {
            return Err(fault);
        }
        let completed = completed?;
        desk.collect()?;
        Ok(search(completed, recorder.executions()))
    }
}

/// What is locked before the gate: in-process mutexes, and locks of the database unless it breaks a
/// cycle of them in some interleaving (nobody can wake one who sleeps at a real mutex). Where nothing
/// is locked as long as nobody interferes, nobody looks further: to wait for the bell is always right.
fn locks_first(fleet: &Fleet, scenario: &Scenario) -> Result<BTreeSet<Resource>, Fault> {
    if !Stepper::rehearse(fleet, scenario)? {
        return Ok(BTreeSet::new());
    }
    let Survey { mut locks, aborts } = Stepper::survey(fleet, scenario)?;
    if aborts {
        locks.retain(|resource| matches!(resource, Resource::Mutex(_)));
    }
    Ok(locks)
}

/// Every setting by hand: loom's own defaults come from environment variables, silently.
fn builder(max_executions: u64) -> Builder {
    let mut builder = Builder::new();
    builder.max_threads = Loom::MAX_ACTORS + 1;
    builder.max_branches = Loom::MAX_BRANCHES;
    // loom looks at the limit only in every `checkpoint_interval`-th execution, before it runs. So
    // both are the first execution that is too many.
    let too_many = max_executions.saturating_add(1) as usize;
    builder.max_permutations = Some(too_many);
    builder.checkpoint_interval = too_many;
    builder.max_duration = None;
    builder.preemption_bound = None;
    builder.checkpoint_file = None;
    builder.expect_explicit_explore = false;
    builder.location = false;
    builder.log = false;
    builder
}

/// Judges executions that have ended: inside of one, not even the last thread knows that it is the
/// last, and an assertion there would end the search. Many at a time, since the stack of a model is
/// new memory in every execution, and a judge would be the only one to need more than a page of it.
struct Collector {
    recorder: Recorder,
    /// Their records, and at the end that of the execution that runs.
    records: Mutex<Vec<SharedRecord>>,
    fault: Mutex<Option<Fault>>,
}

impl Collector {
    /// How many executions are judged together.
    const BATCH: usize = 256;

    fn expect(&self, record: SharedRecord) {
        self.records.lock().expect("nobody panics holding it").push(record);
    }

    fn collect(&self) -> Result<(), Fault> {
        let records = std::mem::take(&mut *self.records.lock().expect("nobody panics holding it"));
        for record in records {
            self.recorder.record(open(&record).interleaving(self.recorder.scenario())?);
        }
        Ok(())
    }

    /// Collects inside of the model, where the only way out of the search is to unwind.
    fn collect_inside(&self) {
        let records = self.records.lock().expect("nobody panics holding it");
        let failed = records.last().is_some_and(|last| open(last).has_failed());
        let full = records.len() == Collector::BATCH;
        drop(records);
        if !failed && !full {
            return;
        }
        if let Err(fault) = self.collect() {
            *self.fault.lock().expect("nobody panics holding it") = Some(fault);
            resume_unwind(Box::new("the strategy misbehaved"));
        }
    }
}

/// One trivial model, so that loom's panic hook is in place.
pub(super) fn warm_up() {
    with_default(Completed::default(), || {
        builder(1).check(|| {
            loom::thread::spawn(|| ());
        });
    });
}

struct LoomRuntime;

impl Runtime for LoomRuntime {
    type Mutex<T: Send + 'static> = loom::sync::Mutex<T>;
    type Guard<'a, T: Send + 'static> = loom::sync::MutexGuard<'a, T>;
    type Bell = loom::sync::Condvar;
    type Handle = ();

    fn mutex<T: Send + 'static>(value: T) -> Self::Mutex<T> {
        loom::sync::Mutex::new(value)
    }

    fn lock<T: Send + 'static>(mutex: &Self::Mutex<T>) -> Self::Guard<'_, T> {
        mutex.lock().expect("loom's mutexes are never poisoned")
    }

    fn bell() -> Self::Bell {
        loom::sync::Condvar::new()
    }

    fn wait<'a, T: Send + 'static>(
        bell: &Self::Bell,
        guard: Self::Guard<'a, T>,
    ) -> Self::Guard<'a, T> {
        bell.wait(guard).expect("loom's mutexes are never poisoned")
    }

    fn ring(bell: &Self::Bell) {
        bell.notify_all();
    }

    /// The thread is not joined: a join is one more scheduling point, and multiplies executions.
    fn spawn(body: impl FnOnce() + Send + 'static) {
        // loom says bytes and passes the number on to where it counts words.
        let stack = STACK_BYTES / size_of::<usize>();
        let thread = loom::thread::Builder::new().stack_size(stack);
        thread.spawn(body).expect("loom's spawn cannot fail");
    }

    fn yield_now() {
        loom::thread::yield_now();
    }
}

memory!(LoomRuntime, loom::sync::atomic::AtomicI64);

/// Listens for the one event that loom sends only when it has explored everything. There is no API
/// that tells, and a search that was cut returns just the same.
#[derive(Clone, Default)]
struct Completed(Arc<AtomicBool>);

impl Subscriber for Completed {
    fn register_callsite(&self, metadata: &'static tracing::Metadata<'static>) -> Interest {
        if metadata.is_event() && metadata.target() == "loom::model" {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target() == "loom::model"
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Said(&self.0));
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}
    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}
    fn enter(&self, _span: &span::Id) {}
    fn exit(&self, _span: &span::Id) {}
}

struct Said<'a>(&'a AtomicBool);

impl Visit for Said<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" && format!("{value:?}").starts_with("Completed in ") {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}
