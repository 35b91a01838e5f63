//! Scenarios: who buys what of how much, and what fails.

mod budget;
mod cast;
mod crowd;
mod named;
mod role;

pub use budget::Budget;
pub use named::{NAMED, Named};
pub use role::Role;

use std::borrow::Cow;

use crate::fault::Fault;
use crate::schedule::Schedule;
use crate::shop::{Item, Units};

/// What one customer wants.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Order {
    /// Which item: the first of the basket.
    pub item: Item,
    /// How many units of every item of the basket.
    pub quantity: Units,
    /// What else is in the basket, in the order in which the customer put it there.
    pub also: Vec<Item>,
}

impl Order {
    /// An order of the first item.
    pub fn of(quantity: Units) -> Order {
        Order::of_item(Item(0), quantity)
    }

    /// An order of this item, which reports call `#1` if it is `Item(0)`.
    pub fn of_item(item: Item, quantity: Units) -> Order {
        Order { item, quantity, also: Vec::new() }
    }

    /// The items of the basket, in the order in which the customer put them there.
    pub fn basket(&self) -> impl Iterator<Item = Item> + '_ {
        std::iter::once(self.item).chain(self.also.iter().copied())
    }
}

/// A customer: an order, and what fails for it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Buyer {
    /// What the customer wants.
    pub order: Order,
    /// Whether the bank declines the card.
    pub declined: bool,
    /// The API instance that serves the order, counted from 0.
    pub instance: u8,
    /// Where the process that serves it dies.
    pub crash: Option<Crash>,
}

/// A crash of the process that serves an order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Crash {
    /// After how many of the buyer's steps: the next one does not happen.
    pub after_steps: u32,
    /// Whether all purchases that the same API instance serves die with it.
    pub instance: bool,
}

/// The stock, the orders, what fails, and how often the clock ticks.
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
    promised: Units,
    check: bool,
    buyers: Vec<Buyer>,
    duplicates: Vec<u8>,
    ticks: u32,
    sweeps: u32,
    budget: Budget,
}

impl Scenario {
    /// The most units of an item that a scenario may start with.
    pub const MAX_STOCK: Units = 1_000_000;
    /// The most units that an order may ask for.
    pub const MAX_QUANTITY: Units = 1_000;
    /// The most orders in a scenario, for the engine that can do most. Engines state their own limit.
    pub const MAX_BUYERS: usize = 100;
    /// The most ticks of the clock, and the most rounds of the sweeper.
    pub const MAX_TICKS: u32 = 20;
    /// The most API instances.
    pub const MAX_INSTANCES: u8 = 10;

    /// A shop with `stock` units of one item, and nobody in it yet.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] unless `stock` is in `0 ..= MAX_STOCK`.
    pub fn new(stock: Units) -> Result<Scenario, Fault> {
        Fault::check("stock", stock, 0, Scenario::MAX_STOCK)?;
        Ok(Scenario::of(&[stock]))
    }

    fn of(stock: &[Units]) -> Scenario {
        Scenario {
            name: Cow::Borrowed(""),
            stock: stock.to_vec(),
            promised: 0,
            check: false,
            buyers: Vec::new(),
            duplicates: Vec::new(),
            ticks: 0,
            sweeps: 0,
            budget: Budget::default(),
        }
    }

    /// The scenario of this name; `-` and `_` are the same.
    ///
    /// # Errors
    ///
    /// [`Fault::Unknown`], with the names that come nearest.
    pub fn named(name: &str) -> Result<Scenario, Fault> {
        Named::find(name).map(Named::scenario)
    }

    /// One more item, with `stock` units.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] unless `stock` is in `0 ..= MAX_STOCK`.
    pub fn and_stock(mut self, stock: Units) -> Result<Scenario, Fault> {
        Fault::check("stock", stock, 0, Scenario::MAX_STOCK)?;
        self.stock.push(stock);
        Ok(self.unnamed())
    }

    /// One more buyer, of `quantity` units of the first item.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for a quantity not in `1 ..= MAX_QUANTITY`, or one buyer too many.
    pub fn buys(self, quantity: Units) -> Result<Scenario, Fault> {
        self.orders(Order::of(quantity))
    }

    /// One more buyer, with this order.
    ///
    /// # Errors
    ///
    /// As for [`Scenario::buys`]; and for an item that there is not.
    pub fn orders(mut self, order: Order) -> Result<Scenario, Fault> {
        Fault::check("quantity", order.quantity, 1, Scenario::MAX_QUANTITY)?;
        let buyers = self.buyers.len() as Units + 1;
        Fault::check("buyers", buyers, 1, Scenario::MAX_BUYERS as Units)?;
        let last = self.stock.len() as Units;
        for item in order.basket() {
            Fault::check("item", Units::from(item.0) + 1, 1, last)?;
        }
        self.buyers.push(Buyer { order, declined: false, instance: 0, crash: None });
        Ok(self.unnamed())
    }

    /// The card of buyer `number` (counted from 0) is declined.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] when there is no such buyer.
    pub fn declined(mut self, number: usize) -> Result<Scenario, Fault> {
        self.buyer_mut(number)?.declined = true;
        Ok(self.unnamed())
    }

    /// The card of the buyer of this name (`A`, `B` …) is declined.
    ///
    /// # Errors
    ///
    /// [`Fault::Schedule`] when that is no name, [`Fault::NoSuchBuyer`] when nobody has it.
    pub fn declined_buyer(self, name: &str) -> Result<Scenario, Fault> {
        let number = self.number_of(name)?;
        self.declined(number)
    }

