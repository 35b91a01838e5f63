//! Running one purchase to its end, whatever the strategy does.

use std::any::Any;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::{Execute, Failure, Misused, Receipt, Session, Site, Stopped, Strategy};
use crate::fault::Misconduct;
use crate::scenario::Order;
use crate::shop::{Response, Statement};
use crate::watchdog::Pulse;

/// How a run of a strategy ended, as its engine sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Run {
    /// It returned, and its last statement (receipt or refusal) is recorded.
    Ended,
    /// The engine stopped it.
    Stopped,
    /// It broke a rule: it panicked, or asked for what makes no sense.
    Misbehaved(Misconduct),
}

/// Runs one purchase over `seam`, to its end, and records how it ended.
///
/// `seam` can itself unwind (loom ends its threads that way); such a payload passes through.
pub(crate) fn run(strategy: &dyn Strategy, order: &Order, seam: &mut dyn Execute) -> Run {
    let site = Location::caller();
    let mut watched = Watched { seam, inside: false, pulse: Pulse::begin(strategy.name()) };
    let purchase = catch_unwind(AssertUnwindSafe(|| {
        let mut session = Session::new(&mut watched);
        let purchase = strategy.purchase(&mut session, order);
        if session.stopped { Err(Failure::Stopped) } else { purchase }
    }));
    let last_word = match purchase {
        Ok(Ok(Receipt)) => Statement::Receipt,
        Ok(Err(Failure::Stopped)) => return Run::Stopped,
        Ok(Err(failure)) => Statement::Refusal(failure),
        Err(payload) if watched.inside => resume_unwind(payload),
        Err(payload) => match payload.downcast::<Stopped>() {
            Ok(_) => return Run::Stopped,
            Err(payload) => return Run::Misbehaved(misconduct(payload)),
        },
    };
    match watched.execute(site, &last_word) {
        Ok(_) => Run::Ended,
        Err(Stopped) => Run::Stopped,
    }
}

/// What a strategy did that unwound.
fn misconduct(payload: Box<dyn Any + Send>) -> Misconduct {
    match payload.downcast::<Misused>() {
        Ok(misused) => Misconduct::Misused(misused.0),
        Err(payload) => Misconduct::Panicked(panic_text(&*payload)),
    }
}

/// Knows whether a purchase is in the strategy's code or below the seam: for a panic, to tell whose
/// it is; for the watchdog, to tell who spins.
struct Watched<'a> {
    seam: &'a mut dyn Execute,
    inside: bool,
    pulse: Option<Arc<Pulse>>,
}

impl Watched<'_> {
    fn cross(&mut self, inside: bool) {
        self.inside = inside;
        if let Some(pulse) = &self.pulse {
            pulse.beat();
        }
    }
}

impl Execute for Watched<'_> {
    fn execute(&mut self, site: Site, statement: &Statement) -> Result<Response, Stopped> {
        self.cross(true);
        let response = self.seam.execute(site, statement);
        self.cross(false);
        response
    }
}

/// The text of a panic's payload.
pub(crate) fn panic_text(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| crate::message::PANIC_WITHOUT_TEXT.to_owned())
}
