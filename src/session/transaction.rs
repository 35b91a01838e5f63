//! Transactions and what needs one.

use super::{Failure, Session, wrong_answer};
use crate::shop::{Isolation, Item, Response, Statement, Units};

impl<'a> Session<'a> {
    /// Runs `body` in a transaction: COMMIT when it succeeds, ROLLBACK when it fails (unless the
    /// database has rolled back already). What most libraries offer under this name.
    ///
    /// # Errors
    ///
    /// The failure of `body`, or of COMMIT.
    #[track_caller]
    pub fn transaction<T>(
        &mut self,
        isolation: Isolation,
        body: impl FnOnce(&mut Session<'a>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.begin(isolation)?;
        match body(self) {
            Ok(value) => self.commit().map(|()| value),
            Err(failure @ Failure::Database(_)) => Err(failure),
            Err(failure) => self.rollback().and(Err(failure)),
        }
    }

    /// `BEGIN ISOLATION LEVEL …`. Alone it is no step.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn begin(&mut self, isolation: Isolation) -> Result<(), Failure> {
        self.execute(Statement::Begin(isolation)).map(drop)
    }

    /// `COMMIT`.
    ///
    /// # Errors
    ///
    /// [`Failure::Database`] with 40001 when SERIALIZABLE refuses it, and [`Failure::Stopped`].
    #[track_caller]
    pub fn commit(&mut self) -> Result<(), Failure> {
        self.execute(Statement::Commit).map(drop)
    }

    /// `ROLLBACK`. After an error of the database there is nothing left to roll back.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn rollback(&mut self) -> Result<(), Failure> {
        self.execute(Statement::Rollback).map(drop)
    }

    /// `SELECT stock FROM products WHERE id = ? FOR UPDATE`: waits for the row's lock, and keeps it.
    ///
    /// # Errors
    ///
    /// [`Failure::Database`] with 40001 or 40P01, and [`Failure::Stopped`].
    #[track_caller]
    pub fn select_stock_for_update(&mut self, item: Item) -> Result<Units, Failure> {
        self.units(Statement::SelectForUpdate { item })
    }

    /// `SELECT id FROM units WHERE product = ? AND NOT sold LIMIT 1 FOR UPDATE SKIP LOCKED`: a unit that is
    /// neither sold nor locked, if there is one. Never waits. Units that this transaction has locked
    /// before are left out, which in SQL takes an `AND id <> ALL(:mine)`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn lock_unit_skip_locked(&mut self, item: Item) -> Result<Option<u32>, Failure> {
        let statement = Statement::LockUnit { item };
        match self.execute(statement)? {
            Response::Unit(unit) => Ok(unit),
            other => wrong_answer(&statement, other),
        }
    }

    /// `UPDATE units SET sold = true WHERE id = ?`, of a unit that this transaction has locked.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn sell_unit(&mut self, item: Item, unit: u32) -> Result<(), Failure> {
        self.rows(Statement::SellUnit { item, unit }).map(drop)
    }

    /// `SELECT pg_advisory_lock(?)`: kept until it is given back, over the end of transactions.
    /// <https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS>
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn advisory_lock(&mut self, item: Item) -> Result<(), Failure> {
        self.execute(Statement::AdvisoryLock { item, transaction: false }).map(drop)
    }

    /// `SELECT pg_advisory_xact_lock(?)`: given back at the end of the transaction.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement, and [`Failure::Database`].
    #[track_caller]
    pub fn advisory_xact_lock(&mut self, item: Item) -> Result<(), Failure> {
        self.execute(Statement::AdvisoryLock { item, transaction: true }).map(drop)
    }

    /// `SELECT pg_advisory_unlock(?)`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn advisory_unlock(&mut self, item: Item) -> Result<(), Failure> {
        self.execute(Statement::AdvisoryUnlock { item }).map(drop)
    }
}
