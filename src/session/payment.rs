//! Payments.

use super::{Failure, Session, wrong_answer};
use crate::shop::{Response, Statement};

impl Session<'_> {
    /// Charges the customer for the order: the two seconds in which everything happens.
    ///
    /// # Errors
    ///
    /// [`Failure::Declined`] when the bank says no, and [`Failure::Stopped`].
    #[track_caller]
    pub fn charge(&mut self) -> Result<(), Failure> {
        match self.execute(Statement::Charge)? {
            Response::Done => Ok(()),
            Response::Declined => Err(Failure::Declined),
            other => wrong_answer(&Statement::Charge, other),
        }
    }

    /// Gives the customer's money back.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn refund(&mut self) -> Result<(), Failure> {
        self.execute(Statement::Refund).map(drop)
    }
}
