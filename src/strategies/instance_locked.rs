//! The mutex of [`locked`], in an API that runs more than one instance.
//!
//! ```js
//! const mutex = new Mutex()     // one per process; the load balancer knows nothing of it
//! ```
//!
//! The code is the same to the letter; that is the point. A mutex in memory excludes the buyers whom the
//! same process serves, and nobody else.

use super::locked;
use crate::scenario::Order;
use crate::session::{Purchase, Session};

/// What [`locked`] does, with a mutex per API instance.
///
/// # Errors
///
/// As for [`locked`].
pub fn instance_locked(shop: &mut Session<'_>, order: &Order) -> Purchase {
    locked(shop, order)
}
