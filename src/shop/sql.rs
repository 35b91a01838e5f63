//! Statements as text: SQL where it is SQL.

use std::fmt;

use super::statement::{Guard, Isolation, Set, Statement};

/// As SQL where it is SQL, in a few words where it is not; short enough for a lane.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Select { .. } => f.write_str("SELECT stock"),
            Statement::SelectVersion { .. } => f.write_str("SELECT stock, version"),
            Statement::SelectSum => f.write_str("SELECT sum(stock)"),
            Statement::SelectForUpdate { .. } => f.write_str("SELECT stock FOR UPDATE"),
            Statement::SelectFenced { token, .. } => write!(f, "SELECT stock, fence {token}"),
            Statement::Update { set, guard, .. } => write!(f, "UPDATE {set}{guard}"),
            Statement::SelectLessOrders { .. } => f.write_str("SELECT stock - count(orders)"),
            Statement::InsertOrder { .. } => f.write_str("INSERT order"),
            Statement::InsertKey => f.write_str("INSERT key"),
            Statement::LockUnit { .. } => f.write_str("SELECT unit SKIP LOCKED"),
            Statement::SellUnit { unit, .. } => write!(f, "UPDATE unit {} sold", unit + 1),
            Statement::PlaceHold { quantity, .. } => write!(f, "hold {quantity} if enough"),
            Statement::ConfirmHold => f.write_str("confirm hold"),
            Statement::ReleaseHold => f.write_str("release hold"),
            Statement::Begin(isolation) => write!(f, "BEGIN {isolation}"),
            Statement::Snapshot => f.write_str("snapshot"),
            Statement::Commit => f.write_str("COMMIT"),
            Statement::Rollback => f.write_str("ROLLBACK"),
            Statement::AdvisoryLock { .. } => f.write_str("advisory lock"),
            Statement::AdvisoryUnlock { .. } => f.write_str("advisory unlock"),
            Statement::Lock { .. } => f.write_str("lock"),
            Statement::Unlock { .. } => f.write_str("unlock"),
            Statement::AcquireLease { .. } => f.write_str("SET lease NX"),
            Statement::ReleaseLease { token: None, .. } => f.write_str("DEL lease"),
            Statement::ReleaseLease { token: Some(token), .. } => {
                write!(f, "DEL lease if token {token}")
            }
            Statement::CheckLease { token, .. } => write!(f, "lease still {token}?"),
            Statement::Tick => f.write_str("tick"),
            Statement::Sweep => f.write_str("sweep"),
            Statement::Crash { instance: false } => f.write_str("CRASH"),
            Statement::Crash { instance: true } => f.write_str("CRASH of the instance"),
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
            Guard::FenceAtMost(token) => write!(f, " WHERE fence <= {token}"),
        }
    }
}

impl fmt::Display for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Isolation::ReadCommitted => "READ COMMITTED",
            Isolation::RepeatableRead => "REPEATABLE READ",
            Isolation::Serializable => "SERIALIZABLE",
        })
    }
}
