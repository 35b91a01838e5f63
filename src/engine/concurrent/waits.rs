//! Who waits for whom: notices a cycle before anybody waits in it.
//!
//! A runtime treats a deadlock as the end of the world. Here it is an outcome like any other, so
//! it must not come to one: whoever would close a cycle is stopped instead of waiting, and so is
//! everybody who waits for a mutex that will never be free again.

use std::collections::BTreeMap;

use crate::actor::Actor;
use crate::shop::Mutex;

/// The table of holders and waiters. It lies outside of what the runtime schedules.
#[derive(Debug, Default)]
pub struct Waits {
    holders: BTreeMap<Mutex, Actor>,
    waiting: BTreeMap<Actor, Mutex>,
}

impl Waits {
    /// `actor` is about to wait for `mutex`; `false` when that wait could never end.
    pub fn wait(&mut self, actor: Actor, mutex: Mutex) -> bool {
        let mut at = mutex;
        while let Some(&holder) = self.holders.get(&at) {
            if holder == actor {
                return false;
            }
            match self.waiting.get(&holder) {
                Some(&next) => at = next,
                None => break,
            }
        }
        self.waiting.insert(actor, mutex);
        true
    }

    /// `actor` has the mutex.
    pub fn took(&mut self, actor: Actor, mutex: Mutex) {
        self.waiting.remove(&actor);
        self.holders.insert(mutex, actor);
    }

    /// The mutex is free.
    pub fn freed(&mut self, mutex: Mutex) {
        self.holders.remove(&mutex);
    }
}
