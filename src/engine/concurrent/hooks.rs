//! Panic hooks: what the engines install stays theirs.
//!
//! loom ends each of its threads by a panic that only a hook of its own keeps quiet, and shuttle puts
//! one in front, for the whole process and for good, that talks about schedules whoever panics. Both
//! do so once, on their first run. So both run once here. loom's hook stays, as somebody's own loom
//! tests need it too; shuttle's does not. On a thread that is just running one of the engines no hook
//! is asked at all: what panics there is reported by name as a fault.

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
    // While they warm up, nothing that they do is anybody's business.
    let running = Running::begin();
    super::loom::warm_up();
    // loom's, which asks the one that was there before.
    let kept = Arc::new(take_hook());
    set_hook(forward(&kept));
    // A panic of another thread just now would be heard by shuttle's hook, too, and not be lost.
    super::shuttle::warm_up();
    set_hook(forward(&kept));
    drop(running);
}

/// A panic hook.
type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync + 'static>;

/// The hook that asks this one, but for panics on a thread that is running an engine.
fn forward(kept: &Arc<Hook>) -> Hook {
    let kept = Arc::clone(kept);
    Box::new(move |panic| {
        if !RUNNING.get() {
            kept(panic);
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
