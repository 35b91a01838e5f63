//! Progress on stderr, for whatever takes longer than a second.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it changes.
const PERIOD: Duration = Duration::from_millis(100);

/// A progress bar that stays away from short work and from everything that is no terminal.
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    shown: Mutex<Instant>,
}

impl Progress {
    /// Of so many things; `None` when nobody knows how many there are.
    pub fn new(what: &'static str, total: Option<u64>) -> Progress {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let template = match total {
            Some(_) => "{bar:30} {pos}/{len} {msg}",
            None => "{spinner} {msg}",
        };
        bar.set_style(ProgressStyle::with_template(template).expect("a valid template"));
        bar.set_message(what);
        Progress { bar, begun: Instant::now(), shown: Mutex::new(Instant::now()) }
    }

    /// So many are done.
    pub fn at(&self, done: u64, message: impl FnOnce() -> String) {
        let mut shown = self.shown.lock().expect("nobody panics holding it");
        if self.begun.elapsed() < PATIENCE || shown.elapsed() < PERIOD {
            return;
        }
        *shown = Instant::now();
        if self.bar.is_hidden() && std::io::stderr().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(done);
        self.bar.set_message(message());
    }

    /// So many executions are done.
    pub fn executions(&self, done: u64) {
        self.at(done, || format!("{} executions", HumanCount(done)));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
