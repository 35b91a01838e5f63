//! The shop: one plain value and one function, [`Shop::apply`].
//!
//! No threads, no time, no randomness, no I/O. Every engine asks the same `apply`, one statement at a
//! time; what it does is all that there is to know about the model.

mod anonymous;
mod database;
mod given;
mod leases;
mod ledger;
mod locks;
mod monitor;
mod mutexes;
mod payments;
mod response;
mod script;
mod serializable;
mod sql;
mod statement;
mod tables;

pub(crate) use anonymous::Private;
pub use database::Database;
pub use given::Given;
pub use leases::{Lease, Leases};
pub use ledger::Ledger;
pub use locks::{Lockable, Locks};
pub use monitor::{Alert, Monitor};
pub use mutexes::{Mutex, Mutexes};
pub use payments::{Account, Payments};
pub use response::{Misuse, Response, SqlState};
pub use statement::{Guard, Isolation, Item, Set, Statement, Token, Units};
pub use tables::{Hold, Row, Tables};

use crate::actor::Actor;
use crate::scenario::Scenario;
use crate::session::Failure;

/// The whole shop at one moment.
///
/// ```
/// use oversell::shop::{Applied, Item, Response, Shop, Statement};
/// use oversell::{Actor, Scenario};
///
/// let mut shop = Shop::open(&Scenario::named("last_item")?);
/// let read = shop.apply(Actor::Buyer(0), &Statement::Select { item: Item(0) });
/// assert_eq!(read, Applied::Done(Response::Stock(1)));
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Shop {
    database: Database,
    mutexes: Mutexes,
    leases: Leases,
    payments: Payments,
    ledger: Ledger,
    monitor: Monitor,
    /// How often the clock has ticked.
    now: u32,
    /// Whose purchases there will be.
    purchases: Given<Vec<Actor>>,
}

/// What came of a statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Applied {
    /// It took effect, at once and as a whole.
    Done(Response),
    /// It has to wait, and changed nothing.
    Blocked(Wait),
}

/// What a statement waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Wait {
    /// Who holds it. That can be the actor itself, or one who has left.
    pub by: Actor,
    /// What it is.
    pub on: Resource,
}

/// Something that blocks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Resource {
    /// An in-process mutex.
    Mutex(Mutex),
    /// A lock of the database, which notices cycles.
    Database(Lockable),
}

impl Shop {
    /// The shop of a scenario before the first statement.
    pub fn open(scenario: &Scenario) -> Shop {
        Shop {
            database: Database::new(scenario.stock(), scenario.has_check()),
            mutexes: Mutexes::default(),
            leases: Leases::default(),
            payments: Payments::new(scenario.buyers()),
            ledger: Ledger::new(scenario.stock(), scenario.promised()),
            monitor: Monitor::new(scenario.stock()),
            now: 0,
            purchases: Given::new(scenario.purchasers().collect()),
        }
    }

    /// Runs one statement of `actor`.
    ///
    /// A statement that makes no sense (a row that does not exist, a mutex unlocked by somebody who
    /// does not hold it) changes nothing and is answered with [`Response::Misuse`].
    ///
    /// # Panics
    ///
    /// For a payment, a receipt or a refusal of an actor that has no order in the scenario.
    pub fn apply(&mut self, actor: Actor, statement: &Statement) -> Applied {
        // Here for all statements at once, so that none forgets it, and nobody waits for what is not.
        if let Some(item) = statement.item().filter(|item| !self.has(*item)) {
            return Applied::Done(Response::Misuse(Misuse::NoSuchItem(item)));
        }
        if let Some(wait) = self.wait(actor, statement) {
            return Applied::Blocked(wait);
        }
        let before = statement.may_move_units().then(|| self.available());
        let response = self.run(actor, statement);
        if let Some(before) = before {
            self.post(actor, &before);
        }
        self.watch(actor, statement, response);
        Applied::Done(response)
    }

