//! A lock in the wrong place: the check stands before it.
//!
//! ```js
//! if (await stock(id) < quantity) throw new OutOfStock()
//! await payments.charge(customer)
//! await mutex.runExclusive(() => db.query("UPDATE products SET stock = stock - $1 WHERE id = $2", …))
//! ```
//!
//! No two updates overlap, and none needed to: what matters is that nothing comes between the check
//! and the update.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Read and charge, then lock, subtract, unlock.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn check_outside_lock(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let stock = shop.select_stock(order.item)?;
    if stock < order.quantity {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    shop.lock(order.item)?;
    shop.subtract_stock(order.item, order.quantity)?;
    shop.unlock(order.item)?;
    Ok(Receipt)
}
