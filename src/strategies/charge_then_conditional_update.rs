//! The payment first, the conditional UPDATE behind it, and no way back.
//!
//! ```sql
//! -- await payments.charge(customer)
//! UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity;
//! -- if (rowCount === 0) throw new OutOfStock()   -- the money is gone all the same
//! ```
//!
//! Never oversells; every buyer who comes too late has paid for nothing.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Charge, then subtract if there is enough.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn charge_then_conditional_update(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.charge()?;
    let rows = shop.subtract_stock_if_enough(order.item, order.quantity)?;
    if rows == 0 {
        return Err(Failure::OutOfStock);
    }
    Ok(Receipt)
}
