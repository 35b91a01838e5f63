//! The recorder: takes the record of every execution, judges it, and counts.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;
use foldhash::quality::FixedState;

use super::Fleet;
use crate::cost::Cost;
use crate::fault::{Fault, Misconduct};
use crate::interleaving::{Interleaving, replay};
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use crate::shop::Shop;
use crate::verdict::{Count, Example, Outcome, Search, Tally, Verdict};
use crate::violation::Violation;

/// Where an engine leaves its executions. Cheap to clone; all clones share one set of books.
#[derive(Clone)]
pub struct Recorder {
    /// What runs: one placement of the faults that `asked` has a budget for.
    scenario: Arc<Scenario>,
    placement: usize,
    /// The shop of `scenario` before the first statement.
    opened: Arc<Shop>,
    asked: Arc<Scenario>,
    books: Arc<Mutex<Books>>,
    progress: Option<Arc<dyn Fn(u64) + Send + Sync>>,
}

#[derive(Default)]
struct Books {
    /// A strategy is deterministic, so the schedule names the interleaving; the fingerprint of the
    /// rest notices when it does not.
    seen: HashMap<(usize, Schedule), Seen>,
    executions: u64,
    interleavings: u64,
    outcomes: BTreeMap<Arc<Outcome>, Counted>,
    violations: BTreeMap<Violation, Counted>,
    examples: BTreeMap<Violation, Example>,
    first_seen: BTreeMap<Violation, u64>,
    kept: Option<Vec<(Interleaving, Outcome)>>,
    keeps: usize,
    cost: Cost,
    differing: Option<(Schedule, String)>,
}

struct Seen {
    fingerprint: u64,
    outcome: Arc<Outcome>,
}

#[derive(Default)]
struct Counted {
    interleavings: u64,
    executions: u64,
}

impl Recorder {
    /// Empty books for executions of `scenario`.
    pub fn new(scenario: &Scenario) -> Recorder {
        let scenario = Arc::new(scenario.clone());
        Recorder {
            scenario: Arc::clone(&scenario),
            placement: 0,
            opened: Arc::new(Shop::open(&scenario)),
            asked: scenario,
            books: Arc::default(),
            progress: None,
        }
    }

    /// Keeps every distinct interleaving too, with its outcome.
    #[must_use]
    pub fn keeping(self) -> Recorder {
        self.keeping_at_most(usize::MAX)
    }

    /// Keeps the first distinct interleavings too, up to a number.
    #[must_use]
    pub fn keeping_at_most(self, most: usize) -> Recorder {
        let mut books = self.books();
        (books.kept, books.keeps) = (Some(Vec::new()), most);
        drop(books);
        self
    }

