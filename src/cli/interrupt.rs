//! Ctrl-C: the first one asks for what is finished, the second ends at once.

use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a process that Ctrl-C ended, as shells have it.
pub const INTERRUPTED: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on.
pub fn listen() {
    let hear = || {
        if ASKED.swap(true, Ordering::Relaxed) {
            exit(INTERRUPTED.into());
        }
    };
    // Where nobody can listen, Ctrl-C ends the process as it does everywhere.
    let _ = ctrlc::set_handler(hear);
}

/// Whether somebody has asked.
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
