//! The incident within a transaction: "transactions would prevent this".
//!
//! ```sql
//! BEGIN;                                        -- READ COMMITTED, PostgreSQL's default
//! SELECT stock FROM products WHERE id = :id;    -- if (stock < quantity) ROLLBACK, throw
//! -- await payments.charge(customer)
//! UPDATE products SET stock = stock - :quantity WHERE id = :id;
//! COMMIT;
//! ```
//!
//! A transaction makes statements succeed or fail together. At this level it keeps nobody from reading
//! the same stock: <https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED>.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::Isolation;

/// BEGIN; read, charge, subtract; COMMIT.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn read_committed(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.transaction(Isolation::ReadCommitted, |shop| {
        let stock = shop.select_stock(order.item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.charge()?;
        shop.subtract_stock(order.item, order.quantity)?;
        Ok(Receipt)
    })
}
