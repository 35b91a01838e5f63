//! The tables: what a database holds, at one moment and as one reader sees it.

use std::collections::{BTreeMap, BTreeSet};

use super::locks::renamed_order;
use super::statement::{Item, Token, Units};
use crate::actor::Actor;

/// All tables.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Tables {
    products: Vec<Row>,
    /// The units of all orders, by item: a design without a stock column counts them.
    orders: Vec<Units>,
    /// The units that are sold, where every unit has a row of its own.
    sold_units: BTreeSet<(Item, u32)>,
    /// The idempotency keys: numbers of orders.
    keys: BTreeSet<usize>,
    holds: BTreeMap<Actor, Hold>,
}

/// One row of `products`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Row {
    /// The `stock` column, in units.
    pub stock: Units,
    /// The `version` column, starting at 0.
    pub version: u32,
    /// The `fence` column: the highest token that the row has seen, starting at 0.
    pub fence: Token,
    /// Not a column: how often the row has changed while a snapshot was open.
    pub(super) revision: u32,
}

/// Units that are neither in stock nor sold, for a limited time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Hold {
    /// Of which item.
    pub item: Item,
    /// How many units.
    pub quantity: Units,
    /// The tick at which it is over.
    pub expires: u32,
}

/// A change of the tables: what a statement writes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Change {
    Row(Item, Row),
    Order(Item, Units),
    Key(usize),
    Unit(Item, u32),
    Hold(Actor, Hold),
    NoHold(Actor),
}

impl Change {
    pub(super) fn renamed(self, name: &dyn Fn(Actor) -> Actor) -> Change {
        match self {
            Change::Key(order) => Change::Key(renamed_order(order, name)),
            Change::Hold(actor, hold) => Change::Hold(name(actor), hold),
            Change::NoHold(actor) => Change::NoHold(name(actor)),
            Change::Row(..) | Change::Order(..) | Change::Unit(..) => self,
        }
    }
}

impl Tables {
    pub(super) fn new(stock: &[Units]) -> Tables {
        let row = |&stock: &Units| Row { stock, version: 0, fence: 0, revision: 0 };
        Tables {
            products: stock.iter().map(row).collect(),
            orders: vec![0; stock.len()],
            sold_units: BTreeSet::new(),
            keys: BTreeSet::new(),
            holds: BTreeMap::new(),
        }
    }

    /// The rows of `products`, in item order.
    pub fn products(&self) -> &[Row] {
        &self.products
    }

    /// The row of an item.
    pub fn row(&self, item: Item) -> Option<&Row> {
        self.products.get(usize::from(item.0))
    }

    /// The units of all orders of an item.
    pub fn ordered(&self, item: Item) -> Units {
        self.orders[usize::from(item.0)]
    }

    /// Whether a unit is sold.
    pub fn is_sold(&self, item: Item, unit: u32) -> bool {
        self.sold_units.contains(&(item, unit))
    }

    /// Whether the order's idempotency key is there.
    pub fn has_key(&self, order: usize) -> bool {
        self.keys.contains(&order)
    }

    /// The holds, by their buyers.
    pub fn holds(&self) -> &BTreeMap<Actor, Hold> {
        &self.holds
    }

    /// The units of an item that are for sale, in whatever way the strategy keeps them: the stock
    /// column, less what orders and sold unit rows take away.
    pub fn available(&self, item: Item) -> Units {
        let units = self.sold_units.iter().filter(|(of, _)| *of == item).count();
        self.products[usize::from(item.0)].stock - self.ordered(item) - units as Units
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        self.keys = self.keys.iter().map(|&order| renamed_order(order, name)).collect();
        self.holds = self.holds.iter().map(|(&actor, &hold)| (name(actor), hold)).collect();
    }

    /// Nobody will ever ask for the key again.
    pub(super) fn forget_key(&mut self, order: usize) {
        self.keys.remove(&order);
    }

    pub(super) fn change(&mut self, change: &Change) {
        match *change {
            Change::Row(item, row) => self.products[usize::from(item.0)] = row,
            Change::Order(item, units) => self.orders[usize::from(item.0)] += units,
            Change::Key(order) => {
                self.keys.insert(order);
            }
            Change::Unit(item, unit) => {
                self.sold_units.insert((item, unit));
            }
            Change::Hold(actor, hold) => {
                self.holds.insert(actor, hold);
            }
            Change::NoHold(actor) => {
                self.holds.remove(&actor);
            }
        }
    }

    /// No snapshot is open any more: nobody compares revisions.
    pub(super) fn forget_revisions(&mut self) {
        for row in &mut self.products {
            row.revision = 0;
        }
    }
}
