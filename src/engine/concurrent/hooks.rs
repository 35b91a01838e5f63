//! Panic hooks: what the engines install stays theirs.
//!
//! loom ends each of its threads by a panic that only a hook of its own keeps quiet, and shuttle puts
//! one in front, for the whole process and for good, that talks about schedules whoever panics. Both
//! do so on their first run. So both run once here; then shuttle's is taken away again, and the hook
//! that was there before, with loom's in front of it, is asked about every panic but those on a thread
//! that is just running one of them. Nothing is lost by that: what panics there is a strategy or the
//! engine, and is reported by name as a fault.

use std::cell::Cell;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::{Arc, Once};

thread_local! {
    /// Whether this thread is running loom or shuttle.
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Runs loom or shuttle, with all panic hooks where they belong.
pub fn contained<T>(engine: impl FnOnce() -> T) -> T {
    static SETTLED: Once = Once::new();
    SETTLED.call_once(settle);
    let running = Running::begin();
    let result = engine();
    drop(running);
    result
}

fn settle() {
    let running = Running::begin();
    // loom's hook hands on whatever is not the end of a thread of its own. It stays: the program may
    // have loom models beside ours.
    super::loom::warm_up();
    let own = Arc::new(take_hook());
    set_hook(forward(&own));
    // A panic of another thread just now would be heard by shuttle's hook, too, and not be lost.
    super::shuttle::warm_up();
    set_hook(forward(&own));
    drop(running);
}

/// A panic hook.
type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync + 'static>;

/// The hook that asks this one, but for panics on a thread that is running an engine.
fn forward(own: &Arc<Hook>) -> Hook {
    let own = Arc::clone(own);
    Box::new(move |panic| {
        if !RUNNING.get() {
            own(panic);
        }
    })
}

/// As long as it is there, this thread is running an engine.
struct Running(bool);

impl Running {
    fn begin() -> Running {
        Running(RUNNING.replace(true))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.set(self.0);
    }
}
