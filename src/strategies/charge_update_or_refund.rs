//! The payment first, the conditional UPDATE behind it, and the money back when it comes too late.
//!
//! ```sql
//! -- await payments.charge(customer)
//! UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity;
//! -- if (rowCount === 0) { await payments.refund(customer); throw new OutOfStock() }
//! ```
//!
//! Safe. Its price: customers see a charge and a refund on their statement, and every refund costs a fee.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Charge; subtract if there is enough; else refund.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn charge_update_or_refund(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.charge()?;
    let rows = shop.subtract_stock_if_enough(order.item, order.quantity)?;
    if rows == 0 {
        shop.refund()?;
        return Err(Failure::OutOfStock);
    }
    Ok(Receipt)
}
