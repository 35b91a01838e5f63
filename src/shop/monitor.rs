//! The monitor: what the shop's alerting would have seen while it happened.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::{Item, Units};
use crate::actor::Actor;

/// An alert of the shop's monitoring.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Alert {
    /// A row's stock was below zero after some statement. Pages somebody at once.
    NegativeStock,
    /// Two holders of one mutex or lease overlapped. Pages somebody at once.
    LockOverlap,
    /// More units were on receipts than there were to sell. The books show it; nobody is paged.
    Oversold,
}

impl Alert {
    /// Every alert.
    pub const ALL: &'static [Alert] = &[Alert::NegativeStock, Alert::LockOverlap, Alert::Oversold];

    /// The name, as in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Alert::NegativeStock => "NegativeStock",
            Alert::LockOverlap => "LockOverlap",
            Alert::Oversold => "Oversold",
        }
    }

    /// Whether somebody is woken up by it. That oversold books are found in is too late for that.
    pub fn pages(self) -> bool {
        matches!(self, Alert::NegativeStock | Alert::LockOverlap)
    }
}

/// Watches the shop after every statement, and remembers.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Monitor {
    lowest_stock: Units,
    fired: BTreeSet<Alert>,
    sections: BTreeMap<(Item, Actor), Section>,
    exclusion_broken: bool,
    lease_stolen: bool,
}

/// What a holder of an item's mutex or lease has done in its critical section.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
enum Section {
    /// It has not touched the row yet.
    Entered,
    /// It has read or written the row.
    Inside,
    /// It has, and another holder has after it: if it touches the row again, both are inside.
    Overtaken,
}

impl Monitor {
    pub(super) fn new(stock: &[Units]) -> Monitor {
        Monitor {
            lowest_stock: stock.iter().copied().min().unwrap_or(0),
            fired: BTreeSet::new(),
            sections: BTreeMap::new(),
            exclusion_broken: false,
            lease_stolen: false,
        }
    }

    /// The lowest stock that any row had after any statement, in units.
    pub fn lowest_stock(&self) -> Units {
        self.lowest_stock
    }

    /// The alerts that have fired.
    pub fn alerts(&self) -> &BTreeSet<Alert> {
        &self.fired
    }

    /// Whether two holders of the same mutex or lease were inside at once: one touched the row, then
    /// the other, then the first again. Holding an expired lease alone is not being inside: a row
    /// that refuses the late one (a fence) keeps it out.
    pub fn exclusion_broken(&self) -> bool {
        self.exclusion_broken
    }

    /// Whether a live lease was removed by somebody who did not hold it.
    pub fn lease_stolen(&self) -> bool {
        self.lease_stolen
    }

    pub(super) fn watch_stock(&mut self, lowest: Units, oversold: bool) {
        self.lowest_stock = self.lowest_stock.min(lowest);
        if self.lowest_stock < 0 {
            self.fired.insert(Alert::NegativeStock);
        }
        if oversold {
            self.fired.insert(Alert::Oversold);
        }
    }

    /// `actor` has taken the item's mutex or lease.
    pub(super) fn enter(&mut self, item: Item, actor: Actor) {
        if self.sections.keys().any(|(of, holder)| *of == item && *holder != actor) {
            self.fired.insert(Alert::LockOverlap);
        }
        self.sections.insert((item, actor), Section::Entered);
    }

    /// `actor` has read or written the item's row.
    pub(super) fn touch(&mut self, item: Item, actor: Actor) {
        let Some(mine) = self.sections.get_mut(&(item, actor)) else { return };
        self.exclusion_broken |= *mine == Section::Overtaken;
        *mine = Section::Inside;
        for ((of, holder), section) in &mut self.sections {
            if *of == item && *holder != actor && *section == Section::Inside {
                *section = Section::Overtaken;
            }
        }
    }

    /// `actor` believes to hold the item's mutex or lease no longer.
    pub(super) fn leave(&mut self, item: Item, actor: Actor) {
        self.sections.remove(&(item, actor));
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        let sections = std::mem::take(&mut self.sections);
        self.sections = sections
            .into_iter()
            .map(|((item, actor), section)| ((item, name(actor)), section))
            .collect();
    }

    pub(super) fn knows(&self, actor: Actor) -> bool {
        self.sections.keys().any(|(_, holder)| *holder == actor)
    }

    /// `actor` has gone.
    pub(super) fn leave_all(&mut self, actor: Actor) {
        self.sections.retain(|(_, holder), _| *holder != actor);
    }

    pub(super) fn note_stolen_lease(&mut self) {
        self.lease_stolen = true;
    }
}
