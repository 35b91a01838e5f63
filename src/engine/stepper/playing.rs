//! Playing: every situation of a scenario, each visited once, as a value to be walked by hand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Position, Stepper, Stepping, step};
use crate::actor::Actor;
use crate::engine::{Engine, Fleet, Recorder};
use crate::explain::Reason;
use crate::fault::Fault;
use crate::message;
use crate::play::{Intent, Move, Play, Situation};
use crate::scenario::{Budget, Scenario};
use crate::shop::Units;
use crate::verdict::Count;
use crate::violation::Violation;

/// Counts of interleavings, by the promises that they break.
type Futures = BTreeMap<BTreeSet<Violation>, Count>;

impl Stepper {
    /// Everything that can happen in a scenario.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] for more than [`Play::MAX_SITUATIONS`], [`Fault::Useless`] for a budget of
    /// faults; and when a strategy misbehaves.
    pub fn play(fleet: &Fleet, scenario: &Scenario) -> Result<Play, Fault> {
        if scenario.budget() != Budget::NONE {
            return Err(Fault::useless("a budget of faults", message::PLACE_FAULTS));
        }
        let mut walk = Walk::new(Stepping::new(fleet, scenario)?);
        let begun = walk.stepping.start().1;
        while walk.situations.len() < walk.positions.len() {
            walk.visit()?;
        }
        let mut play = Play {
            strategy: fleet.name(),
            scenario: scenario.clone(),
            begun,
            situations: walk.situations,
            reasons: Vec::new(),
        };
        foresee(&mut play.situations);
        play.reasons = reasons(&play, fleet)?;
        Ok(play)
    }
}

/// A walk over all positions, in the order of their distance from the beginning.
struct Walk {
    stepping: Stepping,
    positions: Vec<Position>,
    numbers: HashMap<Position, usize>,
    /// What was found at the first of the positions.
    situations: Vec<Situation>,
}

impl Walk {
    fn new(stepping: Stepping) -> Walk {
        let start = stepping.start().0;
        Walk {
            stepping,
            numbers: HashMap::from([(start.clone(), 0)]),
            positions: vec![start],
            situations: Vec::new(),
        }
    }

    /// Looks at the next position, and notes where it leads.
    fn visit(&mut self) -> Result<(), Fault> {
        let position = self.positions[self.situations.len()].clone();
        let movable: Vec<Actor> = self.stepping.movable(&position).collect();
        let mut moves = Vec::new();
        for actor in movable {
            let (mut next, mut events) = (position.clone(), Vec::new());
            step(&mut self.stepping, &mut next, actor, &mut events)?;
            moves.push(Move { actor, events, to: self.number(next)? });
        }
        let intent = |&actor: &Actor| {
            let line = self.stepping.next(&position, actor)?.clone();
            Some(Intent { line, wait: self.stepping.wait(&position, actor) })
        };
        self.situations.push(Situation {
            intents: self.stepping.actors().iter().map(intent).collect(),
            shop: position.shop().clone(),
            moves,
            futures: Futures::new(),
        });
        Ok(())
    }

    /// The number of a position; a new one where it has not been seen before.
    fn number(&mut self, position: Position) -> Result<usize, Fault> {
        if let Some(&known) = self.numbers.get(&position) {
            return Ok(known);
        }
        let number = self.positions.len();
        Fault::check_or(
            "the number of situations to play",
            number as Units + 1,
            1..=Play::MAX_SITUATIONS as Units,
            message::FEWER_TO_PLAY,
        )?;
        self.positions.push(position.clone());
        self.numbers.insert(position, number);
        Ok(number)
    }
}

/// Sums up, from the ends back to the beginning, what becomes of each situation.
fn foresee(situations: &mut [Situation]) {
    for at in (0..situations.len()).rev() {
        let here = &situations[at];
        let mut futures = Futures::new();
        if here.is_end() {
            futures.insert(here.broken(), Count::from(1u32));
        }
        for step in &here.moves {
            // Every step makes some actor's script longer: a situation is never come back to.
            assert!(step.to > at, "a move leads back");
            for (broken, count) in &situations[step.to].futures {
                *futures.entry(broken.clone()).or_default() += count;
            }
        }
        situations[at].futures = futures;
    }
}

/// The reason for each promise that is broken, where the interleavings are few enough to be made.
fn reasons(play: &Play, fleet: &Fleet) -> Result<Vec<Reason>, Fault> {
    let violations = play.violations();
    if violations.is_empty() || play.interleavings() > Count::from(Reason::MAX_INTERLEAVINGS) {
        return Ok(Vec::new());
    }
    let recorder = Recorder::new(&play.scenario).keeping();
    Stepper::default().run(fleet, &play.scenario, &recorder)?;
    let all = recorder.kept();
    Ok(violations.into_iter().filter_map(|violation| Reason::find(violation, &all)).collect())
}
