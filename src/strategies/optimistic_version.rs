//! Optimistic locking: write only if the row's version is still the one that was read.
//!
//! ```sql
//! SELECT stock, version FROM products WHERE id = :id;  -- if (stock < quantity) throw new OutOfStock()
//! UPDATE products SET stock = stock - :quantity, version = version + 1
//!  WHERE id = :id AND version = :version;              -- if (rowCount === 0) start again
//! -- try { await payments.charge(customer) } catch (declined) {
//! UPDATE products SET stock = stock + :quantity WHERE id = :id;
//! -- throw declined }
//! ```
//!
//! Safe with any number of retries. With fewer than there are other buyers, somebody can be turned
//! away although stock is left: each failed attempt means that another buyer's succeeded.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session, Strategy};
use crate::shop::Units;

/// Optimistic locking, with a number of retries of your choice.
#[derive(Clone, Debug)]
pub struct OptimisticVersion {
    /// How often it starts again after somebody else was faster.
    pub retries: u32,
}

impl Strategy for OptimisticVersion {
    fn name(&self) -> &str {
        "optimistic_version"
    }

    fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase {
        subtract(shop, order, self.retries)?;
        if let Err(failure) = shop.charge() {
            shop.put_back(order.item, order.quantity)?;
            return Err(failure);
        }
        Ok(Receipt)
    }
}

/// Optimistic locking with one retry.
///
/// # Errors
///
/// [`Failure::OutOfStock`], [`Failure::Declined`], and [`Failure::Conflict`] when the retry was
/// too slow as well.
pub fn optimistic_version(shop: &mut Session<'_>, order: &Order) -> Purchase {
    OptimisticVersion { retries: 1 }.purchase(shop, order)
}

/// Optimistic locking that gives up at the first conflict.
///
/// # Errors
///
/// [`Failure::OutOfStock`], [`Failure::Declined`], and [`Failure::Conflict`].
pub fn optimistic_without_retry(shop: &mut Session<'_>, order: &Order) -> Purchase {
    OptimisticVersion { retries: 0 }.purchase(shop, order)
}

fn subtract(shop: &mut Session<'_>, order: &Order, retries: u32) -> Result<Units, Failure> {
    for _attempt in 0..=retries {
        let (stock, version) = shop.select_stock_and_version(order.item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
        let rows = shop.subtract_stock_if_version(order.item, order.quantity, version)?;
        if rows == 1 {
            return Ok(stock);
        }
    }
    Err(Failure::Conflict)
}
