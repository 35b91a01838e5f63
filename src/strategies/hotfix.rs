//! The story's fix, as it went live on the night of the incident.
//!
//! ```js
//! const locked = await redis.set(`lock:product:${id}`, requestId, "NX", "PX", 5000)
//! if (!locked) throw new Busy("somebody else is buying this product, try again")
//! try {
//!   const result = await db.query(
//!     "UPDATE products SET stock = stock - $1 WHERE id = $2 AND stock >= $1", [quantity, id])
//!   if (result.rowCount === 0) throw new OutOfStock()
//!   await payments.charge(customer)
//! } finally {
//!   await redis.del(`lock:product:${id}`)
//! }
//! ```
//!
//! It never oversells. What keeps it from that is the WHERE clause, and not the lease, which everybody
//! took for the fix: see the two variants. And when a card is declined, the unit that the UPDATE took is
//! in no stock and on no receipt.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// The time that a lease lives, in ticks of the clock.
const TTL_TICKS: u32 = 1;

/// Lease; subtract if there is enough; charge; delete the lease, whatever came of it.
///
/// # Errors
///
/// [`Failure::Busy`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn hotfix(shop: &mut Session<'_>, order: &Order) -> Purchase {
    if shop.acquire_lease(order.item, TTL_TICKS)?.is_none() {
        return Err(Failure::Busy);
    }
    shop.finally(
        |shop| hotfix_without_lease(shop, order),
        |shop| shop.delete_lease(order.item).map(drop),
    )
}

/// The hotfix with its lease taken out. Nothing gets worse: the lease was decoration.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn hotfix_without_lease(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let rows = shop.subtract_stock_if_enough(order.item, order.quantity)?;
    if rows == 0 {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    Ok(Receipt)
}

/// The hotfix with its guarded UPDATE replaced by a SELECT, then an UPDATE: now the lease carries the
/// load, and breaks as soon as the payment takes longer than it lives.
///
/// # Errors
///
/// [`Failure::Busy`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn hotfix_without_guard(shop: &mut Session<'_>, order: &Order) -> Purchase {
    if shop.acquire_lease(order.item, TTL_TICKS)?.is_none() {
        return Err(Failure::Busy);
    }
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
