//! The cast of a scenario: who takes steps, and what they meet.

use std::collections::BTreeSet;
use std::panic::Location;

use super::Scenario;
use crate::actor::Actor;
use crate::session::Line;
use crate::shop::{Item, Mutex, Resource, Statement};

impl Scenario {
    /// Who purchases, in actor order.
    pub fn purchasers(&self) -> impl Iterator<Item = Actor> + '_ {
        let buyers = (0..self.buyers.len()).map(|number| Actor::Buyer(number as u8));
        buyers.chain(self.duplicates.iter().map(|&number| Actor::Duplicate(number)))
    }

    /// Everybody who takes steps, in actor order.
    pub fn actors(&self) -> Vec<Actor> {
        let clock = (self.ticks > 0).then_some(Actor::Clock);
        let sweeper = (self.sweeps > 0).then_some(Actor::Sweeper);
        self.purchasers().chain(clock).chain(sweeper).collect()
    }

    /// Every in-process mutex that there is: one per item and API instance.
    pub(crate) fn mutexes(&self) -> BTreeSet<Resource> {
        let items = (0..self.stock.len()).map(|item| Item(item as u8));
        let instances = self.buyers.iter().map(|buyer| buyer.instance).max().unwrap_or(0);
        let of = |item| (0..=instances).map(move |instance| Mutex { instance, item });
        items.flat_map(of).map(Resource::Mutex).collect()
    }

    /// What an actor of the environment does, step by step.
    pub fn errands(&self, actor: Actor) -> Vec<Line> {
        let (statement, times) = match actor {
            Actor::Clock => (Statement::Tick, self.ticks),
            Actor::Sweeper => (Statement::Sweep, self.sweeps),
            Actor::Buyer(_) | Actor::Duplicate(_) => return Vec::new(),
        };
        vec![Line { site: Location::caller(), statement }; times as usize]
    }
}
