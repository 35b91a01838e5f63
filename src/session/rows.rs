//! Statements on rows, as autocommit runs them or an open transaction does.

use super::{Failure, Session, wrong_answer};
use crate::shop::{Guard, Item, Response, Set, Statement, Token, Units};

impl Session<'_> {
    /// `SELECT stock FROM products WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn select_stock(&mut self, item: Item) -> Result<Units, Failure> {
        self.units(Statement::Select { item })
    }

    /// `SELECT stock, version FROM products WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn select_stock_and_version(&mut self, item: Item) -> Result<(Units, u32), Failure> {
        let statement = Statement::SelectVersion { item };
        match self.execute(statement)? {
            Response::Row { stock, version } => Ok((stock, version)),
            other => wrong_answer(&statement, other),
        }
    }

    /// `SELECT sum(stock) FROM products`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn select_sum(&mut self) -> Result<Units, Failure> {
        self.units(Statement::SelectSum)
    }

    /// `UPDATE products SET fence = :token WHERE id = ? AND fence <= :token RETURNING stock`: a read that
    /// leaves its token, so that the row refuses whoever has an older one from now on. `None` when this
    /// token is the older one.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn select_stock_fenced(
        &mut self,
        item: Item,
        token: Token,
    ) -> Result<Option<Units>, Failure> {
        let statement = Statement::SelectFenced { item, token };
        match self.execute(statement)? {
            Response::Stock(stock) => Ok(Some(stock)),
            Response::Rows(0) => Ok(None),
            other => wrong_answer(&statement, other),
        }
    }

    /// `UPDATE products SET stock = :stock WHERE id = ?`: the absolute write, as an ORM's `save()` makes it.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn set_stock(&mut self, item: Item, stock: Units) -> Result<(), Failure> {
        let statement = Statement::Update { item, set: Set::To(stock), guard: Guard::None };
        self.rows(statement).map(drop)
    }

    /// `UPDATE products SET stock = stock - :quantity WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn subtract_stock(&mut self, item: Item, quantity: Units) -> Result<(), Failure> {
        let statement = Statement::Update { item, set: Set::Minus(quantity), guard: Guard::None };
        self.rows(statement).map(drop)
    }

    /// `UPDATE products SET stock = stock - :quantity WHERE id = ? AND stock >= :quantity`; returns the
    /// row count, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn subtract_stock_if_enough(&mut self, item: Item, quantity: Units) -> Result<u8, Failure> {
        let guard = Guard::StockAtLeast(quantity);
        self.rows(Statement::Update { item, set: Set::Minus(quantity), guard })
    }

    /// `UPDATE products SET stock = stock - :quantity, version = version + 1 WHERE id = ? AND version = :version`;
    /// returns the row count, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn subtract_stock_if_version(
        &mut self,
        item: Item,
        quantity: Units,
        version: u32,
    ) -> Result<u8, Failure> {
        let guard = Guard::VersionIs(version);
        self.rows(Statement::Update { item, set: Set::Minus(quantity), guard })
    }

    /// `UPDATE products SET stock = stock - :quantity, fence = :token WHERE id = ? AND fence <= :token`;
    /// returns the row count, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn subtract_stock_fenced(
        &mut self,
        item: Item,
        quantity: Units,
        token: Token,
    ) -> Result<u8, Failure> {
        let guard = Guard::FenceAtMost(token);
        self.rows(Statement::Update { item, set: Set::Minus(quantity), guard })
    }

    /// `UPDATE products SET stock = stock + :quantity WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn put_back(&mut self, item: Item, quantity: Units) -> Result<(), Failure> {
        let statement = Statement::Update { item, set: Set::Plus(quantity), guard: Guard::None };
        self.rows(statement).map(drop)
    }

    /// `SELECT stock - (SELECT coalesce(sum(quantity), 0) FROM orders WHERE product = ?) …`: what is
    /// left, in a design that never changes the stock column and counts orders instead.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn select_stock_less_orders(&mut self, item: Item) -> Result<Units, Failure> {
        self.units(Statement::SelectLessOrders { item })
    }

    /// `INSERT INTO orders (product, quantity)`. A quantity below zero cancels an earlier order.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn insert_order(&mut self, item: Item, quantity: Units) -> Result<(), Failure> {
        self.execute(Statement::InsertOrder { item, quantity }).map(drop)
    }

    /// `INSERT INTO requests (idempotency_key)`: the key that the client gave the order, in a column with
    /// a unique index. Waits while another transaction has inserted the same one.
    ///
    /// # Errors
    ///
    /// [`Failure::Database`] with 23505 when the key is there, and [`Failure::Stopped`].
    #[track_caller]
    pub fn insert_idempotency_key(&mut self) -> Result<(), Failure> {
        self.execute(Statement::InsertKey).map(drop)
    }

    /// Takes units out of the stock if there are enough, and holds them for `ttl_ticks`: a conditional
    /// UPDATE and an INSERT in one statement. Returns the row count, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn place_hold(
        &mut self,
        item: Item,
        quantity: Units,
        ttl_ticks: u32,
    ) -> Result<u8, Failure> {
        self.rows(Statement::PlaceHold { item, quantity, ttl_ticks })
    }

    /// `DELETE FROM holds WHERE buyer = ?`: the units are the buyer's for good. Returns the row count: 0
    /// when the hold has expired and was swept away.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn confirm_hold(&mut self) -> Result<u8, Failure> {
        self.rows(Statement::ConfirmHold)
    }

    /// Ends the hold and puts its units back. Returns the row count: 0 when it was swept away before.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn release_hold(&mut self) -> Result<u8, Failure> {
        self.rows(Statement::ReleaseHold)
    }
}
