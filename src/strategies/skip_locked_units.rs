//! A row a unit, and every buyer takes one that nobody else is looking at.
//!
//! ```sql
//! BEGIN;
//! SELECT id FROM units WHERE product = :id AND NOT sold AND id <> ALL(:mine)
//!  LIMIT 1 FOR UPDATE SKIP LOCKED;              -- no row: ROLLBACK, throw; once for every unit
//! -- await payments.charge(customer)
//! UPDATE units SET sold = true WHERE id = :unit;
//! COMMIT;
//! ```
//!
//! Safe, and nobody waits. Its price: a unit that another buyer is paying for looks sold, and if that
//! buyer's card is declined, somebody was turned away for nothing.
//! <https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE>

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::Isolation;

/// BEGIN; lock as many free units as ordered; charge; mark them sold; COMMIT.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn skip_locked_units(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.transaction(Isolation::ReadCommitted, |shop| {
        let mut units = Vec::new();
        for _unit in 0..order.quantity {
            let unit = shop.lock_unit_skip_locked(order.item)?;
            units.push(unit.ok_or(Failure::OutOfStock)?);
        }
        shop.charge()?;
        for unit in units {
            shop.sell_unit(order.item, unit)?;
        }
        Ok(Receipt)
    })
}
