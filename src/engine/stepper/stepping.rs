//! Stepping: one step at a time, by hand, through a scenario.

use super::script::{Place, Script};
use crate::actor::Actor;
use crate::engine::Fleet;
use crate::fault::{Fault, Unable};
use crate::interleaving::Event;
use crate::scenario::Scenario;
use crate::session::Line;
use crate::shop::{Applied, Response, Shop};

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
        let mut known = Vec::new();
        for (number, buyer) in scenario.buyers().iter().enumerate() {
            let strategy = fleet.strategy(number);
            let same = known.iter().position(|(other, before): &(_, &_)| {
                std::sync::Arc::ptr_eq(strategy, other) && *before == buyer
            });
            let script = match same {
                Some(script) => script,
                None => {
                    stepping.scripts.push(Script::new(strategy.clone(), buyer.clone())?);
                    known.push((strategy.clone(), buyer));
                    known.len() - 1
                }
            };
            stepping.cast.push(script);
        }
        Ok(stepping)
    }

    /// Everybody who takes steps, in actor order.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
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
        self.scripts[self.cast[index]].next(position.places[index])
    }

    /// Moves `actor` by one step and appends what happened to `events`.
    ///
    /// # Errors
    ///
    /// `Err(Ok(reason))` when the actor cannot move; `Err(Err(fault))` when its strategy misbehaves.
    pub fn step(
        &mut self,
        position: &mut Position,
        actor: Actor,
        events: &mut Vec<Event>,
    ) -> Result<(), Obstacle> {
        let index = self.index(actor).ok_or(Unable::Absent)?;
        let line = self.able(position, index)?.clone();
        let response = match position.shop.apply(actor, &line.statement) {
            Applied::Done(response) => response,
            Applied::Blocked { by } => return Err(Unable::Blocked { by }.into()),
        };
        events.push(event(actor, &line, response));
        let script = &mut self.scripts[self.cast[index]];
        position.places[index] = script.follow(position.places[index], response)?;
        self.asides(position, index, events);
        Ok(())
    }

    /// The step that the actor of this index can make now.
    fn able(&self, position: &Position, index: usize) -> Result<&Line, Unable> {
        let script = &self.scripts[self.cast[index]];
        let line = script.next(position.places[index]).ok_or(Unable::Ended)?;
        match position.shop.blocker(&line.statement) {
            Some(by) => Err(Unable::Blocked { by }),
            None => Ok(line),
        }
    }

    fn asides(&self, position: &mut Position, index: usize, events: &mut Vec<Event>) {
        let actor = self.actors[index];
        for (line, answer) in self.scripts[self.cast[index]].asides(position.places[index]) {
            let applied = position.shop.apply(actor, &line.statement);
            debug_assert_eq!(applied, Applied::Done(*answer));
            events.push(event(actor, line, *answer));
        }
    }

    fn index(&self, actor: Actor) -> Option<usize> {
        self.actors.iter().position(|other| *other == actor)
    }
}

/// Why a step was not made.
#[derive(Debug)]
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

fn event(actor: Actor, line: &Line, response: Response) -> Event {
    Event { actor, site: line.site, statement: line.statement.clone(), response }
}
