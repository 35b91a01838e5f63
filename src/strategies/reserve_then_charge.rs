//! Reserve first, charge afterwards, put back when the card is declined.
//!
//! ```sql
//! UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity;
//! -- if (rowCount === 0) throw new OutOfStock()
//! -- try { await payments.charge(customer) } catch (declined) {
//! UPDATE products SET stock = stock + :quantity WHERE id = :id;
//! -- throw declined }
//! ```
//!
//! Safe. Its price: while a card that will be declined is being charged, the next customer is told
//! that nothing is left.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Subtract if there is enough; charge; put back on a decline.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn reserve_then_charge(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let rows = shop.subtract_stock_if_enough(order.item, order.quantity)?;
    if rows == 0 {
        return Err(Failure::OutOfStock);
    }
    if let Err(failure) = shop.charge() {
        shop.put_back(order.item, order.quantity)?;
        return Err(failure);
    }
    Ok(Receipt)
}
