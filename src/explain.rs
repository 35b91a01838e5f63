//! The reason: which order of statements makes the difference.
//!
//! From all interleavings of a small scenario, the smallest set of order constraints ("A reads before B
//! writes") that every bad interleaving keeps and no good one does. Where no such set is, the fewest
//! alternatives are looked for; where even those are too long to read, the constraints that all bad
//! ones keep are named, and said to be merely necessary. Whatever is said is checked on every
//! interleaving.

mod search;

use std::collections::BTreeMap;

use crate::actor::Actor;
use crate::interleaving::{Event, Interleaving};
use crate::shop::Statement;
use crate::verdict::Outcome;
use crate::violation::Violation;

/// A statement of an actor, wherever it stands in an interleaving.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Moment {
    /// What is done. First, so that what a reader knows best is preferred.
    pub deed: Deed,
    /// How often the actor has done it before.
    pub nth: usize,
    /// Who does it.
    pub actor: Actor,
}

/// What a statement is, in the one word that a reason needs; those that say most come first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Deed {
    /// Any SELECT.
    Reads,
    /// Any UPDATE, INSERT or hold.
    Writes,
    /// COMMIT.
    Commits,
    /// A tick of the clock.
    Ticks,
    /// The sweeper's round.
    Sweeps,
    /// It confirms its hold.
    Confirms,
    /// It looks at its lease.
    Looks,
    /// It takes a mutex, an advisory lock or a lease, or tries to.
    Locks,
    /// It gives one back.
    Unlocks,
    /// ROLLBACK.
    RollsBack,
    /// A snapshot is taken.
    Snapshots,
    /// It pays, where that is a step.
    Pays,
    /// The purchase ends, where that is a step.
    Ends,
    /// The process dies.
    Crashes,
}

/// One statement before another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Constraint {
    /// What comes first, or alone.
    pub before: Moment,
    /// What comes later, or not at all.
    pub after: Moment,
}

/// How much a reason says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exactness {
    /// Every interleaving is bad: order makes no difference.
    Always,
    /// An interleaving is bad if and only if it keeps the rule.
    Exact,
    /// Every bad interleaving keeps the rule, and some good ones do as well.
    Necessary,
}

/// Why some interleavings show a violation.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Reason {
    /// The violation.
    pub violation: Violation,
    /// Any of these is enough; each is a set of constraints that all have to be kept.
    pub alternatives: Vec<Vec<Constraint>>,
    /// How much that says.
    pub exactness: Exactness,
}

impl Reason {
    /// The most interleavings that are looked at.
    pub const MAX_INTERLEAVINGS: usize = 3_000;

    /// The reason for a violation, from all interleavings with their outcomes. `None` when none
    /// shows it, or there are more than [`Reason::MAX_INTERLEAVINGS`].
    ///
    /// ```
    /// use oversell::engine::{Engine, Fleet, Recorder, Stepper};
    /// use oversell::explain::{Exactness, Reason};
    /// use oversell::{Scenario, Violation, strategies};
    ///
    /// let fleet = Fleet::of(strategies::find("check_then_update")?);
    /// let scenario = Scenario::named("last_item")?;
    /// let recorder = Recorder::new(&scenario).keeping();
    /// Stepper::default().run(&fleet, &scenario, &recorder)?;
    /// let reason = Reason::find(Violation::Oversold, &recorder.kept()).expect("it oversells");
    /// assert_eq!(reason.exactness, Exactness::Exact);
    /// assert_eq!(reason.to_string(), "A reads before B writes, and B reads before A writes");
    /// # Ok::<(), oversell::Fault>(())
    /// ```
    pub fn find(violation: Violation, all: &[(Interleaving, Outcome)]) -> Option<Reason> {
        let is_bad =
            |(_, outcome): &&(Interleaving, Outcome)| outcome.violations.contains(&violation);
        let bad = all.iter().filter(is_bad).count();
        if bad == 0 || all.len() > Reason::MAX_INTERLEAVINGS {
            return None;
        }
        let (alternatives, exactness) = if bad == all.len() {
            (Vec::new(), Exactness::Always)
        } else {
            search::rule(violation, all)
        };
        Some(Reason { violation, alternatives, exactness })
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::message::reason(self))
    }
}

/// When each moment of an interleaving was.
fn moments(interleaving: &Interleaving) -> BTreeMap<Moment, usize> {
    let mut times: BTreeMap<(Actor, Deed), usize> = BTreeMap::new();
    let mut moments = BTreeMap::new();
    for (time, Event { actor, statement, .. }) in interleaving.steps().enumerate() {
        let deed = Deed::of(statement);
        let nth = times.entry((*actor, deed)).or_default();
        moments.insert(Moment { deed, nth: *nth, actor: *actor }, time);
        *nth += 1;
    }
    moments
}

impl Deed {
    fn of(statement: &Statement) -> Deed {
        match statement {
            Statement::Select { .. }
            | Statement::SelectVersion { .. }
            | Statement::SelectSum
            | Statement::SelectForUpdate { .. }
            | Statement::SelectFenced { .. }
            | Statement::SelectLessOrders { .. }
            | Statement::LockUnit { .. } => Deed::Reads,
            Statement::Update { .. }
            | Statement::InsertOrder { .. }
            | Statement::InsertKey
            | Statement::SellUnit { .. }
            | Statement::PlaceHold { .. }
            | Statement::ReleaseHold => Deed::Writes,
            Statement::Commit => Deed::Commits,
            Statement::Tick => Deed::Ticks,
            Statement::Sweep => Deed::Sweeps,
            Statement::ConfirmHold => Deed::Confirms,
            Statement::CheckLease { .. } => Deed::Looks,
            Statement::Lock { .. }
            | Statement::AdvisoryLock { .. }
            | Statement::AcquireLease { .. } => Deed::Locks,
            Statement::Unlock { .. }
            | Statement::AdvisoryUnlock { .. }
            | Statement::ReleaseLease { .. } => Deed::Unlocks,
            Statement::Rollback => Deed::RollsBack,
            Statement::Begin(_) | Statement::Snapshot => Deed::Snapshots,
            Statement::Charge | Statement::Refund => Deed::Pays,
            Statement::Receipt | Statement::Refusal(_) => Deed::Ends,
            Statement::Crash { .. } => Deed::Crashes,
        }
    }
}
