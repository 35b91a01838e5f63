//! The shop: one plain value and one function, [`Shop::apply`].
//!
//! No threads, no time, no randomness, no I/O. Every engine asks the same `apply`, one statement at a
//! time; what it does is all that there is to know about the model.

mod database;
mod ledger;
mod monitor;
mod mutexes;
mod payments;
mod statement;

pub use database::{Database, Row};
pub use ledger::Ledger;
pub use monitor::{Alert, Monitor};
pub use mutexes::Mutexes;
pub use payments::{Account, Payments};
pub use statement::{Guard, Item, Misuse, Mutex, Response, Set, Statement, Units};

use crate::actor::Actor;
use crate::scenario::Scenario;

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
    payments: Payments,
    ledger: Ledger,
    monitor: Monitor,
}

/// What came of a statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Applied {
    /// It took effect, at once and as a whole.
    Done(Response),
    /// It has to wait, and changed nothing.
    Blocked {
        /// Who holds what it waits for. That can be the actor itself, or one who has left.
        by: Actor,
    },
}

impl Shop {
    /// The shop of a scenario before the first statement.
    pub fn open(scenario: &Scenario) -> Shop {
        Shop {
            database: Database::new(scenario.stock()),
            mutexes: Mutexes::default(),
            payments: Payments::new(scenario.buyers()),
            ledger: Ledger::new(scenario.stock()),
            monitor: Monitor::new(scenario.stock()),
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
        let response = match statement {
            Statement::Select { item } => self.database.select(*item),
            Statement::SelectVersion { item } => self.database.select_version(*item),
            Statement::Update { item, set, guard } => {
                let before = self.stock();
                let response = self.database.update(*item, *set, *guard);
                self.ledger.take(actor, *item, before - self.stock());
                response
            }
            Statement::Lock(Mutex(item)) if !self.database.has(*item) => {
                Response::Misuse(Misuse::NoSuchItem(*item))
            }
            Statement::Lock(mutex) => match self.mutexes.lock(actor, *mutex) {
                Ok(()) => Response::Done,
                Err(by) => return Applied::Blocked { by },
            },
            Statement::Unlock(mutex) => self.mutexes.unlock(actor, *mutex),
            Statement::Charge | Statement::Refund => self.payments.apply(actor, statement),
            Statement::Receipt => {
                let order = self.payments.order(actor).clone();
                self.ledger.sell(actor, order.item, order.quantity);
                self.ledger.close(actor);
                self.payments.apply(actor, statement)
            }
            Statement::Refusal(_) => {
                self.ledger.close(actor);
                self.payments.apply(actor, statement)
            }
        };
        self.monitor.watch(&self.database, &self.ledger);
        Applied::Done(response)
    }

    /// Who `actor` would wait for with this statement; `None` when it can run.
    pub fn blocker(&self, statement: &Statement) -> Option<Actor> {
        match statement {
            Statement::Lock(mutex) => self.mutexes.holder(*mutex),
            Statement::Select { .. }
            | Statement::SelectVersion { .. }
            | Statement::Update { .. }
            | Statement::Unlock(_)
            | Statement::Charge
            | Statement::Refund
            | Statement::Receipt
            | Statement::Refusal(_) => None,
        }
    }

    /// The units in stock, of all items.
    pub fn stock(&self) -> Units {
        self.database.rows().iter().map(|row| row.stock).sum()
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The in-process mutexes.
    pub fn mutexes(&self) -> &Mutexes {
        &self.mutexes
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
}
