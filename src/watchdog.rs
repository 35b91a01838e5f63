//! The watchdog: ends a run whose strategy spins without making a statement.
//!
//! No engine can interrupt plain code. So the run goes to a thread of its own, every purchase shows
//! whether it is in the strategy's code or waiting below the seam, and a run that has been in the
//! strategy's code for too long is reported and left behind. (Its thread spins on until the process
//! ends: a thread cannot be killed.)

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Fault, Misconduct};
use crate::schedule::Schedule;
use crate::session::panic_text;

/// How long a strategy may run without a statement.
pub const LIMIT: Duration = Duration::from_secs(5);

/// How often the watchdog looks.
const PERIOD: Duration = Duration::from_millis(50);

/// Runs `work` on a thread of its own, and returns what it returns.
///
/// # Errors
///
/// The fault of `work`; a strategy that spins for `limit`; or a panic of the engine.
pub fn guard<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    match guard_until(limit, || false, work)? {
        Some(result) => Ok(result),
        None => unreachable!("nobody gives up"),
    }
}

/// Runs `work` as [`guard`] does, and leaves it behind as soon as `given_up` says so: then there is no
/// result.
///
/// # Errors
///
/// As for [`guard`].
pub fn guard_until<T: Send + 'static>(
    limit: Duration,
    given_up: impl Fn() -> bool,
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<Option<T>, Fault> {
    let yard = Yard::default();
    let (sender, receiver) = channel();
    let watched = yard.clone();
    let worker = thread::spawn(move || {
        watched.enter();
        // Whoever waits may have given up; then nobody is there to hear.
        let _ = sender.send(work());
    });
    let mut watch = Watch::default();
    loop {
        match receiver.recv_timeout(PERIOD) {
            Ok(result) => return result.map(Some),
            Err(RecvTimeoutError::Disconnected) => {
                let payload = worker.join().expect_err("a worker that sends nothing panicked");
                return Err(Fault::Engine { engine: "the engine", message: panic_text(&*payload) });
            }
            Err(RecvTimeoutError::Timeout) => {
                if given_up() {
                    return Ok(None);
                }
                if let Some(name) = watch.stuck(&yard, limit) {
                    return Err(Fault::Strategy {
                        name,
                        what: Misconduct::Spinning(limit),
                        after: Schedule::default(),
                    });
                }
            }
        }
    }
}

/// The purchases that run under one watchdog. Threads that a run starts enter the same yard.
#[derive(Clone, Default)]
pub(crate) struct Yard {
    purchases: Arc<Mutex<Vec<Weak<Pulse>>>>,
}

thread_local! {
    static YARD: RefCell<Option<Yard>> = const { RefCell::new(None) };
}

impl Yard {
    /// The yard of this thread.
    pub(crate) fn current() -> Option<Yard> {
        YARD.with_borrow(Clone::clone)
    }

    /// This thread runs in the yard from now on.
    pub(crate) fn enter(self) {
        YARD.set(Some(self));
    }

    fn pulses(&self) -> Vec<Arc<Pulse>> {
        let mut purchases = self.purchases.lock().unwrap_or_else(PoisonError::into_inner);
        purchases.retain(|pulse| pulse.strong_count() > 0);
        purchases.iter().filter_map(Weak::upgrade).collect()
    }
}

/// The sign of life of one purchase: it counts the changes between the strategy's code (odd) and
/// everything below the seam (even).
#[derive(Debug)]
pub(crate) struct Pulse {
    name: String,
    changes: AtomicU64,
}

impl Pulse {
    /// A purchase that is about to begin, under the watchdog of this thread, if there is one.
    pub(crate) fn begin(name: &str) -> Option<Arc<Pulse>> {
        let yard = Yard::current()?;
        let pulse = Arc::new(Pulse { name: name.to_owned(), changes: AtomicU64::new(1) });
        let mut purchases = yard.purchases.lock().unwrap_or_else(PoisonError::into_inner);
        if purchases.len() == purchases.capacity() {
            purchases.retain(|pulse| pulse.strong_count() > 0);
        }
        purchases.push(Arc::downgrade(&pulse));
        Some(pulse)
    }

    /// The purchase goes below the seam, or comes back.
    pub(crate) fn beat(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }
}

/// What the watchdog saw when it last looked.
#[derive(Default)]
struct Watch {
    seen: Vec<(Weak<Pulse>, u64, Instant)>,
}

impl Watch {
    /// The strategy of a purchase that has been in its own code since `limit` ago.
    fn stuck(&mut self, yard: &Yard, limit: Duration) -> Option<String> {
        let now = Instant::now();
        let mut seen = Vec::new();
        for pulse in yard.pulses() {
            let changes = pulse.changes.load(Ordering::Relaxed);
            let before = self
                .seen
                .iter()
                .find(|(other, at, _)| *at == changes && other.as_ptr() == Arc::as_ptr(&pulse));
            let since = before.map_or(now, |(_, _, since)| *since);
            let inside = changes % 2 == 1;
            if inside && now.duration_since(since) >= limit {
                return Some(pulse.name.clone());
            }
            seen.push((Arc::downgrade(&pulse), changes, since));
        }
        self.seen = seen;
        None
    }
}
