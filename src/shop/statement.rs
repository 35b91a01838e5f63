//! Statements and responses: what an actor can ask of the shop, and what it hears back.

use std::fmt;

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

/// A mutex in the memory of an API process: one that every buyer of an item takes.
///
/// It blocks. The lease of a lock service is tried instead, and expires.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Mutex(pub Item);

/// What an UPDATE does to the `stock` column.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
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
pub enum Guard {
    /// The row's key alone.
    None,
    /// `AND stock >= q`.
    StockAtLeast(Units),
    /// `AND version = v`; such an UPDATE also sets `version = version + 1`.
    VersionIs(u32),
}

/// One statement: a step asked of the shop, or something that happens beside it.
///
/// A statement on something shared (a row, a mutex) is a *step*: other actors may move before and
/// after it, never within. Charging a customer's own card and the end of a purchase touch nothing
/// shared; they are recorded where they happened and are no step.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
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
    /// `UPDATE … SET … WHERE …`.
    Update {
        /// Whose row.
        item: Item,
        /// What it does to the stock.
        set: Set,
        /// Under which condition.
        guard: Guard,
    },
    /// Take an in-process mutex, waiting while another holds it.
    Lock(Mutex),
    /// Give an in-process mutex back.
    Unlock(Mutex),
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
    /// Whether the statement is a step: a scheduling point, counted in interleavings.
    pub fn is_step(&self) -> bool {
        match self {
            Statement::Select { .. }
            | Statement::SelectVersion { .. }
            | Statement::Update { .. }
            | Statement::Lock(_)
            | Statement::Unlock(_) => true,
            Statement::Charge | Statement::Refund | Statement::Receipt | Statement::Refusal(_) => {
                false
            }
        }
    }

    /// Whether the statement ends the purchase.
    pub fn is_end(&self) -> bool {
        matches!(self, Statement::Receipt | Statement::Refusal(_))
    }
}

/// As SQL where it is SQL, in a few words where it is not; short enough for a lane.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Select { .. } => f.write_str("SELECT stock"),
            Statement::SelectVersion { .. } => f.write_str("SELECT stock, version"),
            Statement::Update { set, guard, .. } => write!(f, "UPDATE {set}{guard}"),
            Statement::Lock(_) => f.write_str("lock"),
            Statement::Unlock(_) => f.write_str("unlock"),
            Statement::Charge => f.write_str("charge"),
            Statement::Refund => f.write_str("refund"),
            Statement::Receipt => f.write_str("receipt"),
            Statement::Refusal(failure) => write!(f, "refused: {failure}"),
        }
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Set::To(value) => write!(f, "stock = {value}"),
            Set::Minus(quantity) => write!(f, "stock = stock - {quantity}"),
            Set::Plus(quantity) => write!(f, "stock = stock + {quantity}"),
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Guard::None => Ok(()),
            Guard::StockAtLeast(quantity) => write!(f, " WHERE stock >= {quantity}"),
            Guard::VersionIs(version) => write!(f, " WHERE version = {version}"),
        }
    }
}

/// The shop's answer to a statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Response {
    /// The stock that a SELECT read, in units.
    Stock(Units),
    /// The row that a SELECT read.
    Row {
        /// The stock, in units.
        stock: Units,
        /// The version number.
        version: u32,
    },
    /// How many rows an UPDATE changed: 0 or 1.
    Rows(u8),
    /// It is done; there is nothing to say.
    Done,
    /// The bank declined the card.
    Declined,
    /// The statement makes no sense, whatever the schedule: a bug of the strategy. The session
    /// panics with it.
    Misuse(Misuse),
}

/// A statement that no shop could run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Misuse {
    /// There is no row of this item in the scenario.
    NoSuchItem(Item),
    /// It unlocks a mutex that it does not hold.
    NotTheHolder,
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Response::Stock(stock) => write!(f, "{stock}"),
            Response::Row { stock, version } => write!(f, "{stock}, v{version}"),
            Response::Rows(1) => f.write_str("1 row"),
            Response::Rows(rows) => write!(f, "{rows} rows"),
            Response::Done => f.write_str("ok"),
            Response::Declined => f.write_str("declined"),
            Response::Misuse(misuse) => f.write_str(&crate::message::misuse(*misuse)),
        }
    }
}
