//! The stepper: every interleaving without a thread, and the replay of one.

mod playing;
mod script;
mod stepping;

pub(crate) use script::{Place, Script};
pub use stepping::{Obstacle, Position, Stepping};

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::HashSet;

use super::{Engine, Fleet, Recorder};
use crate::actor::Actor;
use crate::fault::Fault;
use crate::interleaving::{Event, Interleaving};
use crate::replay::Replay;
use crate::scenario::{Budget, Scenario};
use crate::schedule::Schedule;
use crate::session::Site;
use crate::shop::{Resource, Response, Shop, SqlState, Statement, Units};
use crate::verdict::Search;

/// Enumerates all interleavings, depth first, in actor order.
///
/// ```
/// use oversell::engine::{Engine, Fleet, Stepper};
/// use oversell::{Scenario, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let verdict = Stepper::default().explore(&fleet, &Scenario::named("last_item")?)?;
/// assert_eq!(verdict.all.interleavings, 6u32.into());
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stepper {
    /// After how many interleavings to give up; the verdict is then bounded.
    pub max_interleavings: u64,
}

impl Default for Stepper {
    fn default() -> Stepper {
        Stepper { max_interleavings: Stepper::MAX_INTERLEAVINGS }
    }
}

impl Stepper {
    /// The most buyers: with more, the first million interleavings are all alike.
    pub const MAX_BUYERS: usize = 26;
    /// The limit that holds unless another is asked for: about a gigabyte of distinct schedules.
    pub const MAX_INTERLEAVINGS: u64 = 3_000_000;

    /// Lets all buyers purchase one after the other, so that what no strategy must do comes out
    /// before an engine with threads gets to it. Returns whether anything was ever locked.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves already then.
    pub(crate) fn rehearse(fleet: &Fleet, scenario: &Scenario) -> Result<bool, Fault> {
        let mut locks = false;
        walk(&mut Stepping::new(fleet, scenario)?, |shop, movable| {
            locks |= shop.held().next().is_some();
            movable.first().copied()
        })?;
        Ok(locks)
    }

