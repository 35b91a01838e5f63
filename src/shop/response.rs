//! Responses: what an actor hears back.

use std::fmt;

use super::statement::{Item, Token, Units};

/// The shop's answer to a statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Response {
    /// The stock (or a sum of it) that a SELECT read, in units.
    Stock(Units),
    /// The row that a SELECT read.
    Row {
        /// The stock, in units.
        stock: Units,
        /// The version number.
        version: u32,
    },
    /// How many rows an UPDATE, or a statement like one, changed: 0 or 1.
    Rows(u8),
    /// The unit that SKIP LOCKED found, if any.
    Unit(Option<u32>),
    /// The token of the lease, if it was free.
    Lease(Option<Token>),
    /// It is done; there is nothing to say.
    Done,
    /// The bank declined the card.
    Declined,
    /// The database reports an error, and has rolled the transaction back.
    Error(SqlState),
    /// The statement makes no sense, whatever the schedule: a bug of the strategy. The session
    /// panics with it.
    Misuse(Misuse),
}

/// An error of the database, with its SQLSTATE:
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum SqlState {
    /// 40001.
    SerializationFailure,
    /// 40P01.
    DeadlockDetected,
    /// 23514.
    CheckViolation,
    /// 23505.
    UniqueViolation,
}

impl SqlState {
    /// The five characters.
    pub fn code(self) -> &'static str {
        match self {
            SqlState::SerializationFailure => "40001",
            SqlState::DeadlockDetected => "40P01",
            SqlState::CheckViolation => "23514",
            SqlState::UniqueViolation => "23505",
        }
    }
}

impl fmt::Display for SqlState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A statement that no shop could run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Misuse {
    /// There is no row of this item in the scenario.
    NoSuchItem(Item),
    /// It gives back a lock that it does not hold.
    NotTheHolder,
    /// It needs a transaction, and none is open.
    NoTransaction,
    /// It begins a transaction within a transaction.
    NestedTransaction,
    /// It sells a unit that it has not locked.
    UnitNotLocked,
    /// It places a second hold.
    SecondHold,
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Response::Stock(stock) => write!(f, "{stock}"),
            Response::Row { stock, version } => write!(f, "{stock}, v{version}"),
            Response::Rows(1) => f.write_str("1 row"),
            Response::Rows(rows) => write!(f, "{rows} rows"),
            Response::Unit(None) => f.write_str("none"),
            Response::Unit(Some(unit)) => write!(f, "unit {}", unit + 1),
            Response::Lease(None) => f.write_str("taken"),
            Response::Lease(Some(token)) => write!(f, "token {token}"),
            Response::Done => f.write_str("ok"),
            Response::Declined => f.write_str("declined"),
            Response::Error(state) => write!(f, "ERROR {state}"),
            Response::Misuse(misuse) => f.write_str(&crate::message::misuse(*misuse)),
        }
    }
}
