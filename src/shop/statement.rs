//! Statements: what an actor can ask of the shop.

use std::fmt;

use super::response::{Response, SqlState};
use crate::session::Failure;

/// A number of units of an item. Signed: the point of this crate is that stock can go below zero.
pub type Units = i64;

/// An item of the shop, by its number in the scenario's stock, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Item(pub u8);

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", u16::from(self.0) + 1)
    }
}

/// The number of a lease: every lease of an item has a higher one than the lease before it.
pub type Token = u32;

/// What an UPDATE does to the `stock` column.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Set {
    /// `SET stock = v`: an absolute write, computed from what was read before.
    To(Units),
    /// `SET stock = stock - q`: a relative write.
    Minus(Units),
    /// `SET stock = stock + q`: units put back.
    Plus(Units),
}

/// The condition of an UPDATE, beyond the row's key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Guard {
    /// The row's key alone.
    None,
    /// `AND stock >= q`.
    StockAtLeast(Units),
    /// `AND version = v`; such an UPDATE also sets `version = version + 1`.
    VersionIs(u32),
    /// `AND fence <= t`; such an UPDATE also sets `fence = t`.
    FenceAtMost(Token),
}

/// A transaction isolation level, as PostgreSQL has it:
/// <https://www.postgresql.org/docs/current/transaction-iso.html>.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Isolation {
    /// Every statement sees what is committed when it begins.
    ReadCommitted,
    /// Snapshot isolation: all statements see what was committed before the first of them.
    RepeatableRead,
    /// Serializable snapshot isolation.
    Serializable,
}

/// One statement: a step asked of the shop, or something that happens beside it.
///
/// A statement on something shared (a row, a mutex) is a *step*: other actors may move before and
/// after it, never within. Charging a customer's own card and the end of a purchase touch nothing
/// shared; they are recorded where they happened and are no step (unless the scenario has crashes:
/// then the crash between two of them is the point).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Statement {
    /// `SELECT stock`.
    Select {
        /// Whose row.
        item: Item,
    },
    /// `SELECT stock, version`.
    SelectVersion {
        /// Whose row.
        item: Item,
    },
    /// `SELECT sum(stock)` of all rows.
    SelectSum,
    /// `SELECT stock … FOR UPDATE`: takes the row's lock and keeps it to the end of the transaction.
    SelectForUpdate {
        /// Whose row.
        item: Item,
    },
    /// `UPDATE … SET fence = t WHERE fence <= t RETURNING stock`: a read that leaves its token.
    SelectFenced {
        /// Whose row.
        item: Item,
        /// The reader's token.
        token: Token,
    },
    /// `UPDATE … SET … WHERE …`.
    Update {
        /// Whose row.
        item: Item,
        /// What it does to the stock.
        set: Set,
        /// Under which condition.
        guard: Guard,
    },
    /// `SELECT stock - sum(quantity)` of all orders: what is left, where orders alone say so.
    SelectLessOrders {
        /// Of which item.
        item: Item,
    },
    /// `INSERT INTO orders`: so many units are sold; below zero, an earlier order is cancelled.
    InsertOrder {
        /// Of which item.
        item: Item,
        /// How many units.
        quantity: Units,
    },
    /// `INSERT INTO requests (idempotency_key)`: the key of the order, unique.
    InsertKey,
    /// `SELECT … FROM units … LIMIT 1 FOR UPDATE SKIP LOCKED`: locks a free unit, never waits.
    LockUnit {
        /// Of which item.
        item: Item,
    },
    /// `UPDATE units SET sold = true`: sells a unit that this transaction has locked.
    SellUnit {
        /// Of which item.
        item: Item,
        /// Which unit.
        unit: u32,
    },
    /// Takes units out of the stock, if there are enough, for a limited time.
    PlaceHold {
        /// Of which item.
        item: Item,
        /// How many units.
        quantity: Units,
        /// For how many ticks.
        ttl_ticks: u32,
    },
    /// Makes the buyer's hold final, if it is still there.
    ConfirmHold,
    /// Ends the buyer's hold, if it is still there, and puts its units back.
    ReleaseHold,
    /// `BEGIN`. Alone it is no step: nobody can see it.
    Begin(Isolation),
    /// The snapshot of a transaction whose first statement may wait.
    Snapshot,
    /// `COMMIT`.
    Commit,
    /// `ROLLBACK`.
    Rollback,
    /// `pg_advisory_lock`: of the session, kept over the end of a transaction.
    AdvisoryLock {
        /// The key: an item.
        item: Item,
        /// `pg_advisory_xact_lock`: given back at the end of the transaction.
        transaction: bool,
    },
    /// `pg_advisory_unlock`.
    AdvisoryUnlock {
        /// The key: an item.
        item: Item,
    },
    /// Take the item's mutex in this API process, waiting while another holds it.
    Lock {
        /// Whose mutex.
        item: Item,
    },
    /// Give the item's mutex back.
    Unlock {
        /// Whose mutex.
        item: Item,
    },
    /// `SET lease:item token NX PX ttl`: tried, never waited for.
    AcquireLease {
        /// Whose lease.
        item: Item,
        /// For how many ticks.
        ttl_ticks: u32,
    },
    /// `DEL lease:item`, where the token is the one given or no token is compared.
    ReleaseLease {
        /// Whose lease.
        item: Item,
        /// Only if this is its token.
        token: Option<Token>,
    },
    /// `GET lease:item`: is the token still this one?
    CheckLease {
        /// Whose lease.
        item: Item,
        /// The token.
        token: Token,
    },
    /// One tick of the clock.
    Tick,
    /// The sweeper's round: every hold that has expired goes back into the stock.
    Sweep,
    /// The buyer's process dies, in place of the statement that it would have made.
    Crash {
        /// All buyers that the same API instance serves die with it.
        instance: bool,
    },
    /// Charge the customer for the order.
    Charge,
    /// Give the customer's money back.
    Refund,
    /// The purchase returns success: the customer has a receipt.
    Receipt,
    /// The purchase returns a failure: the customer goes without.
    Refusal(Failure),
}

