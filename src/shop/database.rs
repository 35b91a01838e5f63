//! The database: PostgreSQL's statements and transactions, as its manual describes them.
//!
//! Every statement is atomic. Outside of a transaction it commits at once (autocommit). Within one,
//! what it writes is seen by nobody else before COMMIT, and the rows that it writes stay locked.
//!
//! - READ COMMITTED: a statement sees what is committed when it runs. A write whose WHERE matches a
//!   row that another transaction has locked waits for its end, and looks at the new row again:
//!   <https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED>.
//! - REPEATABLE READ: all statements see the snapshot; a write to a row that has changed since fails
//!   with 40001: <https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ>.
//! - SERIALIZABLE: see [`super::serializable`].
//!
//! Simpler than PostgreSQL: an error ends the transaction at once (there, ROLLBACK has to be said),
//! and there are no savepoints, no lock time-outs, and no locks of tables or pages.

mod statements;

use std::collections::BTreeMap;

use super::given::Given;
use super::locks::{Lockable, Locks};
use super::response::{Misuse, Response, SqlState};
use super::serializable::Serializable;
use super::statement::{Guard, Isolation, Item, Statement, Units};
use super::tables::{Change, Hold, Row, Tables};
use crate::actor::Actor;
use statements::matches;

/// The database of the shop.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Database {
    committed: Tables,
    open: BTreeMap<Actor, Transaction>,
    locks: Locks,
    serializable: Serializable,
    /// How many units of each item have a row of their own.
    units: Given<Vec<Units>>,
    /// Whether the table has `CHECK (stock >= 0)`.
    check: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
struct Transaction {
    isolation: Isolation,
    snapshot: Option<Tables>,
    changes: Vec<Change>,
}

impl Database {
    pub(super) fn new(stock: &[Units], check: bool) -> Database {
        Database {
            committed: Tables::new(stock),
            open: BTreeMap::new(),
            locks: Locks::default(),
            serializable: Serializable::default(),
            units: Given::new(stock.to_vec()),
            check,
        }
    }

    /// What is committed.
    pub fn committed(&self) -> &Tables {
        &self.committed
    }

    /// The locks.
    pub fn locks(&self) -> &Locks {
        &self.locks
    }

    /// The isolation level of the actor's open transaction.
    pub fn isolation(&self, actor: Actor) -> Option<Isolation> {
        self.open.get(&actor).map(|transaction| transaction.isolation)
    }

    /// The lock that the statement would have to wait for, and who holds it.
    pub(super) fn wait(&self, actor: Actor, statement: &Statement) -> Option<(Lockable, Actor)> {
        let lockable = match *statement {
            Statement::SelectForUpdate { item } => Lockable::Row(item),
            // A WHERE that does not match what the statement sees finds no row to wait for.
            Statement::Update { item, guard, .. } => {
                let row = self.seen(actor, item)?;
                matches(&row, guard).then_some(Lockable::Row(item))?
            }
            Statement::SelectFenced { item, token } => {
                let row = self.seen(actor, item)?;
                matches(&row, Guard::FenceAtMost(token)).then_some(Lockable::Row(item))?
            }
            Statement::PlaceHold { item, quantity, .. } => {
                let row = self.seen(actor, item)?;
                (row.stock >= quantity).then_some(Lockable::Row(item))?
            }
            Statement::ReleaseHold => Lockable::Row(self.committed.holds().get(&actor)?.item),
            Statement::InsertKey => Lockable::Key(actor.order()?),
            Statement::AdvisoryLock { item, .. } => Lockable::Advisory(item),
            Statement::Sweep => {
                let items = self.committed.holds().values().map(|hold| Lockable::Row(hold.item));
                let locked = |row: &Lockable| self.locks.other(actor, *row).is_some();
                items.into_iter().find(locked)?
            }
            _ => return None,
        };
        // A row that has changed since the snapshot is an error already, not a reason to wait.
        if let Lockable::Row(item) = lockable
            && self.has_changed(actor, item)
        {
            return None;
        }
        self.locks.other(actor, lockable).map(|holder| (lockable, holder))
    }

