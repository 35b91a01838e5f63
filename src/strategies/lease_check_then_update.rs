//! The incident inside of a lease, as most articles on distributed locks have it.
//!
//! ```js
//! const token = await lease(`lock:product:${id}`, { ttl: 5000, retries: 1 })
//! if (!token) throw new Busy()
//! try {
//!   if (await stock(id) < quantity) throw new OutOfStock()
//!   await payments.charge(customer)                       // six seconds, on a bad day
//!   await db.query("UPDATE products SET stock = stock - $1 WHERE id = $2", [quantity, id])
//! } finally {
//!   await release(`lock:product:${id}`, token)            // compares the token, deletes
//! }
//! ```
//!
//! Safe as long as no lease expires while its holder believes to have it. A process cannot know that: the
//! time between its last look at the clock and its next statement is not its own.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::Token;

/// The time that a lease lives, in ticks of the clock.
pub(super) const TTL_TICKS: u32 = 1;
/// How often a lease is tried.
pub(super) const ATTEMPTS: u32 = 2;

/// Lease; read, charge, subtract; release.
///
/// # Errors
///
/// [`Failure::Busy`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn lease_check_then_update(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let token = shop.try_lease(order.item, TTL_TICKS, ATTEMPTS)?.ok_or(Failure::Busy)?;
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
        |shop| release(shop, order, token),
    )
}

/// Gives the lease back, if it is still this one.
pub(super) fn release(shop: &mut Session<'_>, order: &Order, token: Token) -> Result<(), Failure> {
    shop.release_lease(order.item, token).map(drop)
}
