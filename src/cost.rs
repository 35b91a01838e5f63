//! Cost: what a strategy makes buyers and the database pay, whether or not it is safe.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;
use std::ops::AddAssign;

use crate::actor::Actor;
use crate::interleaving::{Event, Interleaving, replay};
use crate::scenario::Scenario;
use crate::shop::{Response, Shop, Statement};
use crate::violation;

/// What happened, summed over interleavings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Cost {
    /// Statements that are steps.
    pub statements: u64,
    /// Receipts.
    pub sales: u64,
    /// Buyers refused, for another reason than their own card, though what they wanted was left.
    pub turned_away: u64,
    /// Errors of the database: transactions for nothing.
    pub aborts: u64,
    /// Purchases' attempts after their first.
    pub retries: u64,
    /// Statements that had to wait for another buyer.
    pub waits: u64,
}

impl Cost {
    /// The cost of one interleaving, which left `end`. `locks` is whether anything was ever held in it
    /// that others could have waited for.
    pub(crate) fn of(
        scenario: &Scenario,
        interleaving: &Interleaving,
        end: &Shop,
        locks: bool,
    ) -> Cost {
        let events = interleaving.events();
        let mut cost = Cost {
            turned_away: violation::turned_away(end).count() as u64,
            retries: retries(events),
            waits: if locks { waits(scenario, events) } else { 0 },
            ..Cost::default()
        };
        for event in events {
            cost.statements += u64::from(event.step);
            cost.sales += u64::from(event.statement == Statement::Receipt);
            cost.aborts += u64::from(matches!(event.response, Response::Error(_)));
        }
        cost
    }

    /// Statements per sale; `None` when nothing is sold.
    pub fn statements_per_sale(&self) -> Option<f64> {
        (self.sales > 0).then(|| self.statements as f64 / self.sales as f64)
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.statements += other.statements;
        self.sales += other.sales;
        self.turned_away += other.turned_away;
        self.aborts += other.aborts;
        self.retries += other.retries;
        self.waits += other.waits;
    }
}

/// How often purchases began again: the most often that a buyer made a statement on the same item
/// from the same line, less the first time.
fn retries(events: &[Event]) -> u64 {
    // They are few, and mostly no two are the same: to look through them is faster than to hash them.
    let mut made: Vec<(_, u64)> = Vec::with_capacity(events.len());
    for event in events.iter().filter(|event| event.actor.order().is_some()) {
        let place = (event.site.line(), event.site.column());
        let line = (event.actor, place, discriminant(&event.statement), event.statement.item());
        match made.iter_mut().find(|(known, _)| *known == line) {
            Some((_, times)) => *times += 1,
            None => made.push((line, 1)),
        }
    }
    let mut most: BTreeMap<Actor, u64> = BTreeMap::new();
    for ((actor, ..), times) in made.into_iter().filter(|(_, times)| *times > 1) {
        let most = most.entry(actor).or_default();
        *most = (*most).max(times - 1);
    }
    most.values().sum()
}

/// How many statements could not run at once when it was their actor's turn to make them.
fn waits(scenario: &Scenario, events: &[Event]) -> u64 {
    let mut shop = Shop::open(scenario);
    let mut waited: BTreeSet<usize> = BTreeSet::new();
    for (index, event) in events.iter().enumerate() {
        replay(&mut shop, event);
        if shop.held().next().is_none() {
            continue;
        }
        let mut asked: BTreeSet<Actor> = BTreeSet::new();
        for (later, next) in events.iter().enumerate().skip(index + 1) {
            let first = next.step && asked.insert(next.actor);
            if first && shop.wait(next.actor, &next.statement).is_some() {
                waited.insert(later);
            }
        }
    }
    waited.len() as u64
}
