//! The table of proofs: strategy × scenario × claims, in the order of the story.

mod table;

pub use table::TABLE;

use std::collections::BTreeSet;

use crate::claim::{Claim, Held};
use crate::engine::{Counter, Engine, Fleet, Loom, Recorder, Shuttle, Stepper};
use crate::fault::Fault;
use crate::interleaving::Interleaving;
use crate::scenario::Scenario;
use crate::strategies;
use crate::verdict::{Search, Verdict};

/// A part of the story.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Chapter {
    /// What happened.
    Incident,
    /// Why no test showed it.
    Reproduction,
    /// What was tried, and what each attempt still breaks.
    Attempts,
    /// What went live on the night, and which part of it carried the load.
    Hotfix,
    /// What holds, and what it costs.
    Fixes,
}

impl Chapter {
    /// Every chapter, in order.
    pub const ALL: &'static [Chapter] = &[
        Chapter::Incident,
        Chapter::Reproduction,
        Chapter::Attempts,
        Chapter::Hotfix,
        Chapter::Fixes,
    ];
}

/// How a proof is tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Trial {
    /// By the stepper and by loom, who must find the same set of interleavings. The number is how
    /// many executions loom needs for it.
    Exhaustive {
        /// loom's executions; more than there are interleavings where a wait costs it some twice.
        loom: u64,
    },
    /// By the strongest engine that can finish: too many interleavings for anybody to make, so the
    /// counter if it gets to the end, else random executions. The verdict says which it was.
    Strongest,
    /// By this many random executions of shuttle.
    Sampled {
        /// The number of executions.
        executions: u64,
    },
}

/// A row of the table: what is claimed of a strategy in a scenario.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    /// The part of the story that it belongs to.
    pub chapter: Chapter,
    /// The strategy's name.
    pub strategy: &'static str,
    /// The scenario's name.
    pub scenario: &'static str,
    /// How it is tried.
    pub trial: Trial,
    /// What is claimed.
    pub claims: &'static [Claim],
}

/// What came of a proof.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proved {
    /// The verdict that the claims were held against.
    pub verdict: Verdict,
    /// Every claim, and whether it held.
    pub claims: Vec<(Claim, Held)>,
    /// What the second witness said, where there is one.
    pub witness: Option<Witness>,
}

/// What loom said to the stepper's verdict.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Witness {
    /// The executions that loom needed.
    pub executions: u64,
    /// How many it was expected to need.
    pub expected: u64,
    /// Whether loom's search was complete.
    pub complete: bool,
    /// The interleavings that only one of the two has seen.
    pub differing: usize,
}

impl Witness {
    /// Whether the two witnesses agree.
    pub fn agrees(&self) -> bool {
        self.complete && self.differing == 0 && self.executions == self.expected
    }
}

impl Proved {
    /// Whether every claim held, and the witnesses agree.
    pub fn holds(&self) -> bool {
        self.failed().next().is_none() && self.witness.as_ref().is_none_or(Witness::agrees)
    }

    /// The claims that did not hold: they were refuted, or what they promise to show was not seen.
    pub fn failed(&self) -> impl Iterator<Item = Claim> + '_ {
        let failed = |(claim, held): &(Claim, Held)| match held {
            Held::Yes => None,
            Held::SoFar => claim.needs_witness().then_some(*claim),
            Held::No => Some(*claim),
        };
        self.claims.iter().filter_map(failed)
    }
}

impl Proof {
    /// The name of the proof's test: `strategy::scenario`.
    pub fn name(&self) -> String {
        format!("{}::{}", self.strategy, self.scenario)
    }

    /// Tries the proof.
    ///
    /// # Errors
    ///
    /// When the row names what does not exist, or the strategy misbehaves.
    pub fn prove(&self) -> Result<Proved, Fault> {
        let fleet = Fleet::of(strategies::find(self.strategy)?);
        self.prove_fleet(&fleet)
    }

    /// Tries the proof with another fleet in the place of the strategy: a mutated one should fail it.
    ///
    /// # Errors
    ///
    /// As for [`Proof::prove`].
    pub fn prove_fleet(&self, fleet: &Fleet) -> Result<Proved, Fault> {
        let scenario = Scenario::named(self.scenario)?;
        let (verdict, witness) = match self.trial {
            Trial::Exhaustive { loom } => exhaust(fleet, &scenario, loom)?,
            Trial::Strongest => (strongest(fleet, &scenario)?, None),
            Trial::Sampled { executions } => {
                let shuttle = Shuttle { executions, ..Shuttle::default() };
                (shuttle.explore(fleet, &scenario)?, None)
            }
        };
        let claims = self.claims.iter().map(|&claim| (claim, claim.held(&verdict)));
        Ok(Proved { claims: claims.collect(), verdict, witness })
    }
}

/// The counter's verdict if it gets to the end, else shuttle's.
fn strongest(fleet: &Fleet, scenario: &Scenario) -> Result<Verdict, Fault> {
    let counted = Counter::default().count(fleet, scenario)?.verdict;
    if counted.search == Search::Complete {
        return Ok(counted);
    }
    Shuttle::default().explore(fleet, scenario)
}

/// Both exhaustive engines, and whether they saw the same.
fn exhaust(
    fleet: &Fleet,
    scenario: &Scenario,
    expected: u64,
) -> Result<(Verdict, Option<Witness>), Fault> {
    let (verdict, stepped) = explored(&Stepper::default(), fleet, scenario)?;
    let (loom, modelled) = explored(&Loom::default(), fleet, scenario)?;
    let witness = Witness {
        executions: loom.all.executions,
        expected,
        complete: loom.search == Search::Complete,
        differing: stepped.fingerprints().symmetric_difference(&modelled.fingerprints()).count(),
    };
    Ok((verdict, Some(witness)))
}

/// A verdict, and the books behind it.
fn explored(
    engine: &dyn Engine,
    fleet: &Fleet,
    scenario: &Scenario,
) -> Result<(Verdict, Recorder), Fault> {
    let recorder = Recorder::new(scenario);
    let search = engine.search(fleet, scenario, &recorder)?;
    Ok((recorder.verdict(engine.name(), fleet, search)?, recorder))
}

/// A verdict, and the set of interleavings behind it.
///
/// # Errors
///
/// As for [`Engine::search`].
pub fn set(
    engine: &dyn Engine,
    fleet: &Fleet,
    scenario: &Scenario,
) -> Result<(Verdict, BTreeSet<Interleaving>), Fault> {
    let recorder = Recorder::new(scenario).keeping();
    let search = engine.search(fleet, scenario, &recorder)?;
    let verdict = recorder.verdict(engine.name(), fleet, search)?;
    let interleavings = recorder.kept().into_iter().map(|(interleaving, _)| interleaving);
    Ok((verdict, interleavings.collect()))
}
