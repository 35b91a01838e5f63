//! The conditional UPDATE, and nobody looks whether it did anything.
//!
//! ```sql
//! UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity;
//! -- await payments.charge(customer)              -- the row count is never read
//! ```
//!
//! The database never lets the stock go below zero, so all alerts stay silent, and every interleaving
//! oversells: not even a race is needed.

use crate::scenario::Order;
use crate::session::{Purchase, Receipt, Session};

/// Subtract if there is enough, and charge all the same.
///
/// # Errors
///
/// [`Failure::Declined`](crate::Failure::Declined).
pub fn conditional_update_unchecked(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.subtract_stock_if_enough(order.item, order.quantity)?;
    shop.charge()?;
    Ok(Receipt)
}
