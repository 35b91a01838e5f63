//! Fencing, whole: reading registers the token too.
//!
//! ```sql
//! UPDATE products SET fence = :token WHERE id = :id AND fence <= :token RETURNING stock;
//! -- await payments.charge(customer)
//! UPDATE products SET stock = stock - :quantity, fence = :token
//!  WHERE id = :id AND fence <= :token;          -- if (rowCount === 0) refund, throw
//! ```
//!
//! Safe, whatever the clock does. But then the row, and no longer the lease, is what excludes: with a row
//! that can do this, a conditional UPDATE does the same in one statement.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

use super::lease_check_then_update::{ATTEMPTS, TTL_TICKS, release};

/// Lease; read and leave the token; charge; subtract unless a newer token was there, else refund;
/// release.
///
/// # Errors
///
/// [`Failure::Busy`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn lease_fenced(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let token = shop.try_lease(order.item, TTL_TICKS, ATTEMPTS)?.ok_or(Failure::Busy)?;
    shop.finally(
        |shop| {
            let stock = shop.select_stock_fenced(order.item, token)?.ok_or(Failure::Busy)?;
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
