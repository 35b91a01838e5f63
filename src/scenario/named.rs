//! The catalogue of scenarios.

use std::borrow::Cow;

use super::{Budget, Order, Scenario};
use crate::fault::{Fault, Kind};
use crate::shop::{Item, Units};

/// A scenario of the catalogue.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Named {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    /// The strategies that it is made for, by name; all of them when empty. Others do not look at what
    /// is special in it (a second item, a promise) and can only get it wrong.
    pub only: &'static [&'static str],
    build: fn() -> Result<Scenario, Fault>,
}

const fn named(
    name: &'static str,
    about: &'static str,
    build: fn() -> Result<Scenario, Fault>,
) -> Named {
    Named { name, about, only: &[], build }
}

const fn named_for(
    only: &'static [&'static str],
    name: &'static str,
    about: &'static str,
    build: fn() -> Result<Scenario, Fault>,
) -> Named {
    Named { name, about, only, build }
}

const CARTS: &[&str] =
    &["cart_unordered", "cart_ordered", "cart_mutexes_unordered", "cart_mutexes_ordered"];
const WAREHOUSES: &[&str] = &["warehouses_repeatable_read", "warehouses_serializable"];

/// The named scenarios, the plainest first.
#[rustfmt::skip]
pub const NAMED: &[Named] = &[
    named("last_item", "one left, two want it", || one_each(1, 2)),
    named("last_item_three", "one left, three want it", || one_each(1, 3)),
    named("last_item_four", "one left, four want it", || one_each(1, 4)),
    named("two_left", "two left, two want one each", || one_each(2, 2)),
    named("two_left_three_buyers", "two left, three want one each", || one_each(2, 3)),
    named("bulk", "three left, two want two each", || Scenario::new(3)?.buys(2)?.buys(2)),
    named("rush", "one left, eight want it", || one_each(1, 8)),
    named("declined", "one left, two want it, A's card is declined", || one_each(1, 2)?.declined(0)),
    named("two_instances", "one left, two want it, each served by an API instance of its own",
        || one_each(1, 2)?.instances(2)),
    named("last_item_tick", "one left, two want it, the clock ticks once", || one_each(1, 2)?.ticks(1)),
    named("last_item_three_tick", "one left, three want it, the clock ticks once",
        || one_each(1, 3)?.ticks(1)),
    named("declined_tick", "one left, two want it, A's card is declined, the clock ticks once",
        || one_each(1, 2)?.declined(0)?.ticks(1)),
    named("checked", "one left, two want it, the table has CHECK (stock >= 0)",
        || Ok(one_each(1, 2)?.checked())),
    named("sent_twice", "two left, one order that is sent twice", || one_each(2, 1)?.sent_twice(0)),
    named_for(CARTS, "carts", "two items, one left of each; two baskets with both, in opposite order", carts),
    named_for(WAREHOUSES, "warehouses", "one unit in each of two warehouses, one of them promised elsewhere", warehouses),
    named("expiring_hold", "one left, two want it, a tick and a sweep", || one_each(1, 2)?.ticks(1)?.sweeps(1)),
    named("crash", "one left, two want it, one process dies anywhere", || {
        Ok(one_each(1, 2)?.with_budget(Budget { crashes: 1, ..Budget::default() }))
    }),
];

impl Named {
    /// The scenario of this name; `-` and `_` are the same.
    ///
    /// # Errors
    ///
    /// [`Fault::Unknown`], with the names that come nearest.
    pub fn find(name: &str) -> Result<&'static Named, Fault> {
        let wanted = name.replace('-', "_");
        NAMED.iter().find(|named| named.name == wanted).ok_or_else(|| {
            Fault::unknown(Kind::Scenario, name, NAMED.iter().map(|known| known.name))
        })
    }

    /// Whether any strategy can be asked to hold in it: it is made for all, and nobody crashes. (What a
    /// crash leaves behind, only a process that comes later can mend.)
    pub fn is_standard(&self) -> bool {
        self.only.is_empty() && self.scenario().budget().crashes == 0
    }

    /// Checks that the scenario is made for this strategy.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFor`], with the strategies that it is made for.
    pub fn check_for(&self, strategy: &str) -> Result<(), Fault> {
        if self.only.is_empty() || self.only.contains(&strategy) {
            return Ok(());
        }
        let (scenario, only) = (self.name, self.only);
        Err(Fault::NotFor { scenario, strategy: strategy.to_owned(), only })
    }

    /// The scenario itself.
    ///
    /// # Panics
    ///
    /// Never: the catalogue is valid, and a test builds all of it.
    pub fn scenario(&self) -> Scenario {
        let mut scenario = (self.build)().expect("the catalogue is valid");
        scenario.name = Cow::Borrowed(self.name);
        scenario
    }
}

fn one_each(stock: Units, buyers: usize) -> Result<Scenario, Fault> {
    (0..buyers).try_fold(Scenario::new(stock)?, |scenario, _| scenario.buys(1))
}

fn carts() -> Result<Scenario, Fault> {
    let basket = |first, second| Order { item: Item(first), quantity: 1, also: vec![Item(second)] };
    Scenario::new(1)?.and_stock(1)?.orders(basket(0, 1))?.orders(basket(1, 0))
}

fn warehouses() -> Result<Scenario, Fault> {
    let near = |item| Order { item: Item(item), quantity: 1, also: Vec::new() };
    Scenario::new(1)?.and_stock(1)?.promising(1)?.orders(near(0))?.orders(near(1))
}
