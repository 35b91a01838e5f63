//! The in-process mutexes of the API: who holds which.

use std::collections::BTreeMap;

use super::statement::{Misuse, Mutex, Response};
use crate::actor::Actor;

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

    /// Takes the mutex, or says who is in the way; that may be the actor itself (it is not reentrant).
    pub(super) fn lock(&mut self, actor: Actor, mutex: Mutex) -> Result<(), Actor> {
        match self.holder(mutex) {
            Some(holder) => Err(holder),
            None => {
                self.held.insert(mutex, actor);
                Ok(())
            }
        }
    }

    /// Gives the mutex back. As with every real mutex, who does not hold it cannot.
    pub(super) fn unlock(&mut self, actor: Actor, mutex: Mutex) -> Response {
        if self.holder(mutex) != Some(actor) {
            return Response::Misuse(Misuse::NotTheHolder);
        }
        self.held.remove(&mutex);
        Response::Done
    }
}
