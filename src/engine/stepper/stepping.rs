//! Stepping: one step at a time, by hand, through a scenario.

use std::sync::Arc;

use super::script::{Place, Script};
use crate::actor::Actor;
use crate::engine::Fleet;
use crate::fault::{Fault, Unable};
use crate::interleaving::Event;
use crate::scenario::Scenario;
use crate::session::Line;
use crate::shop::{Applied, Response, Shop, Wait};

/// A scenario with a fleet, ready to be stepped. It grows as it learns what the strategies do.
pub struct Stepping {
    scenario: Scenario,
    actors: Vec<Actor>,
    scripts: Vec<Script>,
    /// For each actor, its script: buyers of the same order and strategy share one.
    cast: Vec<usize>,
}

/// A moment between two steps: the shop, and where every actor is in its script.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Position {
    shop: Shop,
    places: Vec<Place>,
}

impl Position {
    /// The shop at this moment.
    pub fn shop(&self) -> &Shop {
        &self.shop
    }
}

/// How an actor makes its next step.
enum Able<'a> {
    /// It runs.
    Runs(&'a Line),
    /// The database aborts it, to break a cycle of waits.
    Aborted(&'a Line),
}

impl Stepping {
    /// Prepares a fleet for a scenario.
    ///
    /// # Errors
    ///
    /// When there is nobody to step, or a strategy misbehaves before its first step.
    pub fn new(fleet: &Fleet, scenario: &Scenario) -> Result<Stepping, Fault> {
        if scenario.buyers().is_empty() {
            return Err(Fault::NoBuyers);
        }
        let mut stepping = Stepping {
            scenario: scenario.clone(),
            actors: scenario.actors(),
            scripts: Vec::new(),
            cast: Vec::new(),
        };
        for actor in scenario.actors() {
            let script = stepping.script(fleet, actor)?;
            stepping.cast.push(script);
        }
        Ok(stepping)
    }

    /// The index of the actor's script: that of an earlier actor who does just the same, or a new one.
    fn script(&mut self, fleet: &Fleet, actor: Actor) -> Result<usize, Fault> {
        let script = match actor.order() {
            None => Script::of_errands(self.scenario.errands(actor)),
            Some(number) => {
                let strategy = fleet.strategy(number);
                let role = self.scenario.role(actor);
                let same = |script: &Script| script.is_of(strategy, &role);
                if let Some(known) = self.scripts.iter().position(same) {
                    return Ok(known);
                }
                Script::of_purchase(Arc::clone(strategy), role)?
            }
        };
        self.scripts.push(script);
        Ok(self.scripts.len() - 1)
    }

    /// The scripts, and for each actor the index of its own.
    pub(crate) fn into_scripts(self) -> (Vec<Script>, Vec<usize>) {
        (self.scripts, self.cast)
    }

    /// Everybody who takes steps, in actor order.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// The most steps that any purchase has taken so far.
    pub fn longest(&self) -> usize {
        self.scripts.iter().map(Script::longest).max().unwrap_or(0)
    }

    /// The position before the first step, and what happened beside the shared state on the way.
    pub fn start(&self) -> (Position, Vec<Event>) {
        let mut position = Position {
            shop: Shop::open(&self.scenario),
            places: vec![Place::START; self.actors.len()],
        };
        let mut events = Vec::new();
        for index in 0..self.actors.len() {
            self.asides(&mut position, index, &mut events);
        }
        (position, events)
    }

    /// Who can move at this position, in actor order.
    pub fn movable<'a>(&'a self, position: &'a Position) -> impl Iterator<Item = Actor> + 'a {
        let actors = self.actors.iter().enumerate();
        actors.filter(|(index, _)| self.able(position, *index).is_ok()).map(|(_, actor)| *actor)
    }

    /// The statement that `actor` makes next; `None` when it has ended.
    pub fn next(&self, position: &Position, actor: Actor) -> Option<&Line> {
        let index = self.index(actor)?;
        if position.shop.has_ended(actor) {
            return None;
        }
        self.scripts[self.cast[index]].next(position.places[index])
    }

    /// What `actor` waits for at this position, if it does.
    pub fn wait(&self, position: &Position, actor: Actor) -> Option<Wait> {
        let line = self.next(position, actor)?;
        position.shop.wait(actor, &line.statement)
    }

    /// Moves `actor` by one step and appends what happened to `events`.
    ///
    /// # Errors
    ///
    /// When the actor cannot move, or its strategy misbehaves.
    pub fn step(
        &mut self,
        position: &mut Position,
        actor: Actor,
        events: &mut Vec<Event>,
    ) -> Result<(), Obstacle> {
        let index = self.index(actor).ok_or(Unable::Absent)?;
        let (line, response) = match self.able(position, index)? {
            Able::Aborted(line) => (line.clone(), position.shop.abort_victim(actor)),
            Able::Runs(line) => match position.shop.apply(actor, &line.statement) {
                Applied::Done(response) => (line.clone(), response),
                Applied::Blocked(wait) => return Err(Unable::Blocked { by: wait.by }.into()),
            },
        };
        events.push(event(actor, &line, response, true));
        let script = &mut self.scripts[self.cast[index]];
        position.places[index] = script.follow(position.places[index], response)?;
        self.asides(position, index, events);
        Ok(())
    }

    /// How the actor of this index can move now.
    fn able(&self, position: &Position, index: usize) -> Result<Able<'_>, Unable> {
        let actor = self.actors[index];
        if position.shop.is_closed() {
            return Err(Unable::Ended);
        }
        let line = self.next(position, actor).ok_or(Unable::Ended)?;
        let Some(wait) = position.shop.wait(actor, &line.statement) else {
            return Ok(Able::Runs(line));
        };
        let next = |other| self.next(position, other).map(|line| line.statement);
        if position.shop.is_victim(actor, next) {
            Ok(Able::Aborted(line))
        } else {
            Err(Unable::Blocked { by: wait.by })
        }
    }

    fn asides(&self, position: &mut Position, index: usize, events: &mut Vec<Event>) {
        let actor = self.actors[index];
        for (line, answer) in self.scripts[self.cast[index]].asides(position.places[index]) {
            let applied = position.shop.apply(actor, &line.statement);
            debug_assert_eq!(applied, Applied::Done(*answer));
            events.push(event(actor, line, *answer, false));
        }
    }

    fn index(&self, actor: Actor) -> Option<usize> {
        self.actors.iter().position(|other| *other == actor)
    }
}

/// Why a step was not made.
#[derive(Debug)]
#[non_exhaustive]
pub enum Obstacle {
    /// The actor cannot move now.
    Unable(Unable),
    /// Its strategy misbehaved.
    Fault(Fault),
}

impl From<Unable> for Obstacle {
    fn from(unable: Unable) -> Obstacle {
        Obstacle::Unable(unable)
    }
}

impl From<Fault> for Obstacle {
    fn from(fault: Fault) -> Obstacle {
        Obstacle::Fault(fault)
    }
}

fn event(actor: Actor, line: &Line, response: Response, step: bool) -> Event {
    Event { actor, site: line.site, statement: line.statement, response, step }
}