    /// The process that serves buyer `number` dies after so many of the buyer's steps.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] when there is no such buyer.
    pub fn crashes(mut self, number: usize, crash: Crash) -> Result<Scenario, Fault> {
        self.buyer_mut(number)?.crash = Some(crash);
        Ok(self.unnamed())
    }

    /// The buyers are served by so many API instances in turn, each with mutexes of its own.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] unless in `1 ..= MAX_INSTANCES`.
    pub fn instances(mut self, instances: u8) -> Result<Scenario, Fault> {
        Fault::check("instances", instances.into(), 1, Scenario::MAX_INSTANCES.into())?;
        for (number, buyer) in self.buyers.iter_mut().enumerate() {
            buyer.instance = (number % usize::from(instances)) as u8;
        }
        Ok(self.unnamed())
    }

    /// The client of buyer `number` sends the same order twice.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] when there is no such buyer.
    pub fn sent_twice(mut self, number: usize) -> Result<Scenario, Fault> {
        self.buyer_mut(number)?;
        if !self.duplicates.contains(&(number as u8)) {
            self.duplicates.push(number as u8);
            self.duplicates.sort_unstable();
        }
        Ok(self.unnamed())
    }

    /// The clock ticks so often.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for more than `MAX_TICKS`.
    pub fn ticks(mut self, ticks: u32) -> Result<Scenario, Fault> {
        Fault::check("ticks", ticks.into(), 0, Scenario::MAX_TICKS.into())?;
        self.ticks = ticks;
        Ok(self.unnamed())
    }

    /// The sweeper, who frees expired holds, makes so many rounds.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for more than `MAX_TICKS`.
    pub fn sweeps(mut self, sweeps: u32) -> Result<Scenario, Fault> {
        Fault::check("sweeps", sweeps.into(), 0, Scenario::MAX_TICKS.into())?;
        self.sweeps = sweeps;
        Ok(self.unnamed())
    }

    /// The table has `CHECK (stock >= 0)`.
    #[must_use]
    pub fn checked(mut self) -> Scenario {
        self.check = true;
        self.unnamed()
    }

    /// So many units of the stock are promised elsewhere, and not for sale.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for more than there are.
    pub fn promising(mut self, units: Units) -> Result<Scenario, Fault> {
        Fault::check("promised", units, 0, self.stock.iter().sum())?;
        self.promised = units;
        Ok(self.unnamed())
    }

    /// Faults within this budget happen anywhere: see [`Scenario::placements`].
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Scenario {
        self.budget = budget;
        self.unnamed()
    }

    /// The client of the buyer of this name sends the same order twice.
    ///
    /// # Errors
    ///
    /// As for [`Scenario::declined_buyer`].
    pub fn sent_twice_buyer(self, name: &str) -> Result<Scenario, Fault> {
        let number = self.number_of(name)?;
        self.sent_twice(number)
    }

    /// The process that serves the buyer of this name dies.
    ///
    /// # Errors
    ///
    /// As for [`Scenario::declined_buyer`].
    pub fn crashes_buyer(self, name: &str, crash: Crash) -> Result<Scenario, Fault> {
        let number = self.number_of(name)?;
        self.crashes(number, crash)
    }

    /// The name in the catalogue; empty for a free scenario.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The units of each item at the start.
    pub fn stock(&self) -> &[Units] {
        &self.stock
    }

    /// The units that are in the stock and not for sale.
    pub fn promised(&self) -> Units {
        self.promised
    }

    /// Whether the table has `CHECK (stock >= 0)`.
    pub fn has_check(&self) -> bool {
        self.check
    }

    /// The buyers, in order: A is the first.
    pub fn buyers(&self) -> &[Buyer] {
        &self.buyers
    }

    /// The orders that are sent twice.
    pub fn duplicates(&self) -> &[u8] {
        &self.duplicates
    }

    /// How often the clock ticks.
    pub fn clock_ticks(&self) -> u32 {
        self.ticks
    }

    /// How many rounds the sweeper makes.
    pub fn sweeper_rounds(&self) -> u32 {
        self.sweeps
    }

    /// The faults that happen anywhere.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// How many purchases there are: one per order, and one per duplicate request.
    pub fn purchases(&self) -> usize {
        self.buyers.len() + self.duplicates.len()
    }

    /// Whether anything crashes; then charges, refunds and receipts are steps.
    pub fn has_crashes(&self) -> bool {
        self.buyers.iter().any(|buyer| buyer.crash.is_some())
    }

    fn number_of(&self, name: &str) -> Result<usize, Fault> {
        let schedule: Schedule = name.parse()?;
        let buyers = &self.actors()[..self.buyers.len()];
        buyers
            .iter()
            .position(|actor| schedule.0 == [*actor])
            .ok_or_else(|| Fault::NoSuchBuyer { name: name.to_owned(), buyers: buyers.to_vec() })
    }

    fn buyer_mut(&mut self, number: usize) -> Result<&mut Buyer, Fault> {
        let buyers = self.buyers.len() as Units;
        Fault::check("buyer", number as Units + 1, 1, buyers)?;
        Ok(&mut self.buyers[number])
    }

    fn unnamed(mut self) -> Scenario {
        self.name = Cow::Borrowed("");
        self
    }
}

impl std::fmt::Display for Scenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&crate::message::scenario(self))
    }
}
