//! A play: everything that can happen in a scenario, as a value that can be walked by hand.
//!
//! The interleavings of a scenario make a tree; a play folds it. A situation that several schedules
//! lead to is there once, with the moves that are possible in it, so that thousands of interleavings
//! are a few dozen situations.

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::Actor;
use crate::explain::Reason;
use crate::interleaving::{Event, Interleaving};
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use crate::session::Line;
use crate::shop::{Shop, Wait};
use crate::verdict::Count;
use crate::violation::Violation;

/// A fleet in a scenario, with all that can happen.
///
/// ```
/// use oversell::engine::{Fleet, Stepper};
/// use oversell::{Scenario, Violation, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let play = Stepper::play(&fleet, &Scenario::named("last_item")?)?;
/// assert_eq!(play.interleavings(), 6u32.into());
/// // Once A and B have both read, nothing saves the shop.
/// let doomed = &play.situations[play.follow(&"AB".parse()?).expect("both can read")];
/// assert!(doomed.futures.keys().all(|broken| broken.contains(&Violation::Oversold)));
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone, Debug)]
pub struct Play {
    /// The name of the strategy, or of the fleet.
    pub strategy: String,
    /// The scenario.
    pub scenario: Scenario,
    /// What happens before the first step.
    pub begun: Vec<Event>,
    /// Every situation, each once. The first is the beginning, and a move leads to a later one.
    pub situations: Vec<Situation>,
    /// Why promises are broken, where the interleavings are few enough to tell.
    pub reasons: Vec<Reason>,
}

/// A moment between two steps.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The shop.
    pub shop: Shop,
    /// What each actor of the scenario does next, in actor order; `None` for one that has ended.
    pub intents: Vec<Option<Intent>>,
    /// Who can move, in actor order, and where that leads. Nobody can at the end.
    pub moves: Vec<Move>,
    /// In how many of the interleavings that go on from here which promises are broken at the end.
    pub futures: BTreeMap<BTreeSet<Violation>, Count>,
}

/// What an actor does next.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The statement, and the line that makes it.
    pub line: Line,
    /// What it waits for. An actor that waits and can move nevertheless is aborted (40P01).
    pub wait: Option<Wait>,
}

/// One step, with what its actor does right behind it.
#[derive(Clone, Debug)]
pub struct Move {
    /// Who moves.
    pub actor: Actor,
    /// What happens: the step first.
    pub events: Vec<Event>,
    /// The number of the situation that this leads to.
    pub to: usize,
}

impl Situation {
    /// Whether nobody can move.
    pub fn is_end(&self) -> bool {
        self.moves.is_empty()
    }

    /// The promises broken here: all of them at the end, else those that show at once.
    pub fn broken(&self) -> BTreeSet<Violation> {
        let judged = Violation::judge(&self.shop).into_iter();
        judged.filter(|violation| self.is_end() || violation.shows_at_once()).collect()
    }

    /// What happens when `actor` moves; `None` when it cannot.
    pub fn step(&self, actor: Actor) -> Option<&Move> {
        self.moves.iter().find(|step| step.actor == actor)
    }
}

impl Play {
    /// The most situations of a play: a page with so many is read by nobody, and weighs megabytes.
    pub const MAX_SITUATIONS: usize = 10_000;

    /// How many interleavings there are.
    pub fn interleavings(&self) -> Count {
        self.situations[0].futures.values().sum()
    }

    /// In how many interleavings a promise is broken.
    pub fn breaking(&self, violation: Violation) -> Count {
        let futures = self.situations[0].futures.iter();
        futures.filter(|(broken, _)| broken.contains(&violation)).map(|(_, count)| count).sum()
    }

    /// The promises that some interleaving breaks.
    pub fn violations(&self) -> BTreeSet<Violation> {
        self.situations[0].futures.keys().flatten().copied().collect()
    }

    /// The number of the situation that a schedule leads to; `None` when it names somebody who cannot
    /// move then.
    pub fn follow(&self, schedule: &Schedule) -> Option<usize> {
        let mut actors = schedule.0.iter();
        actors.try_fold(0, |at, &actor| Some(self.situations[at].step(actor)?.to))
    }

    /// What happens in a schedule; `None` when it names somebody who cannot move then.
    pub fn interleaving(&self, schedule: &Schedule) -> Option<Interleaving> {
        let mut events = self.begun.clone();
        let mut at = 0;
        for &actor in &schedule.0 {
            let step = self.situations[at].step(actor)?;
            events.extend(step.events.iter().cloned());
            at = step.to;
        }
        Some(Interleaving::new(events))
    }

    /// The schedule that breaks a promise and is easiest to follow; `None` when nothing breaks it.
    pub fn simplest(&self, violation: Violation) -> Option<Schedule> {
        let breaks = |situation: &Situation| situation.broken().contains(&violation);
        let easiest = self.easiest();
        let broken = easiest.iter().zip(&self.situations).filter(|(_, here)| breaks(here));
        let ways = broken.flat_map(|(ways, _)| ways.values());
        ways.min().map(|(_, _, actors)| Schedule(actors.clone()))
    }

    /// For each situation and whoever moved last before it, the easiest schedule that leads there. It
    /// goes on from one of those a step before: whatever is added to two schedules of the same last
    /// actor leaves the easier one easier.
    fn easiest(&self) -> Vec<BTreeMap<Option<Actor>, Simplicity>> {
        let mut easiest = vec![BTreeMap::new(); self.situations.len()];
        easiest[0].insert(None, Schedule::default().simplicity());
        for (at, situation) in self.situations.iter().enumerate() {
            for step in &situation.moves {
                let onward = easiest[at].values().map(|(_, _, actors): &Simplicity| {
                    let mut actors = actors.clone();
                    actors.push(step.actor);
                    Schedule(actors).simplicity()
                });
                let Some(best) = onward.min() else { continue };
                let known = easiest[step.to].entry(Some(step.actor)).or_insert(best.clone());
                *known = best.min(known.clone());
            }
        }
        easiest
    }
}

/// How easy a schedule is to follow: see [`Schedule::simplicity`].
type Simplicity = (usize, usize, Vec<Actor>);
