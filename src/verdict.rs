//! Verdicts: all outcomes of a strategy in a scenario, with counts and how complete the search was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use num_bigint::BigUint;

use crate::cost::Cost;
use crate::interleaving::Interleaving;
use crate::scenario::Scenario;
use crate::session::Failure;
use crate::shop::{Alert, Shop, Units};
use crate::violation::Violation;

/// A number of interleavings. It outgrows every machine integer soon: 100 buyers have a number of
/// 317 digits.
pub type Count = BigUint;

/// How much of all interleavings a search has seen.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Search {
    /// All of them: *never* means never.
    Complete,
    /// It was cut off at this many executions.
    Bounded {
        /// The limit.
        executions: u64,
    },
    /// It drew some at random.
    Sampled {
        /// The seed that draws them again; `None` where the operating system drew.
        seed: Option<u64>,
    },
}

impl Search {
    /// The search that made both.
    pub(crate) fn and(self, other: Search) -> Search {
        match (self, other) {
            (Search::Complete, other) | (other, Search::Complete) => other,
            (Search::Bounded { executions: one }, Search::Bounded { executions: two }) => {
                Search::Bounded { executions: one + two }
            }
            (sampled @ Search::Sampled { .. }, _) | (_, sampled @ Search::Sampled { .. }) => {
                sampled
            }
        }
    }

    /// One word, as in tables and JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Search::Complete => "complete",
            Search::Bounded { .. } => "bounded",
            Search::Sampled { .. } => "sampled",
        }
    }
}

/// How an execution ended.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The promises that were broken.
    pub violations: BTreeSet<Violation>,
    /// The units on receipts.
    pub sold: Units,
    /// The units in stock at the end.
    pub stock: Units,
    /// How many purchases were refused, by reason.
    pub refused: BTreeMap<Failure, u32>,
    /// How many purchases never ended.
    pub stuck: u32,
    /// The alerts that fired.
    pub alerts: BTreeSet<Alert>,
}

impl Outcome {
    /// Judges a finished execution by the shop that it left.
    pub fn of(shop: &Shop) -> Outcome {
        let endings = shop.payments().endings();
        let mut refused = BTreeMap::new();
        for failure in endings.values().filter_map(|ending| ending.err()) {
            *refused.entry(failure).or_default() += 1;
        }
        Outcome {
            violations: Violation::judge(shop),
            sold: shop.ledger().sold(),
            stock: shop.stock(),
            refused,
            stuck: shop.unfinished() as u32,
            alerts: shop.monitor().alerts().clone(),
        }
    }
}

/// How often something was seen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Tally {
    /// In how many distinct interleavings.
    pub interleavings: Count,
    /// In how many executions.
    pub executions: u64,
}

/// All that a search found out about a strategy in a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Verdict {
    /// The strategy's name.
    pub strategy: String,
    /// The scenario.
    pub scenario: Scenario,
    /// The engine's name.
    pub engine: &'static str,
    /// How complete the search was.
    pub search: Search,
    /// All executions, and all distinct interleavings in them.
    pub all: Tally,
    /// The distinct outcomes.
    pub outcomes: BTreeMap<Outcome, Tally>,
    /// The violations that were seen; one that is not in here was not seen.
    pub violations: BTreeMap<Violation, Tally>,
    /// For each violation that was seen, the simplest interleaving that shows it.
    pub counterexamples: BTreeMap<Violation, Example>,
    /// The execution, counted from 1, that first showed each violation.
    pub first_seen: BTreeMap<Violation, u64>,
    /// What the strategy costs, summed over the distinct interleavings; `None` where they were
    /// counted and not made.
    pub cost: Option<Cost>,
}

/// An interleaving that shows something, in the scenario that it belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Example {
    /// What happens. Where the violation shows at once, it ends there.
    pub interleaving: Interleaving,
    /// Where: the verdict's scenario or, where that has a budget of faults, one placement of them.
    pub scenario: Arc<Scenario>,
}

impl Example {
    /// What is broken where an example of `violation` ends: everything when it is whole, else what
    /// shows at once.
    pub fn broken(&self, violation: Violation) -> BTreeSet<Violation> {
        let end = self.interleaving.end(&self.scenario);
        let whole = !violation.shows_at_once() || end.is_closed();
        let judged = Violation::judge(&end).into_iter();
        judged.filter(|broken| whole || broken.shows_at_once()).collect()
    }
}

impl Verdict {
    /// How often `violation` was seen.
    pub fn tally(&self, violation: Violation) -> Tally {
        self.violations.get(&violation).cloned().unwrap_or_default()
    }

    /// The violation to show first, with its counterexample: the first in the order of
    /// [`Violation::ALL`] that was seen.
    pub fn counterexample(&self) -> Option<(Violation, &Example)> {
        self.counterexamples.iter().next().map(|(violation, example)| (*violation, example))
    }

    /// In how many of the oversold interleavings no alert would have woken anybody up.
    pub fn silently_oversold(&self) -> Count {
        let silent = self.outcomes.iter().filter(|(outcome, _)| {
            outcome.violations.contains(&Violation::Oversold)
                && !outcome.alerts.iter().any(|alert| alert.pages())
        });
        silent.map(|(_, tally)| &tally.interleavings).sum()
    }

    /// Whether any execution sold something.
    pub fn sells(&self) -> bool {
        self.outcomes.keys().any(|outcome| outcome.sold > 0)
    }
}
