//! The shop floor: one execution of a scenario on a runtime's threads.
//!
//! The shop stands behind one mutex, the *gate*: a statement is what happens between taking and
//! leaving it. An in-process mutex of a strategy is a mutex of the runtime, taken *before* the gate
//! and given back inside it, so that whoever waits does so where the runtime can see it. Where loom
//! profits from it, row locks are too. Every other wait is a condition variable of the gate.
//!
//! The record of the execution is kept with std types, which the runtime does not schedule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use super::desk::Desk;
use super::runtime::Runtime;
use super::waits::Waits;
use crate::actor::Actor;
use crate::engine::{Fleet, MAX_STATEMENTS};
use crate::fault::{Fault, Misconduct};
use crate::interleaving::{Event, Interleaving};
use crate::scenario::{Role, Scenario};
use crate::schedule::Schedule;
use crate::session::{Run, run};
use crate::shop::{Resource, Shop, Statement};

/// What stays the same from one execution to the next.
pub struct Plan {
    /// Who runs what.
    pub fleet: Fleet,
    /// What happens.
    pub scenario: Scenario,
    /// How long a charge takes, where the runtime has real time.
    pub payment: Duration,
    /// What is locked before the gate, where the statement waits for it in any case. All of it must
    /// be there before the start. Whoever meets a lock that is not in here waits for the bell.
    pub locks: BTreeSet<Resource>,
    /// Who takes steps, in which role; the environment has none.
    cast: BTreeMap<Actor, Option<Role>>,
    /// The shop before the first statement.
    opened: Shop,
}

impl Plan {
    /// A plan without real time.
    pub fn new(fleet: &Fleet, scenario: &Scenario, locks: BTreeSet<Resource>) -> Plan {
        let role = |actor: Actor| (actor, actor.order().map(|_| scenario.role(actor)));
        Plan {
            fleet: fleet.clone(),
            scenario: scenario.clone(),
            payment: Duration::ZERO,
            locks,
            cast: scenario.actors().into_iter().map(role).collect(),
            opened: Shop::open(scenario),
        }
    }

    /// The role of an actor who purchases.
    pub(super) fn role(&self, actor: Actor) -> Option<&Role> {
        self.cast.get(&actor)?.as_ref()
    }

    /// With charges that take this long.
    pub fn with_payment(self, payment: Duration) -> Plan {
        Plan { payment, ..self }
    }
}

/// The record of one execution.
#[derive(Default)]
pub struct Record {
    pub(super) events: Vec<Event>,
    pub(super) waits: Waits,
    fault: Option<Fault>,
    /// How many purchases ended by themselves.
    ended: usize,
}

impl Record {
    /// Whether a strategy has misbehaved.
    pub fn has_failed(&self) -> bool {
        self.fault.is_some()
    }

    /// The interleaving that was recorded. What the environment did after the last purchase had
    /// ended is not part of it.
    pub fn interleaving(&mut self, scenario: &Scenario) -> Result<Interleaving, Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut events = std::mem::take(&mut self.events);
        if self.ended == scenario.purchases() {
            let last = events.iter().rposition(|event| event.step && !event.actor.is_environment());
            let kept = last.map_or(0, |last| last + 1);
            let mut index = 0;
            events.retain(|event| {
                index += 1;
                index <= kept || !event.actor.is_environment()
            });
        }
        Ok(Interleaving::new(events))
    }
}

/// A record that engine and buyers share.
pub type SharedRecord = Arc<StdMutex<Record>>;

/// Opens a shared record. Nobody panics while it is open but an engine that is wrong.
pub fn open(record: &SharedRecord) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is behind the gate.
pub struct Stage {
    pub(super) shop: Shop,
    /// The statements of those who wait for the bell.
    pub(super) waiting: BTreeMap<Actor, Statement>,
}

/// One execution.
pub struct Floor<R: Runtime> {
    pub(super) plan: Arc<Plan>,
    pub(super) gate: R::Mutex<Stage>,
    /// Hung up by the first who waits: a runtime's objects cost time, and mostly nobody does.
    bell: OnceLock<R::Bell>,
    pub(super) locks: BTreeMap<Resource, R::Mutex<()>>,
    pub(super) record: SharedRecord,
}

impl<R: Runtime> Floor<R> {
    /// A shop that has just opened. Make it inside of the runtime's execution.
    ///
    /// Never inlined: shops lie about in its frame, and would be in the way of all that follows. To a
    /// model checker, a second page of stack is new memory in every execution.
    #[inline(never)]
    pub fn new(plan: &Arc<Plan>) -> Arc<Floor<R>> {
        let locks = plan.locks.iter().map(|&resource| (resource, R::mutex(())));
        let stage = Stage { shop: plan.opened.clone(), waiting: BTreeMap::new() };
        Arc::new(Floor {
            gate: R::mutex(stage),
            bell: OnceLock::new(),
            locks: locks.collect(),
            record: Arc::default(),
            plan: Arc::clone(plan),
        })
    }

    /// The record, which outlives the execution.
    pub fn record(&self) -> SharedRecord {
        Arc::clone(&self.record)
    }

    /// Waits for the bell, with the gate open meanwhile.
    pub(super) fn wait<'a>(&'a self, stage: R::Guard<'a, Stage>) -> R::Guard<'a, Stage> {
        R::wait(self.bell.get_or_init(R::bell), stage)
    }

    /// Wakes all who wait, if anybody does.
    pub(super) fn ring(&self) {
        if let Some(bell) = self.bell.get() {
            R::ring(bell);
        }
    }

    /// Starts all actors behind a *held gate*: nobody moves before all stand at their first
    /// statement, so that a thread's start is no step and a model checker does not count it as one.
    pub fn start(self: &Arc<Self>) -> Vec<R::Handle> {
        let stage = R::lock(&self.gate);
        let locks: Vec<_> = self.locks.values().map(R::lock).collect();
        let handles = self.actors(|floor, actor| R::spawn(move || floor.act(actor)));
        R::yield_now();
        drop(locks);
        drop(stage);
        handles
    }

    /// Calls `start` for every actor.
    pub fn actors<H>(self: &Arc<Self>, mut start: impl FnMut(Arc<Self>, Actor) -> H) -> Vec<H> {
        self.plan.cast.keys().map(|&actor| start(Arc::clone(self), actor)).collect()
    }

    /// All that `actor` does, from its first statement to its last.
    pub fn act(&self, actor: Actor) {
        let mut desk = Desk::new(self, actor);
        match actor.order() {
            None => desk.run_errands(&self.plan.scenario.errands(actor)),
            Some(number) => self.buy(&mut desk, number),
        }
        desk.leave();
    }

    fn buy(&self, desk: &mut Desk<'_, R>, number: usize) {
        let strategy = self.plan.fleet.strategy(number);
        let order = &self.plan.scenario.buyers()[number].order;
        let what = match run(&**strategy, order, desk) {
            Run::Misbehaved(what) => what,
            Run::Stopped if desk.is_endless() => Misconduct::Endless { statements: MAX_STATEMENTS },
            Run::Stopped if !desk.has_crashed() => return,
            Run::Ended | Run::Stopped => {
                open(&self.record).ended += 1;
                return;
            }
        };
        let mut record = open(&self.record);
        record.fault = Some(Fault::Strategy {
            name: strategy.name().to_owned(),
            what,
            after: Schedule::of(&record.events),
        });
    }
}