    /// What the statement would have to wait for; `None` when it can run.
    pub fn wait(&self, actor: Actor, statement: &Statement) -> Option<Wait> {
        if let Statement::Lock { item } = *statement {
            let mutex = self.mutex(actor, item);
            let by = self.mutexes.holder(mutex)?;
            return Some(Wait { by, on: Resource::Mutex(mutex) });
        }
        let (lockable, by) = self.database.wait(actor, statement)?;
        Some(Wait { by, on: Resource::Database(lockable) })
    }

    /// Everything that is held and blocks, with its holder.
    pub fn held(&self) -> impl Iterator<Item = (Resource, Actor)> + '_ {
        let mutexes = self.mutexes.held().map(|(mutex, by)| (Resource::Mutex(mutex), by));
        let locks = self.database.locks().held();
        mutexes.chain(locks.map(|(lockable, by)| (Resource::Database(lockable), by)))
    }

    /// Who holds it.
    pub fn holder(&self, resource: Resource) -> Option<Actor> {
        match resource {
            Resource::Mutex(mutex) => self.mutexes.holder(mutex),
            Resource::Database(lockable) => self.database.locks().holder(lockable),
        }
    }

    /// The database has chosen `actor` as the victim of a cycle of waits: its statement fails with
    /// 40P01, and its transaction is rolled back.
    /// <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS>
    pub fn abort_victim(&mut self, actor: Actor) -> Response {
        self.database.roll_back(actor);
        Response::Error(SqlState::DeadlockDetected)
    }

    /// Whether `actor`, who waits, is the victim of a cycle of waits in the database. The last actor
    /// of a cycle is. `next` is what each actor would do next. A cycle that goes through an
    /// in-process mutex is none that the database can see.
    pub fn is_victim(&self, actor: Actor, next: impl Fn(Actor) -> Option<Statement>) -> bool {
        let mut at = actor;
        for _hop in 0..self.purchases.len() {
            let wait = next(at).and_then(|statement| self.wait(at, &statement));
            match wait {
                Some(Wait { by, on: Resource::Database(_) }) if by == actor => return true,
                Some(Wait { by, on: Resource::Database(_) }) if by < actor => at = by,
                _ => return false,
            }
        }
        false
    }

    /// Whether every purchase has ended. What the environment would still do does not matter then.
    pub fn is_closed(&self) -> bool {
        self.payments.endings().len() == self.purchases.len()
    }

    /// Whether the purchase of `actor` has ended.
    pub fn has_ended(&self, actor: Actor) -> bool {
        self.payments.endings().contains_key(&actor)
    }

    /// How many purchases have not ended.
    pub fn unfinished(&self) -> usize {
        self.purchases.len() - self.payments.endings().len()
    }

    /// The units for sale, of all items.
    pub fn stock(&self) -> Units {
        self.available().iter().sum()
    }

    /// The units for sale, by item, in whatever way the strategy keeps them.
    pub fn available(&self) -> Vec<Units> {
        let items = 0..self.database.committed().products().len();
        items.map(|item| self.database.committed().available(Item(item as u8))).collect()
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The in-process mutexes.
    pub fn mutexes(&self) -> &Mutexes {
        &self.mutexes
    }

    /// The lease service.
    pub fn leases(&self) -> &Leases {
        &self.leases
    }

    /// The books of the money.
    pub fn payments(&self) -> &Payments {
        &self.payments
    }

    /// The books of the units.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What the alerting has seen.
    pub fn monitor(&self) -> &Monitor {
        &self.monitor
    }

    /// How often the clock has ticked.
    pub fn now(&self) -> u32 {
        self.now
    }

    /// The mutex of an item in the process that serves `actor`.
    pub fn mutex(&self, actor: Actor, item: Item) -> Mutex {
        let instance = self.payments.account(actor).map_or(0, |account| account.buyer.instance);
        Mutex { instance, item }
    }

    fn has(&self, item: Item) -> bool {
        self.database.committed().row(item).is_some()
    }

    fn run(&mut self, actor: Actor, statement: &Statement) -> Response {
        match *statement {
            Statement::Lock { item } => {
                self.mutexes.lock(actor, self.mutex(actor, item));
                Response::Done
            }
            Statement::Unlock { item } => self.mutexes.unlock(actor, self.mutex(actor, item)),
            Statement::AcquireLease { item, ttl_ticks } => {
                self.leases.acquire(actor, item, self.now + ttl_ticks)
            }
            Statement::ReleaseLease { item, token } => self.release_lease(actor, item, token),
            Statement::CheckLease { item, token } => self.leases.check(item, token),
            Statement::Tick => {
                self.now += 1;
                self.leases.expire(self.now);
                Response::Done
            }
            Statement::Sweep => self.sweep(actor),
            Statement::Crash { instance } => self.crash(actor, instance),
            Statement::Charge | Statement::Refund => self.payments.apply(actor, statement),
            Statement::Receipt => {
                let order = self.payments.order(actor).clone();
                for item in order.basket() {
                    self.ledger.sell(actor, item, order.quantity);
                }
                self.payments.apply(actor, statement)
            }
            Statement::Refusal(_) => self.payments.apply(actor, statement),
            ref of_the_database => self.database.apply(actor, of_the_database, self.now),
        }
    }

    fn release_lease(&mut self, actor: Actor, item: Item, token: Option<Token>) -> Response {
        let removed = self.leases.release(item, token);
        if removed.is_some_and(|lease| lease.holder != actor) {
            self.monitor.note_stolen_lease();
        }
        Response::Rows(u8::from(removed.is_some()))
    }

    fn sweep(&mut self, actor: Actor) -> Response {
        let expired = self.database.expired_holds(self.now);
        for (owner, hold) in &expired {
            self.database.free_hold(actor, *owner);
            self.ledger.take(*owner, hold.item, -hold.quantity);
        }
        Response::Rows(expired.len() as u8)
    }

    /// What the dead held is freed as the real thing would free it: the connection's transaction
    /// rolls back, its in-process mutexes go, its leases stay.
    ///
    /// Never inlined: seldom called, and its frame would be part of every statement's. A model thread
    /// gets by with one page of stack, which is new memory in every execution.
    #[inline(never)]
    fn crash(&mut self, actor: Actor, instance: bool) -> Response {
        let served_by = |actor| self.mutex(actor, Item(0)).instance;
        let purchases = self.purchases.iter().copied();
        let dead: Vec<Actor> = purchases
            .filter(|other| *other == actor || (instance && served_by(*other) == served_by(actor)))
            .filter(|other| !self.has_ended(*other))
            .collect();
        for actor in dead {
            self.database.disconnect(actor);
            self.mutexes.free_all_of(actor);
            self.monitor.leave_all(actor);
            self.payments.end(actor, Err(Failure::Crashed));
            self.close(actor);
        }
        Response::Done
    }

    /// Books what a statement of `actor` did to the units for sale.
    fn post(&mut self, actor: Actor, before: &[Units]) {
        for (item, &before) in (0..).map(Item).zip(before) {
            let taken = before - self.database.committed().available(item);
            if taken != 0 {
                self.ledger.take(actor, item, taken);
            }
        }
    }

    fn close(&mut self, actor: Actor) {
        let hold = self.database.committed().holds().get(&actor);
        self.ledger.close(actor, hold.map(|hold| (hold.item, hold.quantity)));
    }

    fn watch(&mut self, actor: Actor, statement: &Statement, response: Response) {
        match (*statement, response) {
            (_, Response::Misuse(_)) => {}
            (Statement::Lock { item }, _)
            | (Statement::AcquireLease { item, .. }, Response::Lease(Some(_))) => {
                self.monitor.enter(item, actor);
            }
            (Statement::Unlock { item } | Statement::ReleaseLease { item, .. }, _) => {
                self.monitor.leave(item, actor);
            }
            (_, Response::Rows(0) | Response::Error(_)) => {}
            (
                Statement::Select { item }
                | Statement::SelectVersion { item }
                | Statement::SelectFenced { item, .. }
                | Statement::Update { item, .. },
                _,
            ) => self.monitor.touch(item, actor),
            (_, _) => {}
        }
        if matches!(statement, Statement::Receipt | Statement::Refusal(_)) {
            self.monitor.leave_all(actor);
            self.close(actor);
        }
        let rows = self.database.committed().products().iter().map(|row| row.stock);
        self.monitor.watch_stock(rows.min().unwrap_or(0), self.ledger.is_oversold());
    }
}
