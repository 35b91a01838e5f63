//! The primitives that a runtime lends to the floor.

use std::ops::DerefMut;
use std::time::Duration;

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

/// The stack of a model thread, in bytes. The engines' own defaults (32 and 60 KiB) end in a crash
/// of the process as soon as a strategy formats a text.
pub const STACK_BYTES: usize = 256 * 1024;
