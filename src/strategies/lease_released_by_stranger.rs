//! The lease of [`lease_check_then_update`](super::lease_check_then_update()), deleted by whoever comes along.
//!
//! ```js
//! } finally {
//!   await redis.del(`lock:product:${id}`)                 // whoever's it is by now
//! }
//! ```
//!
//! When A's lease has expired and B has taken it, A deletes B's lease, and C walks in while B is inside.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

use super::lease_check_then_update::{ATTEMPTS, TTL_TICKS};

/// Lease; read, charge, subtract; delete the lease without comparing its token.
///
/// # Errors
///
/// [`Failure::Busy`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn lease_released_by_stranger(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.try_lease(order.item, TTL_TICKS, ATTEMPTS)?.ok_or(Failure::Busy)?;
    shop.finally(
        |shop| {
            let stock = shop.select_stock(order.item)?;
            if stock < order.quantity {
                return Err(Failure::OutOfStock);
            }
            shop.charge()?;
            shop.subtract_stock(order.item, order.quantity)?;
            Ok(Receipt)
        },
        |shop| shop.delete_lease(order.item).map(drop),
    )
}
