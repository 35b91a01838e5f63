//! The primitives that a runtime lends to the floor.

use std::ops::DerefMut;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::shop::Units;

/// A runtime: a mutex, a condition variable and threads.
///
/// # Contract
///
/// `lock` waits until the mutex is free, and its guard frees it when dropped. `wait` frees the mutex,
/// waits until somebody rings, and takes the mutex again. `spawn` starts a thread that may run at any
/// time from then on. Nothing else in the engine may block.
pub trait Runtime: Sized + 'static {
    /// A mutex of this runtime.
    type Mutex<T: Send + 'static>: Send + Sync + 'static;
    /// What frees the mutex when dropped.
    type Guard<'a, T: Send + 'static>: DerefMut<Target = T>;
    /// A condition variable.
    type Bell: Send + Sync + 'static;
    /// A thread that was started.
    type Handle;

    /// A free mutex around `value`.
    fn mutex<T: Send + 'static>(value: T) -> Self::Mutex<T>;

    /// Takes the mutex, waiting until it is free.
    fn lock<T: Send + 'static>(mutex: &Self::Mutex<T>) -> Self::Guard<'_, T>;

    /// A condition variable.
    fn bell() -> Self::Bell;

    /// Waits for the bell, with the mutex free meanwhile.
    fn wait<'a, T: Send + 'static>(
        bell: &Self::Bell,
        guard: Self::Guard<'a, T>,
    ) -> Self::Guard<'a, T>;

    /// Wakes everybody who waits for the bell.
    fn ring(bell: &Self::Bell);

    /// Starts a thread.
    fn spawn(body: impl FnOnce() + Send + 'static) -> Self::Handle;

    /// Lets the others run.
    fn yield_now();

    /// Lets this much of real time pass, where there is such a thing.
    fn pause(_time: Duration) {}
}

/// A runtime's bare memory: integers that threads share without a mutex.
///
/// # Contract
///
/// Each function is the one operation of the runtime's own atomic integer that is named like it in
/// std, with the ordering that is asked for. The shop itself is never kept in one: loom misses
/// orders of what is loaded.
pub trait Memory: Runtime {
    /// An atomic integer.
    type Integer: Send + Sync + 'static;

    /// An integer that begins as `value`.
    fn integer(value: Units) -> Self::Integer;

    /// Its value, or an older one where the ordering allows it.
    fn load(integer: &Self::Integer, order: Ordering) -> Units;

    /// Writes a value.
    fn store(integer: &Self::Integer, value: Units, order: Ordering);

    /// Writes a value and returns the one before.
    fn swap(integer: &Self::Integer, value: Units, order: Ordering) -> Units;

    /// Subtracts, and returns the value before.
    fn fetch_sub(integer: &Self::Integer, value: Units, order: Ordering) -> Units;

    /// Writes what `change` makes of the value, as one operation; `Err` where it makes nothing.
    /// Both of its orderings are `order`.
    fn fetch_update(
        integer: &Self::Integer,
        order: Ordering,
        change: impl FnMut(Units) -> Option<Units>,
    ) -> Result<Units, Units>;
}

/// Implements [`Memory`] with an atomic integer that has the names of std's, as every runtime's has.
macro_rules! memory {
    ($runtime:ty, $integer:ty) => {
        impl $crate::engine::concurrent::runtime::Memory for $runtime {
            type Integer = $integer;

            fn integer(value: Units) -> Self::Integer {
                <$integer>::new(value)
            }

            fn load(integer: &Self::Integer, order: Ordering) -> Units {
                integer.load(order)
            }

            fn store(integer: &Self::Integer, value: Units, order: Ordering) {
                integer.store(value, order);
            }

            fn swap(integer: &Self::Integer, value: Units, order: Ordering) -> Units {
                integer.swap(value, order)
            }

            fn fetch_sub(integer: &Self::Integer, value: Units, order: Ordering) -> Units {
                integer.fetch_sub(value, order)
            }

            fn fetch_update(
                integer: &Self::Integer,
                order: Ordering,
                change: impl FnMut(Units) -> Option<Units>,
            ) -> Result<Units, Units> {
                integer.fetch_update(order, order, change)
            }
        }
    };
}

pub(super) use memory;

/// The stack of a model thread, in bytes. The engines' own defaults (32 and 60 KiB) end in a crash
/// of the process as soon as a strategy formats a text.
pub const STACK_BYTES: usize = 256 * 1024;
