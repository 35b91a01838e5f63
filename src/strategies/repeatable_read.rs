//! PostgreSQL's REPEATABLE READ, with a retry.
//!
//! ```sql
//! BEGIN ISOLATION LEVEL REPEATABLE READ;
//! SELECT stock FROM products WHERE id = :id;    -- if (stock < quantity) ROLLBACK, throw
//! UPDATE products SET stock = stock - :quantity WHERE id = :id;   -- 40001: start again
//! COMMIT;
//! -- try { await payments.charge(customer) } catch (declined) {
//! UPDATE products SET stock = stock + :quantity WHERE id = :id;
//! -- throw declined }
//! ```
//!
//! Safe on one row: whoever writes a row that has changed since its snapshot gets 40001. This is
//! PostgreSQL's level; under the same name, other databases let the update be lost.
//! <https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ>

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::{Isolation, SqlState};

/// How often it starts again after 40001.
const RETRIES: u32 = 1;

/// BEGIN; read, subtract; COMMIT, once more on 40001; then charge, and put back on a decline.
///
/// # Errors
///
/// [`Failure::OutOfStock`], [`Failure::Declined`], and [`Failure::Conflict`] when the retry failed
/// as well.
pub fn repeatable_read(shop: &mut Session<'_>, order: &Order) -> Purchase {
    take(shop, order)?;
    if let Err(failure) = shop.charge() {
        shop.put_back(order.item, order.quantity)?;
        return Err(failure);
    }
    Ok(Receipt)
}

fn take(shop: &mut Session<'_>, order: &Order) -> Result<(), Failure> {
    for _attempt in 0..=RETRIES {
        let taken = shop.transaction(Isolation::RepeatableRead, |shop| {
            let stock = shop.select_stock(order.item)?;
            if stock < order.quantity {
                return Err(Failure::OutOfStock);
            }
            shop.subtract_stock(order.item, order.quantity)
        });
        if taken != Err(Failure::Database(SqlState::SerializationFailure)) {
            return taken;
        }
    }
    Err(Failure::Conflict)
}