    /// Calls `progress` with the number of executions so far, after each.
    #[must_use]
    pub fn reporting(mut self, progress: impl Fn(u64) + Send + Sync + 'static) -> Recorder {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// The same books, for one placement of the faults that the scenario has a budget for.
    pub(super) fn placed(&self, placement: usize, scenario: Scenario) -> Recorder {
        let opened = Arc::new(Shop::open(&scenario));
        Recorder { scenario: Arc::new(scenario), placement, opened, ..self.clone() }
    }

    /// The scenario of the executions.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Takes the record of one execution.
    pub fn record(&self, interleaving: Interleaving) {
        let spent = self.placement == 0
            || self.scenario.is_spent(&self.asked, &interleaving.end(&self.scenario));
        let mut books = self.books();
        books.executions += 1;
        // Where a placed fault did not happen, a smaller placement has the interleaving already.
        if spent {
            books.record(self, interleaving);
        }
        let executions = books.executions;
        drop(books);
        if let Some(progress) = &self.progress {
            progress(executions);
        }
    }

    /// The number of executions so far.
    pub fn executions(&self) -> u64 {
        self.books().executions
    }

    /// The distinct interleavings with their outcomes, in the order in which they were found; empty
    /// unless the recorder is [keeping](Recorder::keeping) them.
    pub fn kept(&self) -> Vec<(Interleaving, Outcome)> {
        self.books().kept.clone().unwrap_or_default()
    }

    /// The distinct interleavings as fingerprints: the schedule names one, and a hash of all the rest
    /// stands for what it did.
    pub fn fingerprints(&self) -> BTreeSet<(usize, Schedule, u64)> {
        let books = self.books();
        let print = |((placement, schedule), seen): (&(usize, Schedule), &Seen)| {
            (*placement, schedule.clone(), seen.fingerprint)
        };
        books.seen.iter().map(print).collect()
    }

    /// The verdict on all that was recorded.
    ///
    /// # Errors
    ///
    /// When two executions with the same schedule were different.
    pub fn verdict(
        &self,
        engine: &'static str,
        fleet: &Fleet,
        search: Search,
    ) -> Result<Verdict, Fault> {
        let books = self.books();
        if let Some((schedule, second)) = &books.differing {
            return Err(Fault::Strategy {
                name: fleet.name(),
                what: Misconduct::NotDeterministic {
                    first: crate::message::ANOTHER_RECORD.to_owned(),
                    second: second.clone(),
                },
                after: schedule.clone(),
            });
        }
        Ok(Verdict {
            strategy: fleet.name(),
            scenario: Scenario::clone(&self.asked),
            engine,
            search,
            all: Tally {
                interleavings: Count::from(books.interleavings),
                executions: books.executions,
            },
            outcomes: tallies(&books.outcomes, |outcome| Outcome::clone(outcome)),
            violations: tallies(&books.violations, |violation| *violation),
            counterexamples: books.examples.clone(),
            first_seen: books.first_seen.clone(),
            cost: Some(books.cost),
        })
    }

    /// The books. A panic while they were open (a wrong engine) leaves them as they were.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books {
    fn record(&mut self, of: &Recorder, interleaving: Interleaving) {
        let key = (of.placement, interleaving.schedule());
        let fingerprint = fingerprint(&interleaving);
        if let Some(seen) = self.seen.get(&key) {
            if seen.fingerprint != fingerprint && self.differing.is_none() {
                let text = crate::message::record(&interleaving);
                self.differing = Some((key.1, text));
            }
            self.count(&Arc::clone(&seen.outcome), false);
            return;
        }
        let outcome = Arc::new(self.judge(of, &interleaving));
        self.count(&outcome, true);
        if let Some(kept) = self.kept.as_mut().filter(|kept| kept.len() < self.keeps) {
            kept.push((interleaving, Outcome::clone(&outcome)));
        }
        self.seen.insert(key, Seen { fingerprint, outcome });
    }

    fn count(&mut self, outcome: &Arc<Outcome>, new: bool) {
        self.interleavings += u64::from(new);
        self.outcomes.entry(Arc::clone(outcome)).or_default().add(new);
        for &violation in &outcome.violations {
            self.violations.entry(violation).or_default().add(new);
            self.first_seen.entry(violation).or_insert(self.executions);
        }
    }

    /// Runs the record through a fresh shop, notes where each violation shows first, and keeps the
    /// simplest example of each.
    fn judge(&mut self, of: &Recorder, interleaving: &Interleaving) -> Outcome {
        let mut shop = Shop::clone(&of.opened);
        let mut shown: BTreeMap<Violation, usize> = BTreeMap::new();
        let mut locks = false;
        for (index, event) in interleaving.events().iter().enumerate() {
            replay(&mut shop, event);
            locks |= shop.held().next().is_some();
            for &violation in Violation::ALL {
                if violation.shows_at_once() && violation.is_in(&shop) {
                    shown.entry(violation).or_insert(index + 1);
                }
            }
        }
        let outcome = Outcome::of(&shop);
        self.cost += Cost::of(&of.scenario, interleaving, &shop, locks);
        for &violation in &outcome.violations {
            let length = shown.get(&violation).copied();
            let length = length.unwrap_or(interleaving.events().len());
            self.offer(violation, &of.scenario, interleaving, length);
        }
        outcome
    }

    /// Keeps the first `length` events as the example of `violation` if they are simpler.
    fn offer(
        &mut self,
        violation: Violation,
        scenario: &Arc<Scenario>,
        interleaving: &Interleaving,
        length: usize,
    ) {
        let simplicity = |events| Schedule::of(events).simplicity();
        let candidate = simplicity(&interleaving.events()[..length]);
        let known = self.examples.get(&violation);
        if known.is_none_or(|known| candidate < simplicity(known.interleaving.events())) {
            let interleaving = interleaving.prefix(length);
            let example = Example { interleaving, scenario: Arc::clone(scenario) };
            self.examples.insert(violation, example);
        }
    }
}

impl Counted {
    fn add(&mut self, new: bool) {
        self.interleavings += u64::from(new);
        self.executions += 1;
    }
}

fn tallies<K, N: Ord>(counted: &BTreeMap<K, Counted>, name: fn(&K) -> N) -> BTreeMap<N, Tally> {
    let tally = |(key, counted): (&K, &Counted)| {
        let tally = Tally {
            interleavings: Count::from(counted.interleavings),
            executions: counted.executions,
        };
        (name(key), tally)
    };
    counted.iter().map(tally).collect()
}

fn fingerprint(interleaving: &Interleaving) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    for event in interleaving.events() {
        // Line and column for the site: hashing the file's name costs more than all the rest.
        let place = (event.site.line(), event.site.column());
        (event.actor, place, event.statement, event.response, event.step).hash(&mut hasher);
    }
    hasher.finish()
}
