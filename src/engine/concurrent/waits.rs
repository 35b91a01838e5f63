//! Who waits for whom: notices a wait that can never end before anybody waits in it.
//!
//! A runtime treats a deadlock as the end of the world. Here it is an outcome like any other, so
//! it must not come to one: whoever would close a cycle is stopped instead of waiting, and so is
//! everybody who waits for what will never be free again.

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::Actor;
use crate::shop::{Resource, Shop};

/// The table of holders and waiters. It lies outside of what the runtime schedules.
#[derive(Debug, Default)]
pub struct Waits {
    holders: BTreeMap<Resource, Actor>,
    waiting: BTreeMap<Actor, Resource>,
    left: BTreeSet<Actor>,
}

impl Waits {
    /// `actor` is about to wait for `resource`; `false` when that wait could never end.
    pub fn wait(&mut self, actor: Actor, resource: Resource) -> bool {
        self.waiting.insert(actor, resource);
        let mut at = resource;
        for _hop in 0..=self.waiting.len() {
            let Some(holder) = self.holders.get(&at) else { return true };
            if *holder == actor || self.left.contains(holder) {
                return false;
            }
            match self.waiting.get(holder) {
                Some(&next) => at = next,
                None => return true,
            }
        }
        // Around and around: a cycle that others are in.
        false
    }

    /// `actor` waits no longer.
    pub fn over(&mut self, actor: Actor) {
        self.waiting.remove(&actor);
    }

    /// `actor` makes no further statement; what it holds stays held.
    pub fn leave(&mut self, actor: Actor) {
        self.waiting.remove(&actor);
        self.left.insert(actor);
    }

    /// The books of the shop after a statement.
    pub fn copy(&mut self, shop: &Shop) {
        self.holders.clear();
        self.holders.extend(shop.held());
    }
}