    /// Lets all buyers purchase one after the other, as a test does.
    ///
    /// ```
    /// use oversell::engine::{Fleet, Stepper};
    /// use oversell::{Scenario, strategies};
    ///
    /// let fleet = Fleet::of(strategies::find("check_then_update")?);
    /// let test = Stepper::one_after_the_other(&fleet, &Scenario::named("last_item")?)?;
    /// assert_eq!(test.interleaving.schedule().to_string(), "AAB");
    /// assert!(test.violations().is_empty());
    /// # Ok::<(), oversell::Fault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub fn one_after_the_other(fleet: &Fleet, scenario: &Scenario) -> Result<Replay, Fault> {
        Stepper::in_turn(fleet, scenario, |movable| movable.first().copied())
    }

    /// Runs one interleaving: before every step, `next` picks one of those who can move.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub(crate) fn in_turn(
        fleet: &Fleet,
        scenario: &Scenario,
        next: fn(&[Actor]) -> Option<Actor>,
    ) -> Result<Replay, Fault> {
        let mut stepping = Stepping::new(fleet, scenario)?;
        let (position, events) = walk(&mut stepping, |_, movable| next(movable))?;
        Ok(reached(&stepping, &position, events))
    }

    /// Every line that a purchase comes to in any interleaving, with its statement.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub(crate) fn lines(
        fleet: &Fleet,
        scenario: &Scenario,
    ) -> Result<BTreeSet<(Site, Statement)>, Fault> {
        let mut stepping = Stepping::new(fleet, scenario)?;
        let (_, begun) = stepping.start();
        let mut lines = BTreeSet::new();
        let mut note = |events: &[Event]| {
            let made = events.iter().filter(|event| !event.statement.is_end());
            lines.extend(made.map(|event| (event.site, event.statement)));
        };
        note(&begun);
        visit(&mut stepping, |_, events| note(events))?;
        Ok(lines)
    }

    /// What is locked in any interleaving, and whether the database breaks a cycle of waits. Every
    /// position is visited once, however many interleavings lead there.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub(crate) fn survey(fleet: &Fleet, scenario: &Scenario) -> Result<Survey, Fault> {
        let mut stepping = Stepping::new(fleet, scenario)?;
        let deadlock = Response::Error(SqlState::DeadlockDetected);
        let mut survey = Survey::default();
        visit(&mut stepping, |position, events| {
            survey.aborts |= events.iter().any(|event| event.response == deadlock);
            survey.locks.extend(position.shop().held().map(|(resource, _)| resource));
        })?;
        Ok(survey)
    }

    /// The most steps that any purchase takes in any interleaving, where charges and receipts are
    /// steps, and with the most ticks, duplicates and declines that the scenario has a budget for.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub(crate) fn longest(fleet: &Fleet, scenario: &Scenario) -> Result<u32, Fault> {
        let mut longest = 0;
        for placement in scenario.placements(0) {
            let mut stepping = Stepping::new(fleet, &placement.with_money_as_steps())?;
            visit(&mut stepping, |_, _| {})?;
            longest = longest.max(stepping.longest());
        }
        Ok(longest as u32)
    }

    /// The scenario, or every placement of the faults that it has a budget for.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub(crate) fn placements(fleet: &Fleet, scenario: &Scenario) -> Result<Vec<Scenario>, Fault> {
        match scenario.budget() {
            Budget::NONE => Ok(vec![scenario.clone()]),
            budget if budget.crashes == 0 => Ok(scenario.placements(0)),
            _ => Ok(scenario.placements(Stepper::longest(fleet, scenario)?)),
        }
    }

    /// Gives the actors their turns in the order of a schedule that may be another strategy's: whoever
    /// cannot move loses the turn, and when all turns are over everybody goes on, in actor order.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub fn lead(fleet: &Fleet, scenario: &Scenario, schedule: &Schedule) -> Result<Led, Fault> {
        let mut stepping = Stepping::new(fleet, scenario)?;
        let (mut position, mut events) = stepping.start();
        let mut skipped = Vec::new();
        for (turn, &actor) in schedule.0.iter().enumerate() {
            let able = stepping.movable(&position).any(|movable| movable == actor);
            if able {
                step(&mut stepping, &mut position, actor, &mut events)?;
            } else {
                skipped.push(turn);
            }
        }
        loop {
            let next = stepping.movable(&position).next();
            let Some(actor) = next else { break };
            step(&mut stepping, &mut position, actor, &mut events)?;
        }
        let interleaving = Interleaving::new(events);
        Ok(Led { interleaving, shop: position.shop().clone(), skipped })
    }

    /// Replays a schedule, which may end early.
    ///
    /// # Errors
    ///
    /// [`Fault::Impossible`] when the schedule names an actor who cannot move then.
    pub fn replay(
        fleet: &Fleet,
        scenario: &Scenario,
        schedule: &Schedule,
    ) -> Result<Replay, Fault> {
        let mut stepping = Stepping::new(fleet, scenario)?;
        let (mut position, mut events) = stepping.start();
        for (index, &actor) in schedule.0.iter().enumerate() {
            match stepping.step(&mut position, actor, &mut events) {
                Ok(()) => {}
                Err(Obstacle::Unable(reason)) => {
                    return Err(Fault::Impossible {
                        step: index + 1,
                        actor,
                        reason,
                        movable: stepping.movable(&position).collect(),
                    });
                }
                Err(Obstacle::Fault(fault)) => return Err(after(fault, &events)),
            }
        }
        Ok(reached(&stepping, &position, events))
    }
}

/// Where these events have led.
fn reached(stepping: &Stepping, position: &Position, events: Vec<Event>) -> Replay {
    Replay {
        movable: stepping.movable(position).collect(),
        waiting: waiting(stepping, position),
        interleaving: Interleaving::new(events),
        shop: position.shop().clone(),
    }
}

/// Where another strategy goes when the same actors are given the same turns.
#[derive(Clone, Debug)]
pub struct Led {
    /// What happened. It is whole: after the last turn, everybody goes on in actor order.
    pub interleaving: Interleaving,
    /// The shop that it leaves.
    pub shop: Shop,
    /// The turns that were not taken, counted from 0: their actor had ended, or had to wait.
    pub skipped: Vec<usize>,
}

/// What can be said of a scenario without walking every interleaving.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Everything that is locked at some time.
    pub locks: BTreeSet<Resource>,
    /// Whether the database breaks a cycle of waits.
    pub aborts: bool,
}

