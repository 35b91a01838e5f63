//! The shop floor: one execution of a scenario on a runtime's threads.
//!
//! The shop stands behind one mutex, the *gate*: a statement is what happens between taking and
//! leaving it. An in-process mutex of a strategy is a mutex of the runtime, taken *before* the gate
//! and given back inside it, so that whoever waits does so where the runtime can see it.
//!
//! The record of the execution is kept with std types, which the runtime does not schedule.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::runtime::Runtime;
use super::waits::Waits;
use crate::actor::Actor;
use crate::engine::{Fleet, MAX_STATEMENTS};
use crate::fault::{Fault, Misconduct};
use crate::interleaving::{Event, Interleaving};
use crate::scenario::{Buyer, Scenario};
use crate::session::{Execute, Run, Site, Stopped, run};
use crate::shop::{Applied, Item, Mutex, Payments, Response, Shop, Statement};

/// What stays the same from one execution to the next.
pub struct Plan {
    /// Who runs what.
    pub fleet: Fleet,
    /// What happens.
    pub scenario: Scenario,
    /// How long a charge takes, where the runtime has real time.
    pub payment: Duration,
}

/// The record of one execution.
#[derive(Default)]
pub struct Record {
    events: Vec<Event>,
    waits: Waits,
    fault: Option<Fault>,
}

impl Record {
    /// The interleaving that was recorded.
    pub fn interleaving(&mut self) -> Result<Interleaving, Fault> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(Interleaving::new(std::mem::take(&mut self.events))),
        }
    }
}

/// A record that engine and buyers share.
pub type SharedRecord = Arc<StdMutex<Record>>;

/// Opens a shared record. Nobody panics while it is open but an engine that is wrong.
pub fn open(record: &SharedRecord) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One execution.
pub struct Floor<R: Runtime> {
    plan: Arc<Plan>,
    gate: R::Mutex<Shop>,
    mutexes: BTreeMap<Mutex, R::Mutex<()>>,
    record: SharedRecord,
}

impl<R: Runtime> Floor<R> {
    /// A shop that has just opened. Make it inside of the runtime's execution.
    pub fn new(plan: &Arc<Plan>) -> Arc<Floor<R>> {
        // Every mutex that anybody could take: they must all be there, and held, before the start.
        let items = 0..plan.scenario.stock().len();
        let mutexes = items.map(|item| (Mutex(Item(item as u8)), R::mutex(())));
        Arc::new(Floor {
            gate: R::mutex(Shop::open(&plan.scenario)),
            mutexes: mutexes.collect(),
            record: Arc::default(),
            plan: Arc::clone(plan),
        })
    }

    /// The record, which outlives the execution.
    pub fn record(&self) -> SharedRecord {
        Arc::clone(&self.record)
    }

    /// Starts all buyers behind a *held gate*: nobody moves before all stand at their first
    /// statement, so that a thread's start is no step and a model checker does not count it as one.
    pub fn start(self: &Arc<Self>) -> Vec<R::Handle> {
        let shop = R::lock(&self.gate);
        let mutexes: Vec<_> = self.mutexes.values().map(R::lock).collect();
        let handles = self.buyers(|floor, number| R::spawn(move || floor.buy(number)));
        R::yield_now();
        drop(mutexes);
        drop(shop);
        handles
    }

    /// Calls `start` for every buyer.
    pub fn buyers<H>(self: &Arc<Self>, mut start: impl FnMut(Arc<Self>, usize) -> H) -> Vec<H> {
        let buyers = 0..self.plan.scenario.buyers().len();
        buyers.map(|number| start(Arc::clone(self), number)).collect()
    }

    /// The purchase of buyer `number`, from its first statement to its end.
    pub fn buy(&self, number: usize) {
        let buyer = &self.plan.scenario.buyers()[number];
        let strategy = self.plan.fleet.strategy(number);
        let mut desk = Desk {
            floor: self,
            actor: self.plan.scenario.actors()[number],
            buyer,
            guards: BTreeMap::new(),
            statements: 0,
        };
        let ended = run(&**strategy, &buyer.order, &mut desk);
        let what = match ended {
            Run::Panicked(text) => Misconduct::Panicked(text),
            Run::Stopped if desk.statements > MAX_STATEMENTS => {
                Misconduct::Endless { statements: MAX_STATEMENTS }
            }
            Run::Ended | Run::Stopped => return,
        };
        let mut record = open(&self.record);
        record.fault = Some(Fault::Strategy {
            name: strategy.name().to_owned(),
            what,
            after: Interleaving::new(record.events.clone()).schedule(),
        });
    }
}

/// Where a buyer's session meets the floor: it holds the mutexes that the buyer holds.
struct Desk<'a, R: Runtime> {
    floor: &'a Floor<R>,
    actor: Actor,
    buyer: &'a Buyer,
    guards: BTreeMap<Mutex, R::Guard<'a, ()>>,
    statements: usize,
}

impl<R: Runtime> Execute for Desk<'_, R> {
    fn execute(&mut self, site: Site, statement: &Statement) -> Result<Response, Stopped> {
        self.statements += 1;
        if self.statements > MAX_STATEMENTS {
            return Err(Stopped);
        }
        if let Some(answer) = Payments::answer(self.buyer, statement) {
            if *statement == Statement::Charge && !self.floor.plan.payment.is_zero() {
                R::pause(self.floor.plan.payment);
            }
            self.note(site, statement, answer);
            return Ok(answer);
        }
        if let Statement::Lock(mutex) = statement {
            self.wait_for(*mutex)?;
        }
        let mut shop = R::lock(&self.floor.gate);
        let response = match shop.apply(self.actor, statement) {
            Applied::Done(response) => response,
            // The mutex was free for us and is not in the books: its holder has left with it.
            Applied::Blocked { .. } => return Err(Stopped),
        };
        self.note(site, statement, response);
        if let Statement::Unlock(mutex) = statement {
            self.guards.remove(mutex);
        }
        drop(shop);
        Ok(response)
    }
}

impl<R: Runtime> Desk<'_, R> {
    fn wait_for(&mut self, mutex: Mutex) -> Result<(), Stopped> {
        if !open(&self.floor.record).waits.wait(self.actor, mutex) {
            return Err(Stopped);
        }
        // A mutex that does not exist is nothing to wait for: the shop will say what is wrong.
        if let Some(real) = self.floor.mutexes.get(&mutex) {
            self.guards.insert(mutex, R::lock(real));
        }
        Ok(())
    }

    fn note(&self, site: Site, statement: &Statement, response: Response) {
        let mut record = open(&self.floor.record);
        match (statement, response) {
            (Statement::Lock(mutex), Response::Done) => record.waits.took(self.actor, *mutex),
            (Statement::Unlock(mutex), Response::Done) => record.waits.freed(*mutex),
            _ => {}
        }
        record.events.push(Event {
            actor: self.actor,
            site,
            statement: statement.clone(),
            response,
        });
    }
}
