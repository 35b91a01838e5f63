//! One mutex around everything, payment included.
//!
//! ```js
//! await mutex.runExclusive(async () => {
//!   if (await stock(id) < quantity) throw new OutOfStock()
//!   await payments.charge(customer)               // everybody else waits for these two seconds
//!   await db.query("UPDATE products SET stock = stock - $1 WHERE id = $2", …)
//! })
//! ```
//!
//! Safe, as long as every buyer is served by the same process. It sells one unit per payment: the
//! queue is as long as the payments of all who are before you.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Lock; read, charge, subtract; unlock, whatever came of it.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn locked(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.lock(order.item)?;
    let purchase = read_charge_subtract(shop, order);
    shop.unlock(order.item)?;
    purchase
}

fn read_charge_subtract(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let stock = shop.select_stock(order.item)?;
    if stock < order.quantity {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    shop.subtract_stock(order.item, order.quantity)?;
    Ok(Receipt)
}
