//! A role: what a purchase is like, apart from its strategy and from what the others do.

use super::{Buyer, Crash, Scenario};
use crate::actor::Actor;
use crate::session::Line;
use crate::shop::Statement;

/// All that decides what a strategy does, beside the responses of the shop.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
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
