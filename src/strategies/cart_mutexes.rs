//! The basket of two items under mutexes of the API process.
//!
//! ```js
//! for (const id of basket) await mutex(id).acquire()      // in basket order
//! try { …check, charge, subtract… } finally { for (const id of basket) mutex(id).release() }
//! ```
//!
//! Nobody watches the mutexes of a process for cycles. Two baskets that cross wait for each other until
//! somebody restarts the API, and every buyer after them waits too.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::Item;

/// Mutexes taken in the order in which the customer filled the basket.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn cart_mutexes_unordered(shop: &mut Session<'_>, order: &Order) -> Purchase {
    buy_all(shop, order, order.basket().collect())
}

/// Mutexes taken in the order of the items' ids.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn cart_mutexes_ordered(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let mut items: Vec<Item> = order.basket().collect();
    items.sort();
    buy_all(shop, order, items)
}

fn buy_all(shop: &mut Session<'_>, order: &Order, items: Vec<Item>) -> Purchase {
    for &item in &items {
        shop.lock(item)?;
    }
    let purchase = check_charge_subtract(shop, order, &items);
    for &item in &items {
        shop.unlock(item)?;
    }
    purchase
}

fn check_charge_subtract(shop: &mut Session<'_>, order: &Order, items: &[Item]) -> Purchase {
    for &item in items {
        let stock = shop.select_stock(item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
    }
    shop.charge()?;
    for &item in items {
        shop.subtract_stock(item, order.quantity)?;
    }
    Ok(Receipt)
}
