//! Cost: what a strategy makes buyers and the database pay, whether or not it is safe.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;
use std::ops::AddAssign;

use foldhash::HashMap;

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
        let count = |wanted: &dyn Fn(&Event) -> bool| {
            events.iter().filter(|event| wanted(event)).count() as u64
        };
        Cost {
            statements: count(&|event| event.step),
            sales: count(&|event| event.statement == Statement::Receipt),
            turned_away: violation::turned_away(end).count() as u64,
            aborts: count(&|event| matches!(event.response, Response::Error(_))),
            retries: retries(events),
            waits: if locks { waits(scenario, events) } else { 0 },
        }
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
    let mut made: HashMap<_, u64> = HashMap::default();
    let mut most: BTreeMap<Actor, u64> = BTreeMap::new();
    for event in events.iter().filter(|event| event.actor.order().is_some()) {
        let place = (event.site.line(), event.site.column());
        let kind = discriminant(&event.statement);
        let times = made.entry((event.actor, place, kind, event.statement.item())).or_default();
        *times += 1;
        let most = most.entry(event.actor).or_default();
        *most = (*most).max(*times);
    }
    most.values().map(|times| times - 1).sum()
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
