//! A replay: where a schedule leads.

use std::collections::BTreeSet;

use crate::actor::Actor;
use crate::interleaving::Interleaving;
use crate::shop::Shop;
use crate::violation::Violation;

/// Where a schedule leads.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Replay {
    /// What happened.
    pub interleaving: Interleaving,
    /// The shop that it leaves.
    pub shop: Shop,
    /// Who could move next. Nobody, when the interleaving is whole.
    pub movable: Vec<Actor>,
    /// Who waits, and for whom.
    pub waiting: Vec<(Actor, Actor)>,
}

impl Replay {
    /// Whether the schedule ends where the interleaving does.
    pub fn is_whole(&self) -> bool {
        self.movable.is_empty()
    }

    /// Whether the database would abort this actor's next statement, to break a cycle of waits.
    pub fn is_victim(&self, actor: Actor) -> bool {
        self.movable.contains(&actor) && self.waiting.iter().any(|(waits, _)| *waits == actor)
    }

    /// The promises broken: all of them when the interleaving is whole, else those that show at once.
    pub fn violations(&self) -> BTreeSet<Violation> {
        let judged = Violation::judge(&self.shop).into_iter();
        judged.filter(|violation| self.is_whole() || violation.shows_at_once()).collect()
    }
}
