//! The concurrent engines: one shop, generic over a small trait of primitives, on three runtimes.
//!
//! They run a strategy as plain code on threads of its own, with real mutexes of the runtime: they
//! are witnesses that share nothing with the stepper but the shop's [`apply`](crate::shop::Shop::apply).

mod bare;
mod desk;
mod floor;
mod loom;
mod runtime;
mod shuttle;
mod threads;
mod waits;

pub use loom::Loom;
pub use shuttle::{Schedules, Shuttle};
pub use threads::Threads;

use std::sync::Once;

/// Lets the engines put their panic hooks in place, in the one order in which none spoils another's.
///
/// loom ends each of its threads by a panic that only its own hook keeps quiet, and shuttle puts a
/// hook of its own in front on its first run. shuttle first, then loom, prints nothing.
fn settle_hooks() {
    static HOOKS: Once = Once::new();
    HOOKS.call_once(|| {
        shuttle::warm_up();
        loom::warm_up();
    });
}
