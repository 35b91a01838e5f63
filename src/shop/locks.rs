//! The locks of the database: of rows, of keys, and advisory ones.

use std::collections::BTreeMap;

use super::statement::Item;
use crate::actor::Actor;

/// Something in the database that can be locked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Lockable {
    /// A row of `products`.
    Row(Item),
    /// The row of a unit.
    Unit(Item, u32),
    /// The entry of a unique index: the key of an order.
    Key(usize),
    /// The key of an advisory lock.
    Advisory(Item),
}

/// Who holds which lock of the database, and until when.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Locks {
    held: BTreeMap<Lockable, Held>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
struct Held {
    by: Actor,
    /// Kept beyond the end of the transaction, until it is given back or the connection closes.
    session: bool,
}

impl Locks {
    /// Who holds the lock.
    pub fn holder(&self, lockable: Lockable) -> Option<Actor> {
        self.held.get(&lockable).map(|held| held.by)
    }

    /// Every lock that is held, with its holder.
    pub fn held(&self) -> impl Iterator<Item = (Lockable, Actor)> + '_ {
        self.held.iter().map(|(&lockable, held)| (lockable, held.by))
    }

    /// Who else holds the lock.
    pub(super) fn other(&self, actor: Actor, lockable: Lockable) -> Option<Actor> {
        self.holder(lockable).filter(|holder| *holder != actor)
    }

    /// Takes a lock that nobody else holds, until the end of the transaction or of the session.
    pub(super) fn take(&mut self, actor: Actor, lockable: Lockable, session: bool) {
        self.held.entry(lockable).or_insert(Held { by: actor, session });
    }

    /// Gives a lock of the session back; `false` when the actor does not hold it.
    pub(super) fn give_back(&mut self, actor: Actor, lockable: Lockable) -> bool {
        let holds = self.holder(lockable) == Some(actor);
        if holds {
            self.held.remove(&lockable);
        }
        holds
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        let renamed = |(lockable, held): (&Lockable, &Held)| {
            let lockable = match *lockable {
                Lockable::Key(order) => Lockable::Key(renamed_order(order, name)),
                other => other,
            };
            (lockable, Held { by: name(held.by), ..*held })
        };
        self.held = self.held.iter().map(renamed).collect();
    }

    pub(super) fn end_transaction(&mut self, actor: Actor) {
        self.held.retain(|_, held| held.by != actor || held.session);
    }

    pub(super) fn end_session(&mut self, actor: Actor) {
        self.held.retain(|_, held| held.by != actor);
    }
}

/// The number of an order after its buyer has been renamed.
pub(super) fn renamed_order(order: usize, name: &dyn Fn(Actor) -> Actor) -> usize {
    name(Actor::Buyer(order as u8)).order().expect("a buyer is renamed to a buyer")
}
