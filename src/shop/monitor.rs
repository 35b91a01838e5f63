//! The monitor: what the shop's alerting would have seen while it happened.

use super::database::Database;
use super::ledger::Ledger;
use super::statement::Units;

/// An alert of the shop's monitoring.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Alert {
    /// A row's stock was below zero after some statement.
    NegativeStock,
    /// More units were on receipts than there were to sell.
    Oversold,
}

impl Alert {
    /// Every alert.
    pub const ALL: &'static [Alert] = &[Alert::NegativeStock, Alert::Oversold];
}

/// Watches the shop after every statement, and remembers.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Monitor {
    lowest_stock: Units,
    oversold: bool,
}

impl Monitor {
    pub(super) fn new(stock: &[Units]) -> Monitor {
        Monitor { lowest_stock: stock.iter().copied().min().unwrap_or(0), oversold: false }
    }

    /// The lowest stock that any row had after any statement, in units.
    pub fn lowest_stock(&self) -> Units {
        self.lowest_stock
    }

    /// The alerts that have fired.
    pub fn alerts(&self) -> impl Iterator<Item = Alert> + '_ {
        Alert::ALL.iter().copied().filter(|alert| match alert {
            Alert::NegativeStock => self.lowest_stock < 0,
            Alert::Oversold => self.oversold,
        })
    }

    pub(super) fn watch(&mut self, database: &Database, ledger: &Ledger) {
        let now = database.rows().iter().map(|row| row.stock).min();
        self.lowest_stock = self.lowest_stock.min(now.unwrap_or(0));
        self.oversold |= ledger.oversold().next().is_some();
    }
}
