//! Bounds within which scenarios are drawn.

use std::ops::RangeInclusive;

use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

use super::draft::Draft;
use super::shrinking::Shrinking;
use crate::fault::Fault;
use crate::scenario::Scenario;
use crate::shop::Units;

/// Scenarios within bounds, of one item: a proptest strategy for [`Scenario`].
///
/// Unless asked for, nothing fails in them: no declined cards, duplicates, crashes, ticks, sweeps or
/// second API instances, and no `CHECK`.
///
/// A scenario that fails is shrunk: a buyer fewer, then less stock, then smaller orders, then one fault
/// fewer, over and over, until none of these fails any more. Bounds are kept meanwhile.
///
/// As a strategy it can be used in `proptest!` and combined like any other:
///
/// ```
/// use oversell::random::Scenarios;
/// use proptest::prelude::*;
///
/// proptest! {
///     fn somebody_comes(scenario in Scenarios::new().buyers(1..=4).with_ticks(2)) {
///         prop_assert!((1..=4).contains(&scenario.buyers().len()));
///         prop_assert!(scenario.clock_ticks() <= 2);
///     }
/// }
/// somebody_comes();
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scenarios {
    pub(super) buyers: RangeInclusive<usize>,
    pub(super) stock: RangeInclusive<Units>,
    pub(super) quantity: RangeInclusive<Units>,
    pub(super) declines: bool,
    pub(super) duplicates: bool,
    pub(super) crashes: bool,
    pub(super) ticks: u32,
    pub(super) sweeps: u32,
    pub(super) instances: u8,
    pub(super) check: bool,
}

impl Default for Scenarios {
    fn default() -> Scenarios {
        Scenarios::new()
    }
}

impl Scenarios {
    /// How many buyers there are, unless asked for others.
    pub const BUYERS: RangeInclusive<usize> = 1..=3;
    /// How many units there are, unless asked for others.
    pub const STOCK: RangeInclusive<Units> = 0..=4;
    /// How many units each buyer wants, unless asked for others.
    pub const QUANTITY: RangeInclusive<Units> = 1..=3;
    /// After at most how many of its steps a buyer's process dies.
    pub const LATEST_CRASH: u32 = 4;

    /// Scenarios within the usual bounds, in which nothing fails.
    pub fn new() -> Scenarios {
        Scenarios {
            buyers: Scenarios::BUYERS,
            stock: Scenarios::STOCK,
            quantity: Scenarios::QUANTITY,
            declines: false,
            duplicates: false,
            crashes: false,
            ticks: 0,
            sweeps: 0,
            instances: 1,
            check: false,
        }
    }

    /// So many buyers.
    #[must_use]
    pub fn buyers(self, buyers: RangeInclusive<usize>) -> Scenarios {
        Scenarios { buyers, ..self }
    }

    /// So many units in stock.
    #[must_use]
    pub fn stock(self, stock: RangeInclusive<Units>) -> Scenarios {
        Scenarios { stock, ..self }
    }

    /// So many units per order.
    #[must_use]
    pub fn quantity(self, quantity: RangeInclusive<Units>) -> Scenarios {
        Scenarios { quantity, ..self }
    }

    /// Any card may be declined.
    #[must_use]
    pub fn with_declines(self) -> Scenarios {
        Scenarios { declines: true, ..self }
    }

    /// Any order may be sent twice.
    #[must_use]
    pub fn with_duplicates(self) -> Scenarios {
        Scenarios { duplicates: true, ..self }
    }

    /// The process that serves any buyer may die, after at most [`Scenarios::LATEST_CRASH`] steps.
    #[must_use]
    pub fn with_crashes(self) -> Scenarios {
        Scenarios { crashes: true, ..self }
    }

    /// At most so many ticks of the clock.
    #[must_use]
    pub fn with_ticks(self, most: u32) -> Scenarios {
        Scenarios { ticks: most, ..self }
    }

    /// At most so many rounds of the sweeper.
    #[must_use]
    pub fn with_sweeps(self, most: u32) -> Scenarios {
        Scenarios { sweeps: most, ..self }
    }

    /// At most so many API instances, which serve the buyers in turn.
    #[must_use]
    pub fn with_instances(self, most: u8) -> Scenarios {
        Scenarios { instances: most, ..self }
    }

    /// The table may have `CHECK (stock >= 0)`.
    #[must_use]
    pub fn with_check(self) -> Scenarios {
        Scenarios { check: true, ..self }
    }

    /// Whether there are such scenarios.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for a bound that no scenario can have, or one that is empty.
    pub fn check(&self) -> Result<(), Fault> {
        let buyers = *self.buyers.start() as Units..=*self.buyers.end() as Units;
        for (what, range, least, most) in [
            ("buyers", &buyers, 1, Scenario::MAX_BUYERS as Units),
            ("stock", &self.stock, 0, Scenario::MAX_STOCK),
            ("quantity", &self.quantity, 1, Scenario::MAX_QUANTITY),
        ] {
            Fault::check(what, *range.start(), least, most)?;
            Fault::check(what, *range.end(), *range.start(), most)?;
        }
        Fault::check("ticks", self.ticks.into(), 0, Scenario::MAX_TICKS.into())?;
        Fault::check("sweeps", self.sweeps.into(), 0, Scenario::MAX_TICKS.into())?;
        Fault::check("instances", self.instances.into(), 1, Scenario::MAX_INSTANCES.into())
    }
}

impl Strategy for Scenarios {
    type Tree = Shrinking;
    type Value = Scenario;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Scenarios> {
        self.check().map_err(|fault| fault.to_string())?;
        Ok(Shrinking::of(self.clone(), Draft::draw(self, runner)?))
    }
}
