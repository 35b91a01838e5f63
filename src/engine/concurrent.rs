//! The concurrent engines: one shop, generic over a small trait of primitives, on three runtimes.
//!
//! They run a strategy as plain code on threads of its own, with real mutexes of the runtime: they
//! are witnesses that share nothing with the stepper but the shop's [`apply`](crate::shop::Shop::apply).

mod bare;
mod desk;
mod floor;
mod hooks;
mod loom;
mod runtime;
mod shuttle;
mod threads;
mod waits;

pub use loom::Loom;
pub use shuttle::{Schedules, Shuttle};
pub use threads::Threads;
