//! The ledger: where every unit of the stock is, and where one went missing.

use std::collections::BTreeMap;

use super::given::Given;
use super::statement::{Item, Units};
use crate::actor::Actor;

/// The books of the units: what there was, what was sold, what is on its way.
///
/// It is kept beside the database, by what each statement really did to it, so that a strategy
/// cannot cook it. At every moment, for each item:
///
/// `initial = available + sold + held + leaked`
///
/// A strategy whose `leaked` is not zero at the end has lost a unit (it was taken, and neither sold
/// nor put back) or sold one that was never taken (a lost update).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Ledger {
    initial: Given<Vec<Units>>,
    /// Units that are promised elsewhere: in the stock, but not for sale.
    promised: Units,
    items: Vec<Account>,
    taken: BTreeMap<(Actor, Item), Units>,
}

/// What became of the units of one item that are in nobody's hands any more.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
struct Account {
    sold: Units,
    leaked: Units,
}

impl Ledger {
    /// The books before the first purchase.
    pub fn new(stock: &[Units], promised: Units) -> Ledger {
        Ledger {
            initial: Given::new(stock.to_vec()),
            promised,
            items: vec![Account::default(); stock.len()],
            taken: BTreeMap::new(),
        }
    }

    /// The units at the start, of all items.
    pub fn initial(&self) -> Units {
        self.initial.iter().sum()
    }

    /// The units on receipts, of all items.
    pub fn sold(&self) -> Units {
        self.items.iter().map(|item| item.sold).sum()
    }

    /// The units that purchases under way, and holds, have taken out of the stock.
    pub fn held(&self) -> Units {
        self.taken.values().sum()
    }

    /// The units that ended purchases took and neither sold nor put back; below zero when they sold
    /// units that they never took.
    pub fn leaked(&self) -> Units {
        self.items.iter().map(|item| item.leaked).sum()
    }

    /// Whether any item has leaked; a unit too few of one does not make up for one too many of another.
    pub fn has_leaked(&self) -> bool {
        self.items.iter().any(|item| item.leaked != 0)
    }

    /// The units of `item` that no receipt is for and nobody was promised; below zero when it was
    /// oversold.
    pub fn unsold(&self, item: Item) -> Units {
        let item = usize::from(item.0);
        let of_item = self.initial[item] - self.items[item].sold;
        of_item.min(self.initial() - self.promised - self.sold())
    }

    /// Whether more units of any item are on receipts than there were to sell.
    pub fn is_oversold(&self) -> bool {
        self.sold() > self.initial() - self.promised
            || self
                .items
                .iter()
                .zip(self.initial.iter())
                .any(|(item, &initial)| item.sold > initial)
    }

    /// A statement of `actor` took `units` out of the stock (put them back, when below zero).
    pub(super) fn take(&mut self, actor: Actor, item: Item, units: Units) {
        let taken = self.taken.entry((actor, item)).or_default();
        *taken += units;
        if *taken == 0 {
            self.taken.remove(&(actor, item));
        }
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        let taken = std::mem::take(&mut self.taken);
        self.taken =
            taken.into_iter().map(|((actor, item), units)| ((name(actor), item), units)).collect();
    }

    /// Takes out what the actor has taken.
    pub(super) fn take_out(&mut self, actor: Actor) -> Vec<(Item, Units)> {
        let mine = |((owner, item), units): (&(Actor, Item), &Units)| {
            (*owner == actor).then_some((*item, *units))
        };
        let out = self.taken.iter().filter_map(mine).collect();
        self.taken.retain(|(owner, _), _| *owner != actor);
        out
    }

    /// A receipt for `units` was written.
    pub(super) fn sell(&mut self, actor: Actor, item: Item, units: Units) {
        self.items[usize::from(item.0)].sold += units;
        self.take(actor, item, -units);
    }

    /// The purchase of `actor` has ended: what it still has is nobody's, but for the units that a
    /// hold of its keeps.
    pub(super) fn close(&mut self, actor: Actor, hold: Option<(Item, Units)>) {
        if let Some((item, _)) = hold {
            // Sold and still held: the books must know both.
            self.taken.entry((actor, item)).or_default();
        }
        let items = &mut self.items;
        self.taken.retain(|(owner, item), units| {
            if *owner != actor {
                return true;
            }
            let kept = hold.filter(|(of, _)| of == item).map_or(0, |(_, quantity)| quantity);
            items[usize::from(item.0)].leaked += *units - kept;
            *units = kept;
            kept != 0
        });
    }
}
