//! Purchases on bare memory: one integer, two buyers, and no shop.
//!
//! The values only: which programs there are, and what a search found out about one of them. How they
//! run is in `engine/concurrent/bare.rs`; what loom misses here is told in `docs/engines.md`.

use crate::verdict::Search;

/// A purchase of the last unit, as two threads would make it on shared integers.
///
/// The oracle of the first: a load and a subtraction each, so six orders, of which four oversell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Program {
    /// `load`, then `fetch_sub`: the incident.
    CheckThenUpdate,
    /// The same inside of the runtime's mutex.
    Locked,
    /// `fetch_update`: check and subtraction are one operation.
    ConditionalUpdate,
    /// `swap` and `store`, both relaxed, as a lock around a load and a store; one try each.
    ///
    /// It excludes: never are two buyers inside at once. What it does not do is to hand over what the
    /// holder before wrote, so that the next one may still read the old stock.
    RelaxedLock,
    /// The same lock, acquired by its `swap` and released by its `store`.
    AcquireLock,
}

impl Program {
    /// All of them: the headline three, then the lock that only loom refutes, then its repair.
    pub const ALL: &'static [Program] = &[
        Program::CheckThenUpdate,
        Program::Locked,
        Program::ConditionalUpdate,
        Program::RelaxedLock,
        Program::AcquireLock,
    ];

    /// The name, such as `check_then_update`.
    pub fn name(self) -> &'static str {
        match self {
            Program::CheckThenUpdate => "check_then_update",
            Program::Locked => "locked",
            Program::ConditionalUpdate => "conditional_update",
            Program::RelaxedLock => "relaxed_lock",
            Program::AcquireLock => "acquire_lock",
        }
    }
}

/// What a search found out about a program on bare memory.
///
/// A *never* in here is **loom alone, no second witness**: no stepper enumerates memory orders. And
/// loom is a weak witness of its own: it misses orders of loaded atomics
/// ([166](https://github.com/tokio-rs/loom/issues/166), [392](https://github.com/tokio-rs/loom/issues/392)),
/// and takes SeqCst for acquire and release ([180](https://github.com/tokio-rs/loom/issues/180)). What it
/// does find is real. `Search::Complete` means that loom had nothing left to try, not that there
/// is no other order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bare {
    /// The program.
    pub program: Program,
    /// The engine's name.
    pub engine: &'static str,
    /// How many executions there were.
    pub executions: u64,
    /// In how many of them both buyers got the one unit.
    pub oversold: u64,
    /// Whether the engine had nothing left to try.
    pub search: Search,
}

impl Bare {
    /// How many orders two buyers of [`Program::CheckThenUpdate`] have, counted by hand: `AABB`,
    /// `ABAB`, `ABBA`, `BAAB`, `BABA`, `BBAA`.
    pub const ORDERS: u64 = 6;
    /// In how many of them both load before either subtracts: all but the first and the last.
    pub const ORDERS_OVERSOLD: u64 = 4;
}
