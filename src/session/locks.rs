//! Mutexes of the API process, and leases of the lock service.

use super::{Failure, Session, wrong_answer};
use crate::shop::{Item, Response, Statement, Token};

impl Session<'_> {
    /// Takes the item's mutex in the memory of the API process, waiting while another buyer has it.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement; also when it would wait for ever.
    #[track_caller]
    pub fn lock(&mut self, item: Item) -> Result<(), Failure> {
        self.execute(Statement::Lock { item }).map(drop)
    }

    /// Gives the item's mutex back.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn unlock(&mut self, item: Item) -> Result<(), Failure> {
        self.execute(Statement::Unlock { item }).map(drop)
    }

    /// `SET lease:item :token NX PX :ttl`: the lease's token, or `None` when somebody has it. Tried, never
    /// waited for.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn acquire_lease(&mut self, item: Item, ttl_ticks: u32) -> Result<Option<Token>, Failure> {
        let statement = Statement::AcquireLease { item, ttl_ticks };
        match self.execute(statement)? {
            Response::Lease(token) => Ok(token),
            other => wrong_answer(&statement, other),
        }
    }

    /// Tries to take the lease, so often at most; the lease's token, or `None` when it was taken every
    /// time.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn try_lease(
        &mut self,
        item: Item,
        ttl_ticks: u32,
        attempts: u32,
    ) -> Result<Option<Token>, Failure> {
        for _attempt in 0..attempts {
            if let Some(token) = self.acquire_lease(item, ttl_ticks)? {
                return Ok(Some(token));
            }
        }
        Ok(None)
    }

    /// Deletes the lease if it still has this token (Redis: a script that compares and deletes in one
    /// step). Returns whether it had.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn release_lease(&mut self, item: Item, token: Token) -> Result<bool, Failure> {
        let statement = Statement::ReleaseLease { item, token: Some(token) };
        self.rows(statement).map(|rows| rows == 1)
    }

    /// `DEL lease:item`, whoever's it is now. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn delete_lease(&mut self, item: Item) -> Result<bool, Failure> {
        let statement = Statement::ReleaseLease { item, token: None };
        self.rows(statement).map(|rows| rows == 1)
    }

    /// `GET lease:item`: whether the lease still has this token. It may have lost it when the answer arrives.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn still_has_lease(&mut self, item: Item, token: Token) -> Result<bool, Failure> {
        self.rows(Statement::CheckLease { item, token }).map(|rows| rows == 1)
    }
}
