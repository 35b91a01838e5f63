//! The transaction over a table with a constraint, and the money back when it is violated.
//!
//! ```sql
//! ALTER TABLE products ADD CHECK (stock >= 0);  -- the scenario `checked` has it
//! BEGIN;
//! SELECT stock FROM products WHERE id = :id;    -- if (stock < quantity) ROLLBACK, throw
//! -- await payments.charge(customer)
//! UPDATE products SET stock = stock - :quantity WHERE id = :id;   -- 23514: refund, throw
//! COMMIT;
//! ```
//!
//! Safe with the relative write: the constraint sees the row as it is. With the absolute one, of a value
//! computed from what was read, it sees nothing wrong, and the shop oversells in silence.
//! <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS>

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::{Isolation, SqlState};

/// BEGIN; read, charge, subtract; COMMIT; refund on 23514.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn read_committed_check(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let purchase = shop.transaction(Isolation::ReadCommitted, |shop| {
        let stock = shop.select_stock(order.item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.charge()?;
        shop.subtract_stock(order.item, order.quantity)?;
        Ok(Receipt)
    });
    refund_if_violated(shop, purchase)
}

/// The same with the absolute write.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn read_committed_check_set(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let purchase = shop.transaction(Isolation::ReadCommitted, |shop| {
        let stock = shop.select_stock(order.item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.charge()?;
        shop.set_stock(order.item, stock - order.quantity)?;
        Ok(Receipt)
    });
    refund_if_violated(shop, purchase)
}

fn refund_if_violated(shop: &mut Session<'_>, purchase: Purchase) -> Purchase {
    if purchase == Err(Failure::Database(SqlState::CheckViolation)) {
        shop.refund()?;
        return Err(Failure::OutOfStock);
    }
    purchase
}
