//! The database: rows of items, each statement atomic, as in autocommit.

use super::statement::{Guard, Item, Misuse, Response, Set, Units};

/// The `products` table.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Database {
    rows: Vec<Row>,
}

/// One row of `products`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Row {
    /// The `stock` column, in units.
    pub stock: Units,
    /// The `version` column, starting at 0.
    pub version: u32,
}

impl Database {
    /// A table with one row per item.
    pub fn new(stock: &[Units]) -> Database {
        let row = |&stock: &Units| Row { stock, version: 0 };
        Database { rows: stock.iter().map(row).collect() }
    }

    /// The rows, in item order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether there is a row of this item.
    pub(super) fn has(&self, item: Item) -> bool {
        usize::from(item.0) < self.rows.len()
    }

    pub(super) fn select(&self, item: Item) -> Response {
        self.with(item, |row| Response::Stock(row.stock))
    }

    pub(super) fn select_version(&self, item: Item) -> Response {
        self.with(item, |&Row { stock, version }| Response::Row { stock, version })
    }

    /// One atomic UPDATE: the WHERE clause and the write see the same row. PostgreSQL does the same
    /// under the row's lock: <https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED>.
    pub(super) fn update(&mut self, item: Item, set: Set, guard: Guard) -> Response {
        let Some(row) = self.rows.get_mut(usize::from(item.0)) else {
            return Response::Misuse(Misuse::NoSuchItem(item));
        };
        let matches = match guard {
            Guard::None => true,
            Guard::StockAtLeast(quantity) => row.stock >= quantity,
            Guard::VersionIs(version) => row.version == version,
        };
        if !matches {
            return Response::Rows(0);
        }
        row.stock = match set {
            Set::To(value) => value,
            Set::Minus(quantity) => row.stock - quantity,
            Set::Plus(quantity) => row.stock + quantity,
        };
        if let Guard::VersionIs(_) = guard {
            row.version += 1;
        }
        Response::Rows(1)
    }

    fn with(&self, item: Item, read: impl Fn(&Row) -> Response) -> Response {
        match self.rows.get(usize::from(item.0)) {
            Some(row) => read(row),
            None => Response::Misuse(Misuse::NoSuchItem(item)),
        }
    }
}
