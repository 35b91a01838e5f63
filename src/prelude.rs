//! All that a proof of one's own needs, for one `use`.
//!
//! ```
//! use oversell::prelude::*;
//!
//! struct Polite {
//!     attempts: u32,
//! }
//!
//! impl Strategy for Polite {
//!     fn name(&self) -> &str {
//!         "polite"
//!     }
//!
//!     fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase {
//!         for _attempt in 0..self.attempts {
//!             let (stock, version) = shop.select_stock_and_version(order.item)?;
//!             if stock < order.quantity {
//!                 return Err(Failure::OutOfStock);
//!             }
//!             if shop.subtract_stock_if_version(order.item, order.quantity, version)? == 1 {
//!                 shop.charge()?;
//!                 return Ok(Receipt);
//!             }
//!         }
//!         Err(Failure::Conflict)
//!     }
//! }
//!
//! /// Three units of one item and one of another; A and B want the first, C the second.
//! fn two_items() -> Result<Scenario, Fault> {
//!     Scenario::new(3)?.and_stock(1)?.buys(2)?.buys(1)?.orders(Order::of_item(Item(1), 1))
//! }
//!
//! prove(Polite { attempts: 3 }).in_scenario(two_items()).level(Level::FullySafe).check();
//! ```

pub use crate::case::{Case, prove};
pub use crate::claim::{Claim, Level};
pub use crate::compare::{Comparison, Demand, compare};
pub use crate::engine::{Engine, Fleet, Loom, Shuttle, Stepper};
pub use crate::fault::Fault;
pub use crate::scenario::{Budget, Crash, Order, Scenario};
pub use crate::session::{Failure, Purchase, Receipt, Session, Strategy};
pub use crate::shop::{Isolation, Item, SqlState};
pub use crate::violation::Violation;
