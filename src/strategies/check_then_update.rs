//! The incident: read the stock, charge the customer, then subtract.
//!
//! ```sql
//! SELECT stock FROM products WHERE id = :id;      -- if (stock < quantity) throw new OutOfStock()
//! -- await payments.charge(customer)              -- two seconds
//! UPDATE products SET stock = stock - :quantity WHERE id = :id;
//! ```
//!
//! With one unit left and two buyers there are six interleavings. These are the three in which A
//! moves first (r reads, w writes); in the other three, A and B have changed places:
//!
//! | schedule | what happens | sold of 1 |
//! |---|---|---|
//! | `AAB` | A r 1, A w, B r 0: refused | 1 |
//! | `ABAB` | A r 1, B r 1, A w, B w | 2 |
//! | `ABBA` | A r 1, B r 1, B w, A w | 2 |
//!
//! Four of six oversell.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Read, charge, subtract.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn check_then_update(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let stock = shop.select_stock(order.item)?;
    if stock < order.quantity {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    shop.subtract_stock(order.item, order.quantity)?;
    Ok(Receipt)
}
