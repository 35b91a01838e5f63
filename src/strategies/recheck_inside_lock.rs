//! The lock in the right place: what was checked before it is checked again inside.
//!
//! ```js
//! if (await stock(id) < quantity) throw new OutOfStock()      // cheap: most late customers go here
//! await mutex.runExclusive(async () => {
//!   if (await stock(id) < quantity) throw new OutOfStock()    // the check that counts
//!   await payments.charge(customer)
//!   await db.query("UPDATE products SET stock = stock - $1 WHERE id = $2", …)
//! })
//! ```
//!
//! Double-checked locking, of a row. Safe in one API instance, as the lock is.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Read; lock; read again, charge, subtract; unlock.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn recheck_inside_lock(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let stock = shop.select_stock(order.item)?;
    if stock < order.quantity {
        return Err(Failure::OutOfStock);
    }
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
