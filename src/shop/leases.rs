//! The lease service: the story's Redis. A lease is tried, it expires, it carries a token.
//!
//! `SET key token NX PX ttl` takes it, `DEL key` gives it back, and the safe way to give it back
//! compares the token first: <https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/>.
//! Tokens grow, so that they can fence: a row can refuse whoever has an older one than it has seen
//! (M. Kleppmann, "How to do distributed locking", 2016).

use std::collections::BTreeMap;

use super::response::Response;
use super::statement::{Item, Token};
use crate::actor::Actor;

/// The lease service.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Leases {
    live: BTreeMap<Item, Lease>,
    /// The last token that was given, by item.
    last: BTreeMap<Item, Token>,
}

/// A lease that has not expired.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Lease {
    /// Who took it.
    pub holder: Actor,
    /// Its number.
    pub token: Token,
    /// The tick at which it expires.
    pub expires: u32,
}

impl Leases {
    /// The live lease of an item.
    pub fn live(&self, item: Item) -> Option<&Lease> {
        self.live.get(&item)
    }

    /// Every live lease.
    pub fn all(&self) -> impl Iterator<Item = (Item, &Lease)> + '_ {
        self.live.iter().map(|(&item, lease)| (item, lease))
    }

    pub(super) fn acquire(&mut self, holder: Actor, item: Item, expires: u32) -> Response {
        if self.live.contains_key(&item) {
            return Response::Lease(None);
        }
        let last = self.last.entry(item).or_default();
        *last += 1;
        let token = *last;
        self.live.insert(item, Lease { holder, token, expires });
        Response::Lease(Some(token))
    }

    /// Removes the lease, if there is one and its token is the given one (or none is compared).
    /// Returns what was removed.
    pub(super) fn release(&mut self, item: Item, token: Option<Token>) -> Option<Lease> {
        let lease = self.live.get(&item)?;
        if token.is_some_and(|token| token != lease.token) {
            return None;
        }
        self.live.remove(&item)
    }

    pub(super) fn check(&self, item: Item, token: Token) -> Response {
        let mine = self.live(item).is_some_and(|lease| lease.token == token);
        Response::Rows(u8::from(mine))
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        self.live.values_mut().for_each(|lease| lease.holder = name(lease.holder));
    }

    /// The clock has ticked: what expires now is gone.
    pub(super) fn expire(&mut self, now: u32) {
        self.live.retain(|_, lease| lease.expires > now);
    }
}
