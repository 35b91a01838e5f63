//! A client that hears nothing sends its order again. Nobody knows that it is the same one.
//!
//! ```sql
//! UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity;
//! -- await payments.charge(customer)            -- twice
//! ```
//!
//! The strategy is [`reserve_then_charge`](super::reserve_then_charge()), which is safe for every order
//! that is sent once.

use super::reserve_then_charge;
use crate::scenario::Order;
use crate::session::{Purchase, Session};

/// What [`reserve_then_charge`] does, for every request as if it were an order of its own.
///
/// # Errors
///
/// As for [`reserve_then_charge`].
pub fn double_submit(shop: &mut Session<'_>, order: &Order) -> Purchase {
    reserve_then_charge(shop, order)
}