/// A position on the way, with those of its moves that have not been tried yet.
struct Branch {
    position: Position,
    untried: std::vec::IntoIter<Actor>,
    events: usize,
}

impl Branch {
    fn new(stepping: &Stepping, position: Position, events: usize) -> Branch {
        let movable: Vec<Actor> = stepping.movable(&position).collect();
        Branch { untried: movable.into_iter(), position, events }
    }
}

impl Engine for Stepper {
    fn name(&self) -> &'static str {
        "stepper"
    }

    fn run(
        &self,
        fleet: &Fleet,
        scenario: &Scenario,
        recorder: &Recorder,
    ) -> Result<Search, Fault> {
        let buyers = scenario.buyers().len() as Units;
        Fault::check_or(
            "buyers",
            buyers,
            1..=Stepper::MAX_BUYERS as Units,
            crate::message::INSTEAD_OF_STEPPER,
        )?;
        let mut stepping = Stepping::new(fleet, scenario)?;
        let (position, mut events) = stepping.start();
        let root = Branch::new(&stepping, position, events.len());
        if root.untried.len() == 0 {
            recorder.record(Interleaving::new(events));
            return Ok(Search::Complete);
        }
        let mut path = vec![root];
        let mut interleavings = 0;
        while let Some(branch) = path.last_mut() {
            events.truncate(branch.events);
            let Some(actor) = branch.untried.next() else {
                path.pop();
                continue;
            };
            let mut position = branch.position.clone();
            step(&mut stepping, &mut position, actor, &mut events)?;
            let next = Branch::new(&stepping, position, events.len());
            if next.untried.len() > 0 {
                path.push(next);
                continue;
            }
            if interleavings == self.max_interleavings {
                return Ok(Search::Bounded { executions: interleavings });
            }
            interleavings += 1;
            recorder.record(Interleaving::new(events.clone()));
        }
        Ok(Search::Complete)
    }
}

/// Visits every position once, however many interleavings lead there, and calls `seen` with what
/// happens in each step.
fn visit(stepping: &mut Stepping, mut seen: impl FnMut(&Position, &[Event])) -> Result<(), Fault> {
    let mut open = vec![Rc::new(stepping.start().0)];
    let mut known: HashSet<Rc<Position>> = open.iter().cloned().collect();
    while let Some(position) = open.pop() {
        let movable: Vec<Actor> = stepping.movable(&position).collect();
        for actor in movable {
            let (mut next, mut events) = (Position::clone(&position), Vec::new());
            step(stepping, &mut next, actor, &mut events)?;
            seen(&next, &events);
            let next = Rc::new(next);
            if known.insert(Rc::clone(&next)) {
                open.push(next);
            }
        }
    }
    Ok(())
}

/// Moves whom `next` picks of those who can move, until it picks nobody.
fn walk(
    stepping: &mut Stepping,
    mut next: impl FnMut(&Shop, &[Actor]) -> Option<Actor>,
) -> Result<(Position, Vec<Event>), Fault> {
    let (mut position, mut events) = stepping.start();
    loop {
        let movable: Vec<Actor> = stepping.movable(&position).collect();
        let Some(actor) = next(position.shop(), &movable) else { return Ok((position, events)) };
        step(stepping, &mut position, actor, &mut events)?;
    }
}

/// Moves an actor who is known to be able to.
fn step(
    stepping: &mut Stepping,
    position: &mut Position,
    actor: Actor,
    events: &mut Vec<Event>,
) -> Result<(), Fault> {
    match stepping.step(position, actor, events) {
        Ok(()) => Ok(()),
        Err(Obstacle::Unable(reason)) => unreachable!("{actor} was movable: {reason:?}"),
        Err(Obstacle::Fault(fault)) => Err(after(fault, events)),
    }
}

/// Adds to a strategy's fault the steps that led there.
fn after(fault: Fault, events: &[Event]) -> Fault {
    match fault {
        Fault::Strategy { name, what, .. } => {
            Fault::Strategy { name, what, after: Schedule::of(events) }
        }
        other => other,
    }
}

fn waiting(stepping: &Stepping, position: &Position) -> Vec<(Actor, Actor)> {
    let wait = |&actor: &Actor| Some((actor, stepping.wait(position, actor)?.by));
    stepping.actors().iter().filter_map(wait).collect()
}