    /// Runs a statement that has nothing to wait for. `now` is the clock's tick.
    pub(super) fn apply(&mut self, actor: Actor, statement: &Statement, now: u32) -> Response {
        match *statement {
            Statement::Select { item } => {
                self.select(actor, item, |row| Response::Stock(row.stock))
            }
            Statement::SelectVersion { item } => self.select(actor, item, |row| Response::Row {
                stock: row.stock,
                version: row.version,
            }),
            Statement::SelectSum => self.select_sum(actor),
            Statement::SelectForUpdate { item } => self.select_for_update(actor, item),
            Statement::SelectFenced { item, token } => self.select_fenced(actor, item, token),
            Statement::Update { item, set, guard } => self.update(actor, item, set, guard),
            Statement::SelectLessOrders { item } => self.select_less_orders(actor, item),
            Statement::InsertOrder { item, quantity } => self.insert_order(actor, item, quantity),
            Statement::InsertKey => self.insert_key(actor),
            Statement::LockUnit { item } => self.lock_unit(actor, item),
            Statement::SellUnit { item, unit } => self.sell_unit(actor, item, unit),
            Statement::PlaceHold { item, quantity, ttl_ticks } => {
                let expires = now + ttl_ticks;
                self.place_hold(actor, Hold { item, quantity, expires })
            }
            Statement::ConfirmHold => {
                let held = self.committed.holds().contains_key(&actor);
                self.write(actor, &[Change::NoHold(actor)]);
                Response::Rows(u8::from(held))
            }
            Statement::ReleaseHold => Response::Rows(u8::from(self.free_hold(actor, actor))),
            Statement::Begin(isolation) => self.begin(actor, isolation),
            Statement::Snapshot => {
                self.begin_to_see(actor);
                Response::Done
            }
            Statement::Commit => self.commit(actor),
            Statement::Rollback => {
                self.roll_back(actor);
                Response::Done
            }
            Statement::AdvisoryLock { item, transaction } => {
                // Outside of a transaction, one of the transaction is given back at once.
                if !transaction || self.open.contains_key(&actor) {
                    self.locks.take(actor, Lockable::Advisory(item), !transaction);
                }
                Response::Done
            }
            Statement::AdvisoryUnlock { item } => {
                if self.locks.give_back(actor, Lockable::Advisory(item)) {
                    Response::Done
                } else {
                    Response::Misuse(Misuse::NotTheHolder)
                }
            }
            ref other => unreachable!("{other:?} is not the database's"),
        }
    }

    /// The holds that are over: whoever sweeps frees these.
    pub(super) fn expired_holds(&self, now: u32) -> Vec<(Actor, Hold)> {
        let holds = self.committed.holds().iter();
        holds.filter(|(_, hold)| hold.expires <= now).map(|(&actor, &hold)| (actor, hold)).collect()
    }

    /// `actor` puts the units of a hold back; `false` when it is gone.
    pub(super) fn free_hold(&mut self, actor: Actor, owner: Actor) -> bool {
        let Some(hold) = self.committed.holds().get(&owner).copied() else {
            return false;
        };
        if let Some(row) = self.committed.row(hold.item).copied() {
            let row = Row { stock: row.stock + hold.quantity, ..row };
            self.write(actor, &[Change::Row(hold.item, row), Change::NoHold(owner)]);
        }
        true
    }

    /// The transaction is over, and nothing of it happened.
    pub(super) fn roll_back(&mut self, actor: Actor) {
        self.open.remove(&actor);
        self.locks.end_transaction(actor);
        self.serializable.abort(actor);
        self.forget_snapshots();
    }

    /// The connection is closed: its transaction rolls back, its advisory locks go.
    pub(super) fn disconnect(&mut self, actor: Actor) {
        self.roll_back(actor);
        self.locks.end_session(actor);
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        self.committed.rename(name);
        self.locks.rename(name);
        self.serializable.rename(name);
        let open = std::mem::take(&mut self.open);
        for (actor, mut transaction) in open {
            if let Some(snapshot) = &mut transaction.snapshot {
                snapshot.rename(name);
            }
            for change in &mut transaction.changes {
                *change = change.renamed(name);
            }
            self.open.insert(name(actor), transaction);
        }
    }

