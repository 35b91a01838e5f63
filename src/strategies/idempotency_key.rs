//! The client gives its order a key, and sends the same one again; the key is unique.
//!
//! ```sql
//! BEGIN;
//! INSERT INTO requests (idempotency_key) VALUES (:key);   -- 23505: a duplicate
//! UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity;
//! COMMIT;
//! -- try { await payments.charge(customer) } catch (declined) {
//! UPDATE products SET stock = stock + :quantity WHERE id = :id;
//! -- throw declined }
//! ```
//!
//! Key and UPDATE stand and fall together: were the key a transaction of its own, a crash between the two
//! would lose the order for ever. The second INSERT waits for the first one's end, then fails:
//! <https://www.postgresql.org/docs/current/index-unique-checks.html>.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};
use crate::shop::{Isolation, SqlState};

/// BEGIN; insert the key, subtract if there is enough; COMMIT; charge; put back on a decline.
///
/// # Errors
///
/// [`Failure::Duplicate`], [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn idempotency_key(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let taken = shop.transaction(Isolation::ReadCommitted, |shop| {
        shop.insert_idempotency_key()?;
        let rows = shop.subtract_stock_if_enough(order.item, order.quantity)?;
        if rows == 0 { Err(Failure::OutOfStock) } else { Ok(()) }
    });
    if taken == Err(Failure::Database(SqlState::UniqueViolation)) {
        return Err(Failure::Duplicate);
    }
    taken?;
    if let Err(failure) = shop.charge() {
        shop.put_back(order.item, order.quantity)?;
        return Err(failure);
    }
    Ok(Receipt)
}
