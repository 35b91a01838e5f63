//! Two rows, one rule: a unit may leave either warehouse as long as the two together keep one.
//!
//! ```sql
//! BEGIN ISOLATION LEVEL …;
//! SELECT sum(stock) FROM products;              -- if (sum < quantity + 1) ROLLBACK, throw
//! UPDATE products SET stock = stock - :quantity WHERE id = :near;
//! COMMIT;
//! -- await payments.charge(customer)
//! ```
//!
//! The one that stays is promised to somebody. Each buyer takes from the warehouse nearby, so no two
//! write the same row: REPEATABLE READ sees no conflict, and both leave (*write skew*: Berenson et al., "A
//! Critique of ANSI SQL Isolation Levels", SIGMOD 1995). SERIALIZABLE refuses one with 40001.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::{Isolation, Units};

/// The units that must stay, in both warehouses together.
const PROMISED: Units = 1;

/// At REPEATABLE READ.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn warehouses_repeatable_read(shop: &mut Session<'_>, order: &Order) -> Purchase {
    take_nearby(shop, order, Isolation::RepeatableRead)
}

/// At SERIALIZABLE.
///
/// # Errors
///
/// [`Failure::OutOfStock`], [`Failure::Declined`], and [`Failure::Database`] with 40001.
pub fn warehouses_serializable(shop: &mut Session<'_>, order: &Order) -> Purchase {
    take_nearby(shop, order, Isolation::Serializable)
}

fn take_nearby(shop: &mut Session<'_>, order: &Order, isolation: Isolation) -> Purchase {
    shop.transaction(isolation, |shop| {
        let sum = shop.select_sum()?;
        if sum < order.quantity + PROMISED {
            return Err(Failure::OutOfStock);
        }
        shop.subtract_stock(order.item, order.quantity)
    })?;
    if let Err(failure) = shop.charge() {
        shop.put_back(order.item, order.quantity)?;
        return Err(failure);
    }
    Ok(Receipt)
}
