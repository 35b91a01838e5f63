//! Scenarios: who buys what of how much, and whose card fails.

use std::borrow::Cow;

use crate::actor::Actor;
use crate::fault::Fault;
use crate::message::Kind;
use crate::schedule::Schedule;
use crate::shop::{Item, Units};

/// What one customer wants.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Order {
    /// Which item.
    pub item: Item,
    /// How many units of it.
    pub quantity: Units,
}

/// A customer: an order, and a card that works or does not.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Buyer {
    /// What the customer wants.
    pub order: Order,
    /// Whether the bank declines the card.
    pub declined: bool,
}

/// The stock, the orders, and what fails.
///
/// ```
/// use oversell::Scenario;
/// let scenario = Scenario::new(3)?.buys(2)?.buys(2)?.declined(0)?;
/// assert_eq!(scenario.to_string(), "stock 3, A buys 2 (declined), B buys 2");
/// assert!(Scenario::new(1)?.buys(0).is_err());
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Scenario {
    name: Cow<'static, str>,
    stock: Vec<Units>,
    buyers: Vec<Buyer>,
}

/// A scenario of the catalogue.
#[derive(Debug)]
pub struct Named {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    stock: Units,
    quantities: &'static [Units],
    declined: &'static [usize],
}

/// The named scenarios, the plainest first.
pub const NAMED: &[Named] = &[
    Named::of("last_item", "one left, two want it", 1, &[1, 1], &[]),
    Named::of("last_item_three", "one left, three want it", 1, &[1, 1, 1], &[]),
    Named::of("last_item_four", "one left, four want it", 1, &[1, 1, 1, 1], &[]),
    Named::of("two_left_three_buyers", "two left, three want one each", 2, &[1, 1, 1], &[]),
    Named::of("bulk", "three left, two want two each", 3, &[2, 2], &[]),
    Named::of("rush", "one left, eight want it", 1, &[1, 1, 1, 1, 1, 1, 1, 1], &[]),
    Named::of("declined", "one left, two want it, A's card is declined", 1, &[1, 1], &[0]),
];

impl Named {
    const fn of(
        name: &'static str,
        about: &'static str,
        stock: Units,
        quantities: &'static [Units],
        declined: &'static [usize],
    ) -> Named {
        Named { name, about, stock, quantities, declined }
    }

    /// The scenario itself.
    pub fn scenario(&self) -> Scenario {
        let order = |(number, &quantity): (usize, &Units)| Buyer {
            order: Order { item: Item(0), quantity },
            declined: self.declined.contains(&number),
        };
        Scenario {
            name: Cow::Borrowed(self.name),
            stock: vec![self.stock],
            buyers: self.quantities.iter().enumerate().map(order).collect(),
        }
    }
}

impl Scenario {
    /// The most units of an item that a scenario may start with.
    pub const MAX_STOCK: Units = 1_000_000;
    /// The most units that an order may ask for.
    pub const MAX_QUANTITY: Units = 1_000;
    /// The most orders in a scenario, for the engine that can do most. Engines state their own limit.
    pub const MAX_BUYERS: usize = 100;

    /// A shop with `stock` units of one item, and nobody in it yet.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] unless `stock` is in `0 ..= MAX_STOCK`.
    pub fn new(stock: Units) -> Result<Scenario, Fault> {
        Fault::check("stock", stock, 0, Scenario::MAX_STOCK)?;
        Ok(Scenario { name: Cow::Borrowed(""), stock: vec![stock], buyers: Vec::new() })
    }

    /// The scenario of this name; `-` and `_` are the same.
    ///
    /// # Errors
    ///
    /// [`Fault::Unknown`], with the names that come nearest.
    pub fn named(name: &str) -> Result<Scenario, Fault> {
        let wanted = name.replace('-', "_");
        NAMED.iter().find(|named| named.name == wanted).map(Named::scenario).ok_or_else(|| {
            Fault::unknown(Kind::Scenario, name, NAMED.iter().map(|named| named.name))
        })
    }

    /// One more buyer, of `quantity` units.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for a quantity not in `1 ..= MAX_QUANTITY`, or one buyer too many.
    pub fn buys(mut self, quantity: Units) -> Result<Scenario, Fault> {
        Fault::check("quantity", quantity, 1, Scenario::MAX_QUANTITY)?;
        let buyers = self.buyers.len() as Units + 1;
        Fault::check("buyers", buyers, 1, Scenario::MAX_BUYERS as Units)?;
        self.buyers.push(Buyer { order: Order { item: Item(0), quantity }, declined: false });
        self.name = Cow::Borrowed("");
        Ok(self)
    }

    /// The card of buyer `number` (counted from 0) is declined.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] when there is no such buyer.
    pub fn declined(mut self, number: usize) -> Result<Scenario, Fault> {
        let last = self.buyers.len() as Units - 1;
        Fault::check("declined buyer", number as Units, 0, last)?;
        self.buyers[number].declined = true;
        self.name = Cow::Borrowed("");
        Ok(self)
    }

    /// The card of the buyer of this name (`A`, `B` …) is declined.
    ///
    /// # Errors
    ///
    /// [`Fault::Schedule`] when that is no name, [`Fault::NoSuchBuyer`] when nobody has it.
    pub fn declined_buyer(self, name: &str) -> Result<Scenario, Fault> {
        let schedule: Schedule = name.parse()?;
        let found = self.actors().iter().position(|actor| schedule.0 == [*actor]);
        match found {
            Some(number) => self.declined(number),
            None => Err(Fault::NoSuchBuyer { name: name.to_owned(), buyers: self.actors() }),
        }
    }

    /// The name in the catalogue; empty for a free scenario.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The units of each item at the start.
    pub fn stock(&self) -> &[Units] {
        &self.stock
    }

    /// The buyers, in order: A is the first.
    pub fn buyers(&self) -> &[Buyer] {
        &self.buyers
    }

    /// Everybody who takes steps, in actor order.
    pub fn actors(&self) -> Vec<Actor> {
        (0..self.buyers.len()).map(|number| Actor::Buyer(number as u8)).collect()
    }

    /// The units that are ordered, by all buyers together.
    pub fn demand(&self) -> Units {
        self.buyers.iter().map(|buyer| buyer.order.quantity).sum()
    }
}

impl std::fmt::Display for Scenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&crate::message::scenario(self))
    }
}