    /// Whether anything in the database is the actor's.
    pub(super) fn knows(&self, actor: Actor) -> bool {
        self.open.contains_key(&actor)
            || self.committed.holds().contains_key(&actor)
            || self.locks.held().any(|(_, holder)| holder == actor)
            || self.serializable.knows(actor)
    }

    /// The order's request is over, and nobody sends it again.
    pub(super) fn forget_key(&mut self, order: usize) {
        self.committed.forget_key(order);
        for transaction in self.open.values_mut() {
            if let Some(snapshot) = &mut transaction.snapshot {
                snapshot.forget_key(order);
            }
        }
    }

    fn fail(&mut self, actor: Actor, state: SqlState) -> Response {
        self.roll_back(actor);
        Response::Error(state)
    }

    fn begin(&mut self, actor: Actor, isolation: Isolation) -> Response {
        if self.open.contains_key(&actor) {
            return Response::Misuse(Misuse::NestedTransaction);
        }
        self.open.insert(actor, Transaction { isolation, snapshot: None, changes: Vec::new() });
        Response::Done
    }

    fn commit(&mut self, actor: Actor) -> Response {
        if !self.open.contains_key(&actor) {
            return Response::Misuse(Misuse::NoTransaction);
        }
        if self.serializable.commit(actor).is_err() {
            return self.fail(actor, SqlState::SerializationFailure);
        }
        let changes = self.open.remove(&actor).map(|transaction| transaction.changes);
        for change in changes.unwrap_or_default() {
            self.store(&change);
        }
        self.locks.end_transaction(actor);
        self.forget_snapshots();
        Response::Done
    }

    /// From REPEATABLE READ up, the first statement takes the snapshot.
    fn begin_to_see(&mut self, actor: Actor) {
        let Some(transaction) = self.open.get_mut(&actor) else { return };
        if transaction.isolation >= Isolation::RepeatableRead && transaction.snapshot.is_none() {
            transaction.snapshot = Some(self.committed.clone());
            if transaction.isolation == Isolation::Serializable {
                self.serializable.begin(actor);
            }
        }
    }

    /// What the actor's next statement would see: its snapshot or what is committed, and its own
    /// changes on top.
    fn view(&self, actor: Actor) -> Tables {
        let transaction = self.open.get(&actor);
        let snapshot = transaction.and_then(|transaction| transaction.snapshot.as_ref());
        let mut tables = snapshot.unwrap_or(&self.committed).clone();
        for change in transaction.into_iter().flat_map(|transaction| &transaction.changes) {
            tables.change(change);
        }
        tables
    }

    fn seen(&self, actor: Actor, item: Item) -> Option<Row> {
        if self.open.contains_key(&actor) {
            self.view(actor).row(item).copied()
        } else {
            self.committed.row(item).copied()
        }
    }

    /// Whether somebody has changed the row since the actor's snapshot.
    fn has_changed(&self, actor: Actor, item: Item) -> bool {
        let snapshot = self.open.get(&actor).and_then(|open| open.snapshot.as_ref());
        let revision = |tables: &Tables| tables.row(item).map(|row| row.revision);
        snapshot.is_some_and(|snapshot| revision(snapshot) != revision(&self.committed))
    }

    /// Within a transaction, a lock is kept to its end; a statement of its own gives it back at once.
    fn lock_within(&mut self, actor: Actor, lockable: Lockable) {
        if self.open.contains_key(&actor) {
            self.locks.take(actor, lockable, false);
        }
    }

    /// Writes into the open transaction, or for everybody to see.
    fn write(&mut self, actor: Actor, changes: &[Change]) {
        match self.open.get_mut(&actor) {
            Some(transaction) => transaction.changes.extend(changes),
            None => changes.iter().for_each(|change| self.store(change)),
        }
    }

    fn store(&mut self, change: &Change) {
        let mut change = *change;
        if let Change::Row(item, row) = &mut change {
            let before = self.committed.row(*item).map_or(0, |row| row.revision);
            let watched = self.open.values().any(|open| open.snapshot.is_some());
            row.revision = if watched { before + 1 } else { 0 };
        }
        self.committed.change(&change);
    }

    fn forget_snapshots(&mut self) {
        if self.open.values().all(|open| open.snapshot.is_none()) {
            self.committed.forget_revisions();
        }
    }
}
