//! The check inside the UPDATE, before the payment.
//!
//! ```sql
//! UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity;
//! -- if (rowCount === 0) throw new OutOfStock()
//! -- await payments.charge(customer)
//! ```
//!
//! One statement is one step: nothing comes between check and update. But nobody puts the unit back
//! when the card is declined: it is in no stock and on no receipt.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Subtract if there is enough, then charge.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn conditional_update(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let rows = shop.subtract_stock_if_enough(order.item, order.quantity)?;
    if rows == 0 {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    Ok(Receipt)
}
