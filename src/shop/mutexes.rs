//! The in-process mutexes of the API: who holds which. Every API instance has its own.

use std::collections::BTreeMap;

use super::response::{Misuse, Response};
use super::statement::Item;
use crate::actor::Actor;

/// A mutex in the memory of an API process.
///
/// It blocks. The lease of a lock service is tried instead, and expires.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Mutex {
    /// The process.
    pub instance: u8,
    /// The item that it protects.
    pub item: Item,
}

/// The table of held mutexes.
///
/// It only keeps the books. A concurrent engine waits on a real mutex of its own before it asks.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Mutexes {
    held: BTreeMap<Mutex, Actor>,
}

impl Mutexes {
    /// Who holds `mutex` now.
    pub fn holder(&self, mutex: Mutex) -> Option<Actor> {
        self.held.get(&mutex).copied()
    }

    /// Every mutex that is held, with its holder.
    pub fn held(&self) -> impl Iterator<Item = (Mutex, Actor)> + '_ {
        self.held.iter().map(|(&mutex, &actor)| (mutex, actor))
    }

    /// Takes a mutex that is free.
    pub(super) fn lock(&mut self, actor: Actor, mutex: Mutex) {
        self.held.insert(mutex, actor);
    }

    /// Gives the mutex back. As with every real mutex, who does not hold it cannot.
    pub(super) fn unlock(&mut self, actor: Actor, mutex: Mutex) -> Response {
        if self.holder(mutex) != Some(actor) {
            return Response::Misuse(Misuse::NotTheHolder);
        }
        self.held.remove(&mutex);
        Response::Done
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        self.held.values_mut().for_each(|holder| *holder = name(*holder));
    }

    /// A process died, and its memory with it.
    pub(super) fn free_all_of(&mut self, actor: Actor) {
        self.held.retain(|_, holder| *holder != actor);
    }
}
