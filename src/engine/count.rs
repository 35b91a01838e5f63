//! The counter: all interleavings counted exactly, without making them.
//!
//! Interleavings are paths through states, and a state has far fewer names than paths. Layer by layer
//! (a layer is the states after so many steps), every state passes the number of ways that lead to it
//! on to the states behind it, once for each actor who can make the move. Buyers who do the same are
//! merged: see [`world`] and [`futures`].

mod futures;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use crate::counted::Counted;
use crate::engine::{Fleet, Stepper};
use crate::fault::Fault;
use crate::interleaving::Interleaving;
use crate::message;
use crate::scenario::{Budget, Scenario};
use crate::verdict::{Count, Example, Outcome, Search, Tally, Verdict};
use crate::violation::Violation;
use world::{Mover, State, Trouble, World};

/// Counts all interleavings exactly.
///
/// ```
/// use oversell::engine::{Counter, Fleet};
/// use oversell::{Scenario, Violation, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let ten = (0..10).try_fold(Scenario::new(1)?, |scenario, _| scenario.buys(1))?;
/// let counted = Counter::default().count(&fleet, &ten)?;
/// assert_eq!(counted.verdict.all.interleavings, 32_215_365_100_800u64.into());
/// let oversold = counted.verdict.tally(Violation::Oversold).interleavings;
/// assert_eq!(oversold, 32_215_361_472_000u64.into());
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone, Debug)]
pub struct Counter {
    /// After how many states to give up; the verdict is then bounded, its counts are lower bounds.
    pub max_states: u64,
}

impl Default for Counter {
    fn default() -> Counter {
        Counter { max_states: Counter::MAX_STATES }
    }
}

impl Counter {
    /// The limit that holds unless another is asked for: about one gigabyte.
    pub const MAX_STATES: u64 = 5_000_000;

    /// The most shared parts (shops, with those in them who have names) that are kept: they are what
    /// takes memory where everybody holds something, some ten kilobytes each.
    pub const MAX_PARTS: usize = 100_000;

    /// Counts, over every placement of the faults that the scenario has a budget for.
    ///
    /// # Errors
    ///
    /// When the scenario has no buyers or the crash of a whole instance, or a strategy misbehaves.
    pub fn count(&self, fleet: &Fleet, scenario: &Scenario) -> Result<Counted, Fault> {
        if scenario.buyers().iter().any(|buyer| buyer.crash.is_some_and(|crash| crash.instance)) {
            return Err(Fault::useless("a crash of an instance", message::INSTEAD_OF_COUNT));
        }
        let mut books = Books::default();
        let asked = Some(scenario).filter(|scenario| scenario.budget() != Budget::NONE);
        for placement in Stepper::placements(fleet, scenario)? {
            self.walk(fleet, &placement, asked, &mut books)?;
        }
        Ok(books.counted(fleet, scenario))
    }

    fn walk(
        &self,
        fleet: &Fleet,
        scenario: &Scenario,
        asked: Option<&Scenario>,
        books: &mut Books,
    ) -> Result<(), Fault> {
        for merging in [true, false] {
            let mut walk = Walk::new(World::new(fleet, scenario, merging)?, scenario, asked);
            match walk.run(self.max_states.saturating_sub(books.states)) {
                Ok(()) => return books.add(walk, fleet, scenario),
                // The victim of a cycle is chosen by name: count again with names.
                Err(Trouble::Names) => {}
                Err(Trouble::Fault(fault)) => return Err(fault),
            }
        }
        unreachable!("nobody asks for names who have them")
    }
}

/// One walk through all layers of a scenario.
struct Walk<'a> {
    world: World,
    scenario: &'a Scenario,
    /// The scenario with the budget that this one is a placement of.
    asked: Option<&'a Scenario>,
    /// For each layer and each of its states, the state before it and who moved.
    parents: Vec<Vec<(u32, Mover)>>,
    outcomes: BTreeMap<Outcome, (Count, f64)>,
    /// Where each violation is first seen: the layer, and the state in it.
    first: BTreeMap<Violation, (usize, u32)>,
    states: u64,
    complete: bool,
}

/// The states of a layer, each with the ways that lead there and their probability.
#[derive(Default)]
struct Layer {
    states: Vec<(State, Count, f64)>,
    index: HashMap<State, u32>,
}

