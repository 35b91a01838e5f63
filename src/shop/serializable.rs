//! What SERIALIZABLE adds to snapshot isolation: it refuses dangerous structures.
//!
//! PostgreSQL's serializable snapshot isolation (Ports and Grittner, "Serializable Snapshot
//! Isolation in PostgreSQL", VLDB 2012; <https://www.postgresql.org/docs/current/transaction-iso.html#XACT-SERIALIZABLE>)
//! looks for three concurrent transactions `in → pivot → out`, where an arrow means that the first
//! read what the second overwrote, and `out` commits first. `in` and `out` may be the same one.
//!
//! Simpler than PostgreSQL: the error comes at COMMIT always, where PostgreSQL may report it at an
//! earlier statement; and what is read is a row or all orders of an item, never a page, so there are
//! no false alarms by coarse locks. Transactions of other levels take no part.

use std::collections::BTreeSet;

use super::statement::Item;
use crate::actor::Actor;

/// Something that is read or written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Thing {
    /// A row of `products`.
    Row(Item),
    /// All orders of an item: what a `count(*)` reads and an INSERT adds to.
    Orders(Item),
    /// A unit's row.
    Unit(Item, u32),
}

/// The serializable transactions that are open, and the committed ones that ran beside them.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub(super) struct Serializable {
    tracks: Vec<Track>,
    commits: u32,
}

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
struct Track {
    actor: Actor,
    /// How many had committed when its snapshot was taken.
    begun: u32,
    /// Its number among the commits.
    committed: Option<u32>,
    reads: BTreeSet<Thing>,
    writes: BTreeSet<Thing>,
}

impl Serializable {
    pub(super) fn begin(&mut self, actor: Actor) {
        self.tracks.push(Track {
            actor,
            begun: self.commits,
            committed: None,
            reads: BTreeSet::new(),
            writes: BTreeSet::new(),
        });
    }

    pub(super) fn reads(&mut self, actor: Actor, thing: Thing) {
        if let Some(track) = self.open(actor) {
            track.reads.insert(thing);
        }
    }

    pub(super) fn writes(&mut self, actor: Actor, thing: Thing) {
        if let Some(track) = self.open(actor) {
            track.writes.insert(thing);
        }
    }

    /// Commits the transaction of `actor`, or refuses it.
    pub(super) fn commit(&mut self, actor: Actor) -> Result<(), ()> {
        let Some(index) = self.tracks.iter().position(|track| track.is_open_of(actor)) else {
            return Ok(());
        };
        if self.is_dangerous(&self.tracks[index]) {
            return Err(());
        }
        self.commits += 1;
        self.tracks[index].committed = Some(self.commits);
        self.forget();
        Ok(())
    }

    pub(super) fn abort(&mut self, actor: Actor) {
        self.tracks.retain(|track| !track.is_open_of(actor));
        self.forget();
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        self.tracks.iter_mut().for_each(|track| track.actor = name(track.actor));
    }

    pub(super) fn knows(&self, actor: Actor) -> bool {
        self.tracks.iter().any(|track| track.actor == actor)
    }

    fn open(&mut self, actor: Actor) -> Option<&mut Track> {
        self.tracks.iter_mut().find(|track| track.is_open_of(actor))
    }

    fn is_dangerous(&self, me: &Track) -> bool {
        let others = || self.tracks.iter().filter(|other| *other != me);
        let as_pivot =
            others().filter(|out| out.committed.is_some() && me.precedes(out)).any(|out| {
                others().any(|before| {
                    before.precedes(me)
                        && before.committed.is_none_or(|at| Some(at) >= out.committed)
                })
            });
        let as_first = others().filter(|pivot| me.precedes(pivot)).any(|pivot| {
            let first = |out: &Track| out.committed.is_some() && out.committed < pivot.committed;
            others().any(|out| first(out) && pivot.precedes(out))
        });
        as_pivot || as_first
    }

    /// Drops the committed ones beside which nothing runs any more.
    fn forget(&mut self) {
        let open = self.tracks.iter().filter(|track| track.committed.is_none());
        let oldest = open.map(|track| track.begun).min();
        self.tracks.retain(|track| match (track.committed, oldest) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(at), Some(oldest)) => at > oldest,
        });
        if self.tracks.is_empty() {
            self.commits = 0;
        }
    }
}

impl Track {
    fn is_open_of(&self, actor: Actor) -> bool {
        self.actor == actor && self.committed.is_none()
    }

    /// Whether this one read what the other wrote without seeing it, so that it comes before it in
    /// every serial order.
    fn precedes(&self, other: &Track) -> bool {
        let beside = |one: &Track, two: &Track| one.committed.is_none_or(|at| at > two.begun);
        beside(self, other) && beside(other, self) && !self.reads.is_disjoint(&other.writes)
    }
}
