//! A role: what a purchase is like, apart from its strategy and from what the others do.

use std::collections::BTreeSet;
use std::panic::Location;

use super::{Buyer, Crash, Scenario};
use crate::actor::Actor;
use crate::session::Line;
use crate::shop::{Item, Mutex, Resource, Statement};

/// All that decides what a strategy does, beside the responses of the shop.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Role {
    /// The customer.
    pub buyer: Buyer,
    /// Whether charges, refunds and receipts are steps.
    pub crashes: bool,
    crash: Option<Crash>,
}

impl Scenario {
    /// The role of an actor with an order.
    ///
    /// # Panics
    ///
    /// For an actor that the scenario does not have, and for the environment.
    pub fn role(&self, actor: Actor) -> Role {
        let number = actor.order().expect("only buyers have a role");
        let mut buyer = self.buyers[number].clone();
        // The second request of a client is served by a process that lives.
        let lives = matches!(actor, Actor::Duplicate(_));
        let crash = buyer.crash.take().filter(|_| !lives);
        Role { buyer, crashes: self.has_crashes(), crash }
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

impl Role {
    /// After how many steps the process dies.
    pub fn crash_after(&self) -> Option<usize> {
        self.crash.map(|crash| crash.after_steps as usize)
    }

    /// The line that is next after so many steps: the given one, or the crash in its place.
    pub fn or_crash(&self, steps: usize, line: Line) -> Line {
        match self.crash {
            Some(crash) if crash.after_steps as usize == steps => {
                Line { statement: Statement::Crash { instance: crash.instance }, ..line }
            }
            Some(_) | None => line,
        }
    }
}
