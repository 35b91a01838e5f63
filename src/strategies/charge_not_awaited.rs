//! The payment that nobody waits for.
//!
//! ```js
//! const result = await db.query(
//!   "UPDATE products SET stock = stock - $1 WHERE id = $2 AND stock >= $1", [quantity, id])
//! if (result.rowCount === 0) throw new OutOfStock()
//! payments.charge(customer)                               // no await: the rejection goes nowhere
//! return receipt
//! ```
//!
//! The shop never oversells, and a customer whose card is declined gets the goods all the same.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Subtract if there is enough; charge, and hand over the goods whatever the bank says.
///
/// # Errors
///
/// [`Failure::OutOfStock`].
pub fn charge_not_awaited(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let rows = shop.subtract_stock_if_enough(order.item, order.quantity)?;
    if rows == 0 {
        return Err(Failure::OutOfStock);
    }
    match shop.charge() {
        Ok(()) | Err(Failure::Declined) => Ok(Receipt),
        Err(other) => Err(other),
    }
}
