//! The lease once more, with a look at it right before the write.
//!
//! ```js
//! await payments.charge(customer)
//! if (await redis.get(`lock:product:${id}`) !== token) {
//!   await payments.refund(customer); throw new Busy()
//! }
//! await db.query("UPDATE products SET stock = stock - $1 WHERE id = $2", [quantity, id])
//! ```
//!
//! Two statements are two steps: the lease can expire between the look and the write.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

use super::lease_check_then_update::{ATTEMPTS, TTL_TICKS, release};

/// Lease; read, charge; still mine? then subtract, else refund; release.
///
/// # Errors
///
/// [`Failure::Busy`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn lease_owner_checked_first(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let token = shop.try_lease(order.item, TTL_TICKS, ATTEMPTS)?.ok_or(Failure::Busy)?;
    shop.finally(
        |shop| {
            let stock = shop.select_stock(order.item)?;
            if stock < order.quantity {
                return Err(Failure::OutOfStock);
            }
            shop.charge()?;
            if !shop.still_has_lease(order.item, token)? {
                shop.refund()?;
                return Err(Failure::Busy);
            }
            shop.subtract_stock(order.item, order.quantity)?;
            Ok(Receipt)
        },
        |shop| release(shop, order, token),
    )
}
