//! An advisory lock that is given back one statement too early.
//!
//! ```sql
//! BEGIN;
//! SELECT pg_advisory_lock(:id);
//! SELECT stock FROM products WHERE id = :id;    -- if (stock < quantity) unlock, ROLLBACK, throw
//! UPDATE products SET stock = stock - :quantity WHERE id = :id;
//! SELECT pg_advisory_unlock(:id);
//! COMMIT;                                       -- only now can anybody see the UPDATE
//! -- await payments.charge(customer)
//! ```
//!
//! Between the unlock and the COMMIT the next buyer takes the lock and reads the old stock. The same
//! happens with any lock that lives inside of a method around which a framework puts the transaction.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::Isolation;

/// BEGIN; lock; read, subtract; unlock; COMMIT; charge.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn unlock_before_commit(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.transaction(Isolation::ReadCommitted, |shop| {
        shop.advisory_lock(order.item)?;
        let subtracted = read_subtract(shop, order);
        shop.advisory_unlock(order.item)?;
        subtracted
    })?;
    if let Err(failure) = shop.charge() {
        shop.put_back(order.item, order.quantity)?;
        return Err(failure);
    }
    Ok(Receipt)
}

fn read_subtract(shop: &mut Session<'_>, order: &Order) -> Result<(), Failure> {
    let stock = shop.select_stock(order.item)?;
    if stock < order.quantity {
        return Err(Failure::OutOfStock);
    }
    shop.subtract_stock(order.item, order.quantity)
}
