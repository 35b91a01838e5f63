//! The statements of the database, one function each.

use super::Database;
use crate::actor::Actor;
use crate::shop::locks::Lockable;
use crate::shop::response::{Misuse, Response, SqlState};
use crate::shop::serializable::Thing;
use crate::shop::statement::{Guard, Item, Set, Token, Units};
use crate::shop::tables::{Change, Hold, Row};

impl Database {
    pub(super) fn select(
        &mut self,
        actor: Actor,
        item: Item,
        read: impl Fn(&Row) -> Response,
    ) -> Response {
        self.begin_to_see(actor);
        self.serializable.reads(actor, Thing::Row(item));
        match self.seen(actor, item) {
            Some(row) => read(&row),
            None => Response::Misuse(Misuse::NoSuchItem(item)),
        }
    }

    pub(super) fn select_sum(&mut self, actor: Actor) -> Response {
        self.begin_to_see(actor);
        for item in 0..self.committed.products().len() {
            self.serializable.reads(actor, Thing::Row(Item(item as u8)));
        }
        Response::Stock(self.view(actor).products().iter().map(|row| row.stock).sum())
    }

    pub(super) fn select_for_update(&mut self, actor: Actor, item: Item) -> Response {
        if !self.open.contains_key(&actor) {
            return Response::Misuse(Misuse::NoTransaction);
        }
        self.begin_to_see(actor);
        if self.has_changed(actor, item) {
            return self.fail(actor, SqlState::SerializationFailure);
        }
        self.locks.take(actor, Lockable::Row(item), false);
        self.select(actor, item, |row| Response::Stock(row.stock))
    }

    /// One atomic UPDATE: the WHERE clause and the write see the same row.
    pub(super) fn update(&mut self, actor: Actor, item: Item, set: Set, guard: Guard) -> Response {
        self.begin_to_see(actor);
        self.serializable.reads(actor, Thing::Row(item));
        let Some(mut row) = self.seen(actor, item) else {
            return Response::Misuse(Misuse::NoSuchItem(item));
        };
        if !matches(&row, guard) {
            return Response::Rows(0);
        }
        if self.has_changed(actor, item) {
            return self.fail(actor, SqlState::SerializationFailure);
        }
        row.stock = match set {
            Set::To(value) => value,
            Set::Minus(quantity) => row.stock - quantity,
            Set::Plus(quantity) => row.stock + quantity,
        };
        match guard {
            Guard::VersionIs(_) => row.version += 1,
            Guard::FenceAtMost(token) => row.fence = token,
            Guard::None | Guard::StockAtLeast(_) => {}
        }
        if self.check && row.stock < 0 {
            return self.fail(actor, SqlState::CheckViolation);
        }
        self.serializable.writes(actor, Thing::Row(item));
        self.lock_within(actor, Lockable::Row(item));
        self.write(actor, &[Change::Row(item, row)]);
        Response::Rows(1)
    }

    pub(super) fn insert_key(&mut self, actor: Actor) -> Response {
        let order = actor.order().expect("only buyers have keys");
        // A unique index knows no snapshot: it sees what is committed now.
        if self.committed.has_key(order) || self.view(actor).has_key(order) {
            return self.fail(actor, SqlState::UniqueViolation);
        }
        self.lock_within(actor, Lockable::Key(order));
        self.write(actor, &[Change::Key(order)]);
        Response::Done
    }

    /// `FOR UPDATE SKIP LOCKED`:
    /// <https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE>.
    pub(super) fn lock_unit(&mut self, actor: Actor, item: Item) -> Response {
        if !self.open.contains_key(&actor) {
            return Response::Misuse(Misuse::NoTransaction);
        }
        let Some(&units) = self.units.get(usize::from(item.0)) else {
            return Response::Misuse(Misuse::NoSuchItem(item));
        };
        self.begin_to_see(actor);
        let view = self.view(actor);
        let is_free = |unit: &u32| {
            !view.is_sold(item, *unit) && self.locks.holder(Lockable::Unit(item, *unit)).is_none()
        };
        let found = (0..units as u32).find(is_free);
        // What was sold since the snapshot looks free and is not: an error, as for every changed row.
        if found.is_some_and(|unit| self.committed.is_sold(item, unit)) {
            return self.fail(actor, SqlState::SerializationFailure);
        }
        if let Some(unit) = found {
            self.locks.take(actor, Lockable::Unit(item, unit), false);
        }
        Response::Unit(found)
    }

    pub(super) fn sell_unit(&mut self, actor: Actor, item: Item, unit: u32) -> Response {
        if self.locks.holder(Lockable::Unit(item, unit)) != Some(actor) {
            return Response::Misuse(Misuse::UnitNotLocked);
        }
        self.serializable.writes(actor, Thing::Unit(item, unit));
        self.write(actor, &[Change::Unit(item, unit)]);
        Response::Rows(1)
    }

    pub(super) fn place_hold(&mut self, actor: Actor, hold: Hold) -> Response {
        if self.committed.holds().contains_key(&actor) {
            return Response::Misuse(Misuse::SecondHold);
        }
        let guard = Guard::StockAtLeast(hold.quantity);
        let response = self.update(actor, hold.item, Set::Minus(hold.quantity), guard);
        if response == Response::Rows(1) {
            self.write(actor, &[Change::Hold(actor, hold)]);
        }
        response
    }

    /// A read that leaves its token: from now on the row refuses older ones.
    pub(super) fn select_fenced(&mut self, actor: Actor, item: Item, token: Token) -> Response {
        match self.update(actor, item, Set::Minus(0), Guard::FenceAtMost(token)) {
            Response::Rows(1) => self.select(actor, item, |row| Response::Stock(row.stock)),
            other => other,
        }
    }

    pub(super) fn select_less_orders(&mut self, actor: Actor, item: Item) -> Response {
        self.begin_to_see(actor);
        self.serializable.reads(actor, Thing::Orders(item));
        let view = self.view(actor);
        match view.row(item) {
            Some(row) => Response::Stock(row.stock - view.ordered(item)),
            None => Response::Misuse(Misuse::NoSuchItem(item)),
        }
    }

    pub(super) fn insert_order(&mut self, actor: Actor, item: Item, quantity: Units) -> Response {
        self.begin_to_see(actor);
        self.serializable.writes(actor, Thing::Orders(item));
        self.write(actor, &[Change::Order(item, quantity)]);
        Response::Done
    }
}

/// Whether a row meets the WHERE clause.
pub(super) fn matches(row: &Row, guard: Guard) -> bool {
    match guard {
        Guard::None => true,
        Guard::StockAtLeast(quantity) => row.stock >= quantity,
        Guard::VersionIs(version) => row.version == version,
        Guard::FenceAtMost(token) => row.fence <= token,
    }
}
