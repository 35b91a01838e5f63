//! A basket of two items, each row locked before it is looked at.
//!
//! ```sql
//! BEGIN;
//! SELECT stock FROM products WHERE id = :first  FOR UPDATE;
//! SELECT stock FROM products WHERE id = :second FOR UPDATE;   -- 40P01 when two baskets cross
//! -- await payments.charge(customer)
//! UPDATE products SET stock = stock - :quantity WHERE id = :first;
//! UPDATE products SET stock = stock - :quantity WHERE id = :second;
//! COMMIT;
//! ```
//!
//! In basket order, two baskets can each hold what the other one wants. PostgreSQL notices and aborts one
//! of them; sorted by id, they never come to it.
//! <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS>

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::{Isolation, Item};

/// Rows locked in the order in which the customer filled the basket.
///
/// # Errors
///
/// [`Failure::OutOfStock`], [`Failure::Declined`], and [`Failure::Database`] with 40P01.
pub fn cart_unordered(shop: &mut Session<'_>, order: &Order) -> Purchase {
    buy_all(shop, order, order.basket().collect())
}

/// Rows locked in the order of their ids.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn cart_ordered(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let mut items: Vec<Item> = order.basket().collect();
    items.sort();
    buy_all(shop, order, items)
}

fn buy_all(shop: &mut Session<'_>, order: &Order, items: Vec<Item>) -> Purchase {
    shop.transaction(Isolation::ReadCommitted, |shop| {
        for &item in &items {
            let stock = shop.select_stock_for_update(item)?;
            if stock < order.quantity {
                return Err(Failure::OutOfStock);
            }
        }
        shop.charge()?;
        for &item in &items {
            shop.subtract_stock(item, order.quantity)?;
        }
        Ok(Receipt)
    })
}
