//! Findings: what came of a case, scenario by scenario.

use std::fmt;

use crate::claim::{Claim, Held};
use crate::engine::{Explored, Fleet, Stepper};
use crate::explain::Reason;
use crate::replay::Replay;
use crate::report::findings as report;
use crate::scenario::Scenario;
use crate::verdict::{Example, Search, Verdict};
use crate::violation::Violation;

/// What came of a case: a finding per scenario, in the order in which they were named.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Findings {
    /// The findings.
    pub findings: Vec<Finding>,
}

/// What came of a case in one scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The verdict that the claims were held against.
    pub verdict: Verdict,
    /// Every claim, and whether it held.
    pub claims: Vec<(Claim, Held)>,
    /// Why some interleavings speak against a claim, where one line can say it.
    pub reason: Option<Reason>,
    /// The counterexample, replayed: with who waits for whom where it ends.
    pub replay: Option<Replay>,
}

impl Findings {
    /// Whether every claim held in every scenario. What was tried in none holds nowhere.
    pub fn hold(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(Finding::holds)
    }

    /// Every scenario.
    pub(crate) fn scenarios(&self) -> impl Iterator<Item = &Scenario> + '_ {
        self.findings.iter().map(|finding| &finding.verdict.scenario)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&report::findings(self))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&report::finding(self))
    }
}

impl Finding {
    pub(crate) fn new(explored: Explored, claims: &[Claim], fleet: &Fleet) -> Finding {
        let claims = claims.iter().map(|&claim| (claim, claim.held(&explored.verdict)));
        let verdict = explored.verdict.clone();
        let mut finding = Finding { claims: claims.collect(), verdict, reason: None, replay: None };
        finding.reason = finding.refuted_by().and_then(|violation| explored.reason(violation));
        finding.replay =
            finding.counterexample().and_then(|(_, Example { interleaving, scenario })| {
                let replay = Stepper::replay(fleet, scenario, &interleaving.schedule()).ok()?;
                // A replay that goes on behind the last step shows more than the example.
                (replay.interleaving == *interleaving).then_some(replay)
            });
        finding
    }

    /// Whether every claim held.
    ///
    /// A claim that nothing speaks against holds if the search was a sample, which somebody asked for.
    /// It does not if the search was to be complete and was cut off.
    pub fn holds(&self) -> bool {
        self.failed().next().is_none()
    }

    /// Whether every claim is settled for good, and not only unrefuted by a sample.
    pub fn is_settled(&self) -> bool {
        self.claims.iter().all(|(_, held)| *held != Held::SoFar)
    }

    /// The claims that did not hold: they were refuted, could not be settled, or what they promise to
    /// show was not seen.
    pub fn failed(&self) -> impl Iterator<Item = (Claim, Held)> + '_ {
        let sampled = matches!(self.verdict.search, Search::Sampled { .. });
        let failed = move |(claim, held): &(Claim, Held)| match held {
            Held::Yes => false,
            Held::SoFar => claim.needs_witness() || !sampled,
            Held::No => true,
        };
        self.claims.iter().copied().filter(failed)
    }

    /// The violation that speaks against a claim, the first claim's first.
    pub fn refuted_by(&self) -> Option<Violation> {
        self.failed().find_map(|(claim, _)| claim.refuted_by(&self.verdict))
    }

    /// The simplest interleaving that speaks against a claim, with what it shows.
    pub fn counterexample(&self) -> Option<(Violation, &Example)> {
        let violation = self.refuted_by()?;
        Some((violation, self.verdict.counterexamples.get(&violation)?))
    }
}