impl<'a> Walk<'a> {
    fn new(world: World, scenario: &'a Scenario, asked: Option<&'a Scenario>) -> Walk<'a> {
        Walk {
            world,
            scenario,
            asked,
            parents: Vec::new(),
            outcomes: BTreeMap::new(),
            first: BTreeMap::new(),
            states: 0,
            complete: true,
        }
    }

    fn run(&mut self, max_states: u64) -> Result<(), Trouble> {
        let start = self.world.start(self.scenario);
        let mut layer = Layer::default();
        layer.add(start, Count::from(1u32), 1.0);
        self.parents.push(vec![(0, Mover::Named(0))]);
        while !layer.states.is_empty() && self.complete {
            self.states += layer.states.len() as u64;
            layer = self.next(&layer, max_states)?;
        }
        Ok(())
    }

    /// The next layer; cut short when it would outgrow a budget.
    fn next(&mut self, layer: &Layer, max_states: u64) -> Result<Layer, Trouble> {
        let depth = self.parents.len() - 1;
        let mut next = Layer::default();
        let mut parents = Vec::new();
        for (index, (state, ways, probability)) in layer.states.iter().enumerate() {
            let states = self.states + next.states.len() as u64;
            if states > max_states || self.world.parts() > Counter::MAX_PARTS {
                self.complete = false;
                return Ok(next);
            }
            self.note(state, depth, index as u32);
            let moves = self.world.moves(state)?;
            if moves.is_empty() {
                self.end(state, ways, *probability, depth, index as u32);
                continue;
            }
            let able: u32 = moves.iter().map(|(_, _, number)| u32::from(*number)).sum();
            for (mover, after, number) in moves {
                let share = probability * f64::from(number) / f64::from(able);
                if next.add(after, ways * number, share) {
                    parents.push((index as u32, mover));
                }
            }
        }
        self.parents.push(parents);
        Ok(next)
    }

    /// Notes the violations that show at once.
    fn note(&mut self, state: &State, depth: usize, index: u32) {
        let shop = &self.world.shared(state).shop;
        for &violation in Violation::ALL {
            if violation.shows_at_once() && violation.is_in(shop) {
                self.first.entry(violation).or_insert((depth, index));
            }
        }
    }

    /// Nobody can move any more.
    fn end(&mut self, state: &State, ways: &Count, probability: f64, depth: usize, index: u32) {
        let shop = self.world.shop(state);
        if self.asked.is_some_and(|asked| !self.scenario.is_spent(asked, &shop)) {
            return;
        }
        let outcome = Outcome::of(&shop);
        for &violation in &outcome.violations {
            if !violation.shows_at_once() {
                self.first.entry(violation).or_insert((depth, index));
            }
        }
        let (all, chance) = self.outcomes.entry(outcome).or_default();
        *all += ways;
        *chance += probability;
    }

    /// The interleaving that leads to a state: the shortest, with the first actor who can make each
    /// move.
    fn example(&mut self, fleet: &Fleet, depth: usize, index: u32) -> Result<Interleaving, Fault> {
        let mut movers = Vec::new();
        let mut at = index;
        for layer in (1..=depth).rev() {
            let (parent, mover) = self.parents[layer][at as usize];
            movers.push(mover);
            at = parent;
        }
        movers.reverse();
        let schedule = match self.world.schedule(self.scenario, &movers) {
            Ok(schedule) => schedule,
            Err(Trouble::Fault(fault)) => return Err(fault),
            Err(Trouble::Names) => unreachable!("all these moves have been made before"),
        };
        Ok(Stepper::replay(fleet, self.scenario, &schedule)?.interleaving)
    }
}

impl Layer {
    /// More ways to a state; whether it is new here.
    fn add(&mut self, state: State, ways: Count, probability: f64) -> bool {
        if let Some(&index) = self.index.get(&state) {
            let (_, known, chance) = &mut self.states[index as usize];
            *known += ways;
            *chance += probability;
            return false;
        }
        self.index.insert(state.clone(), self.states.len() as u32);
        self.states.push((state, ways, probability));
        true
    }
}

/// What all walks of a count have found.
#[derive(Default)]
struct Books {
    outcomes: BTreeMap<Outcome, (Count, f64)>,
    examples: BTreeMap<Violation, Example>,
    states: u64,
    bounded: bool,
}

impl Books {
    fn add(&mut self, mut walk: Walk<'_>, fleet: &Fleet, scenario: &Scenario) -> Result<(), Fault> {
        self.states += walk.states;
        self.bounded |= !walk.complete;
        for (violation, (depth, index)) in std::mem::take(&mut walk.first) {
            let shown = walk.outcomes.keys().any(|outcome| outcome.violations.contains(&violation));
            if shown && !self.examples.contains_key(&violation) {
                let interleaving = walk.example(fleet, depth, index)?;
                let scenario = Arc::new(scenario.clone());
                self.examples.insert(violation, Example { interleaving, scenario });
            }
        }
        for (outcome, (ways, probability)) in std::mem::take(&mut walk.outcomes) {
            let (all, chance) = self.outcomes.entry(outcome).or_default();
            *all += ways;
            *chance += probability;
        }
        Ok(())
    }

    fn counted(self, fleet: &Fleet, scenario: &Scenario) -> Counted {
        // Every placement of faults has probabilities of its own, and nothing says how likely it is.
        let chances_known = scenario.budget() == Budget::NONE;
        let tally = |interleavings: Count| Tally { interleavings, executions: 0 };
        let mut violations: BTreeMap<Violation, (Count, f64)> = BTreeMap::new();
        for (outcome, (ways, probability)) in &self.outcomes {
            for &violation in &outcome.violations {
                let (all, chance) = violations.entry(violation).or_default();
                *all += ways;
                *chance += probability;
            }
        }
        let all = self.outcomes.values().map(|(ways, _)| ways).sum();
        let chances = |(violation, (_, chance)): (&Violation, &(Count, f64))| (*violation, *chance);
        let probability = violations.iter().map(chances).filter(|_| chances_known).collect();
        let chances =
            |(outcome, (_, chance)): (&Outcome, &(Count, f64))| (outcome.clone(), *chance);
        let outcome_probability =
            self.outcomes.iter().map(chances).filter(|_| chances_known).collect();
        let tallies = |(key, (ways, _))| (key, tally(ways));
        Counted {
            verdict: Verdict {
                strategy: fleet.name(),
                scenario: scenario.clone(),
                engine: "count",
                search: if self.bounded {
                    Search::Bounded { executions: self.states }
                } else {
                    Search::Complete
                },
                all: tally(all),
                outcomes: self.outcomes.into_iter().map(tallies).collect(),
                violations: violations
                    .into_iter()
                    .map(|(key, (ways, _))| (key, tally(ways)))
                    .collect(),
                counterexamples: self.examples,
                first_seen: BTreeMap::new(),
                cost: None,
            },
            states: self.states,
            outcome_probability,
            probability,
        }
    }
}
