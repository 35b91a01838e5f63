//! No stock column to fight over: an order is a row, and what is left is what is not ordered.
//!
//! ```sql
//! BEGIN ISOLATION LEVEL …;
//! SELECT stock - (SELECT coalesce(sum(quantity), 0) FROM orders WHERE product = :id)
//!   FROM products WHERE id = :id;               -- if (left < quantity) ROLLBACK, throw
//! INSERT INTO orders (product, quantity) VALUES (:id, :quantity);
//! COMMIT;
//! -- await payments.charge(customer)            -- a decline inserts the negative quantity
//! ```
//!
//! Two INSERTs never meet: neither a row lock nor a changed row stops the second. READ COMMITTED and
//! REPEATABLE READ both oversell (a *phantom*: the rows that were not there to be locked). SERIALIZABLE
//! refuses one of the two with 40001.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::Isolation;

/// At READ COMMITTED.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn count_orders_read_committed(shop: &mut Session<'_>, order: &Order) -> Purchase {
    count_orders_then_insert(shop, order, Isolation::ReadCommitted)
}

/// At REPEATABLE READ.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn count_orders_repeatable_read(shop: &mut Session<'_>, order: &Order) -> Purchase {
    count_orders_then_insert(shop, order, Isolation::RepeatableRead)
}

/// At SERIALIZABLE.
///
/// # Errors
///
/// [`Failure::OutOfStock`], [`Failure::Declined`], and [`Failure::Database`] with 40001.
pub fn count_orders_serializable(shop: &mut Session<'_>, order: &Order) -> Purchase {
    count_orders_then_insert(shop, order, Isolation::Serializable)
}

fn count_orders_then_insert(
    shop: &mut Session<'_>,
    order: &Order,
    isolation: Isolation,
) -> Purchase {
    shop.transaction(isolation, |shop| {
        let left = shop.select_stock_less_orders(order.item)?;
        if left < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.insert_order(order.item, order.quantity)
    })?;
    if let Err(failure) = shop.charge() {
        shop.insert_order(order.item, -order.quantity)?;
        return Err(failure);
    }
    Ok(Receipt)
}
