//! Units are held while the customer pays, for a limited time; a sweeper puts back what expired.
//!
//! ```sql
//! WITH taken AS (UPDATE products SET stock = stock - :quantity
//!                 WHERE id = :id AND stock >= :quantity RETURNING id)
//! INSERT INTO holds SELECT :buyer, id, :quantity, now() + :ttl FROM taken;  -- no row: out of stock
//! -- await payments.charge(customer)
//! DELETE FROM holds WHERE buyer = :buyer;       -- if (rowCount === 0) { refund; throw }
//! ```
//!
//! A crash costs nobody a unit for longer than the hold lives. Everything depends on the row count of the
//! last statement: who confirms without looking sells what the sweeper has already put back.

use crate::scenario::Order;
use crate::session::{Failure, Purchase, Receipt, Session};

/// The time that a hold lives, in ticks of the clock.
const TTL_TICKS: u32 = 1;

/// Hold; charge; confirm if it is still held, else refund.
///
/// # Errors
///
/// [`Failure::OutOfStock`], [`Failure::Declined`] and [`Failure::LostHold`].
pub fn hold_with_expiry(shop: &mut Session<'_>, order: &Order) -> Purchase {
    hold_and_charge(shop, order)?;
    if shop.confirm_hold()? == 0 {
        shop.refund()?;
        return Err(Failure::LostHold);
    }
    Ok(Receipt)
}

/// The same, confirmed without looking.
///
/// # Errors
///
/// [`Failure::OutOfStock`] and [`Failure::Declined`].
pub fn hold_confirmed_blindly(shop: &mut Session<'_>, order: &Order) -> Purchase {
    hold_and_charge(shop, order)?;
    shop.confirm_hold()?;
    Ok(Receipt)
}

fn hold_and_charge(shop: &mut Session<'_>, order: &Order) -> Result<(), Failure> {
    if shop.place_hold(order.item, order.quantity, TTL_TICKS)? == 0 {
        return Err(Failure::OutOfStock);
    }
    if let Err(failure) = shop.charge() {
        shop.release_hold()?;
        return Err(failure);
    }
    Ok(())
}
