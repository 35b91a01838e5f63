//! A lock on the row, for the length of the transaction.
//!
//! ```sql
//! BEGIN;
//! SELECT stock FROM products WHERE id = :id FOR UPDATE;   -- if (stock < quantity) ROLLBACK, throw
//! -- await payments.charge(customer)                      -- everybody else waits
//! UPDATE products SET stock = stock - :quantity WHERE id = :id;
//! COMMIT;
//! ```
//!
//! Safe, in any number of API instances. It holds a row lock and a connection for as long as a payment
//! takes: <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS>.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::Isolation;

/// BEGIN; read and lock, charge, subtract; COMMIT.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn select_for_update(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.transaction(Isolation::ReadCommitted, |shop| {
        let stock = shop.select_stock_for_update(order.item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.charge()?;
        shop.subtract_stock(order.item, order.quantity)?;
        Ok(Receipt)
    })
}
