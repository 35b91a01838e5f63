//! The incident as an ORM writes it: load the product, change the field, save.
//!
//! ```sql
//! SELECT stock FROM products WHERE id = :id;      -- product.stock -= quantity
//! -- await payments.charge(customer)
//! UPDATE products SET stock = :stock WHERE id = :id;   -- product.save(): the value read, less quantity
//! ```
//!
//! The second save overwrites the first (a *lost update*): the stock never goes below zero, so an
//! alert on negative stock stays silent while the shop oversells.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// Read, charge, write back what was read less the quantity.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn check_then_set(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let stock = shop.select_stock(order.item)?;
    if stock < order.quantity {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    shop.set_stock(order.item, stock - order.quantity)?;
    Ok(Receipt)
}