impl Statement {
    /// The item that the statement is about, if it is about one.
    pub fn item(&self) -> Option<Item> {
        match *self {
            Statement::Select { item }
            | Statement::SelectVersion { item }
            | Statement::SelectForUpdate { item }
            | Statement::SelectFenced { item, .. }
            | Statement::Update { item, .. }
            | Statement::SelectLessOrders { item }
            | Statement::InsertOrder { item, .. }
            | Statement::LockUnit { item }
            | Statement::SellUnit { item, .. }
            | Statement::PlaceHold { item, .. }
            | Statement::AdvisoryLock { item, .. }
            | Statement::AdvisoryUnlock { item }
            | Statement::Lock { item }
            | Statement::Unlock { item }
            | Statement::AcquireLease { item, .. }
            | Statement::ReleaseLease { item, .. }
            | Statement::CheckLease { item, .. } => Some(item),
            _ => None,
        }
    }

    /// Whether the statement is about one customer's money or the end of the purchase alone.
    pub fn is_private(&self) -> bool {
        matches!(
            self,
            Statement::Charge | Statement::Refund | Statement::Receipt | Statement::Refusal(_)
        )
    }

    /// Whether the statement may take units out of the stock or put them back, for its own actor.
    pub(crate) fn may_move_units(&self) -> bool {
        matches!(
            self,
            Statement::Update { .. }
                | Statement::InsertOrder { .. }
                | Statement::SellUnit { .. }
                | Statement::PlaceHold { .. }
                | Statement::ReleaseHold
                | Statement::ConfirmHold
                | Statement::Commit
        )
    }

    /// Whether the statement ends the purchase.
    pub fn is_end(&self) -> bool {
        matches!(self, Statement::Receipt | Statement::Refusal(_))
    }

    /// Whether the statement is a step: a scheduling point, counted in interleavings. Where there
    /// are crashes, charges, refunds and receipts are steps too.
    pub fn is_step(&self, crashes: bool) -> bool {
        match self {
            Statement::Charge | Statement::Refund | Statement::Receipt => crashes,
            Statement::Refusal(_) | Statement::Begin(_) => false,
            _ => true,
        }
    }

    /// Every response that the statement can get, and perhaps some that it cannot get here; `None`
    /// when there is no end to them.
    pub(crate) fn responses(&self) -> Option<&'static [Response]> {
        use Response::{Declined, Done, Error, Rows};
        use SqlState::{CheckViolation, DeadlockDetected, SerializationFailure, UniqueViolation};
        match self {
            Statement::Update { guard: Guard::None, .. } => Some(&[
                Rows(1),
                Error(SerializationFailure),
                Error(DeadlockDetected),
                Error(CheckViolation),
            ]),
            Statement::Update { .. } | Statement::PlaceHold { .. } => Some(&[
                Rows(0),
                Rows(1),
                Error(SerializationFailure),
                Error(DeadlockDetected),
                Error(CheckViolation),
            ]),
            Statement::ConfirmHold
            | Statement::ReleaseLease { .. }
            | Statement::CheckLease { .. } => Some(&[Rows(0), Rows(1)]),
            Statement::ReleaseHold => Some(&[Rows(0), Rows(1), Error(DeadlockDetected)]),
            Statement::SellUnit { .. } => Some(&[Rows(1)]),
            Statement::InsertKey => Some(&[Done, Error(UniqueViolation), Error(DeadlockDetected)]),
            Statement::AdvisoryLock { .. } => Some(&[Done, Error(DeadlockDetected)]),
            Statement::Commit => Some(&[Done, Error(SerializationFailure)]),
            Statement::Charge => Some(&[Done, Declined]),
            Statement::InsertOrder { .. }
            | Statement::Begin(_)
            | Statement::Snapshot
            | Statement::Rollback
            | Statement::AdvisoryUnlock { .. }
            | Statement::Lock { .. }
            | Statement::Unlock { .. }
            | Statement::Tick
            | Statement::Crash { .. }
            | Statement::Refund
            | Statement::Receipt
            | Statement::Refusal(_) => Some(&[Done]),
            Statement::Select { .. }
            | Statement::SelectVersion { .. }
            | Statement::SelectSum
            | Statement::SelectForUpdate { .. }
            | Statement::SelectFenced { .. }
            | Statement::SelectLessOrders { .. }
            | Statement::LockUnit { .. }
            | Statement::AcquireLease { .. }
            | Statement::Sweep => None,
        }
    }

    /// Whether the statement may wait for a lock of the database. Before such a one, a transaction
    /// from REPEATABLE READ up takes its snapshot in a step of its own.
    pub fn may_wait_in_database(&self) -> bool {
        matches!(
            self,
            Statement::SelectForUpdate { .. }
                | Statement::SelectFenced { .. }
                | Statement::Update { .. }
                | Statement::InsertKey
                | Statement::AdvisoryLock { .. }
                | Statement::PlaceHold { .. }
                | Statement::ReleaseHold
                | Statement::Sweep
        )
    }

    /// Whether the statement waits whenever its lock is not free, whatever is in the row: so an
    /// engine may take the lock before it asks. Below REPEATABLE READ only.
    pub fn waits_unconditionally(&self) -> bool {
        matches!(
            self,
            Statement::SelectForUpdate { .. }
                | Statement::Update { guard: Guard::None, .. }
                | Statement::AdvisoryLock { .. }
        )
    }
}
