//! Fencing, half: the row refuses a write with an older token than the last *write* had.
//!
//! ```sql
//! UPDATE products SET stock = stock - :quantity, fence = :token
//!  WHERE id = :id AND fence <= :token;          -- if (rowCount === 0) refund, throw
//! ```
//!
//! It still oversells. A (token 1) reads; its lease expires; B (token 2) reads the same stock; A writes:
//! no newer token has *written* yet. Then B writes. What has to be refused is A's write after B's read.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

use super::lease_check_then_update::{ATTEMPTS, TTL_TICKS, release};

/// Lease; read, charge; subtract unless a newer token has written, else refund; release.
///
/// # Errors
///
/// [`Failure::Busy`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn lease_fenced_write(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let token = shop.try_lease(order.item, TTL_TICKS, ATTEMPTS)?.ok_or(Failure::Busy)?;
    shop.finally(
        |shop| {
            let stock = shop.select_stock(order.item)?;
            if stock < order.quantity {
                return Err(Failure::OutOfStock);
            }
            shop.charge()?;
            if shop.subtract_stock_fenced(order.item, order.quantity, token)? == 0 {
                shop.refund()?;
                return Err(Failure::Busy);
            }
            Ok(Receipt)
        },
        |shop| release(shop, order, token),
    )
}
