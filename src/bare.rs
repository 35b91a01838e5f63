//! Purchases on bare memory: one integer, two buyers, and no shop.
//!
//! The values only: which programs there are, and what a search found out about one of them. How they
//! run is in `engine/concurrent/bare.rs`; what loom misses here is told in `docs/engines.md`.

use crate::verdict::Search;

/// A purchase of the last unit, as two threads would make it on shared integers.
///
/// By hand, for the first of them: two operations each, so six orders. `ABAB`, `ABBA`, `BAAB` and `BABA`
/// oversell; `AABB` and `BBAA`, which end one operation earlier, do not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
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

/// How the buyers begin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Start {
    /// Each as soon as it is spawned.
    Spawned,
    /// All together: what they wait for is let go when all of them are there.
    Held,
}

/// What a search found out about a program on bare memory.
///
/// A *never* in here is **loom alone, no second witness**: no stepper enumerates orders of memory. And
/// loom is a weak witness of its own:
///
/// - It misses orders of what is `load`ed ([166](https://github.com/tokio-rs/loom/issues/166),
///   [392](https://github.com/tokio-rs/loom/issues/392)). Of the six of
///   [`Program::CheckThenUpdate`] it misses the three in which the buyer that was spawned last moves first, and
///   `only_second` is 0. With [`Start::Held`] it finds all six.
/// - It takes SeqCst for acquire and release ([180](https://github.com/tokio-rs/loom/issues/180)), so
///   that a load may return a value from before, which SeqCst forbids. Executions are therefore
///   not orders: one order may be executed several times, and more can oversell than do.
///
/// `Search::Complete` says that loom had nothing left to try, not that there is no other order.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Bare {
    /// The program.
    pub program: Program,
    /// The engine's name.
    pub engine: &'static str,
    /// How the buyers began.
    pub start: Start,
    /// How many executions there were.
    pub executions: u64,
    /// In how many of them both buyers got the one unit.
    pub oversold: u64,
    /// In how many only the buyer that was spawned first got it.
    pub only_first: u64,
    /// In how many only the buyer that was spawned last got it.
    pub only_second: u64,
    /// Whether the engine had nothing left to try.
    pub search: Search,
}
