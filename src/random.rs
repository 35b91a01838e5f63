//! Random scenarios: drawn by proptest, and one that fails shrunk to the smallest that still does.
//!
//! A proof holds for its scenario and for no other. Here claims are held against a few hundred scenarios
//! that nobody thought of, each of them with all its interleavings. One that refutes a claim is made
//! smaller until nothing can be taken away from it (see [`Scenarios`]), and is then shown with the
//! simplest interleaving that tells.
//!
//! What was drawn is a sample: that no claim fails in it is no proof of other scenarios. The number of
//! cases, their seed and the file of those that failed once are proptest's, with its environment
//! variables (`PROPTEST_CASES`, `PROPTEST_RNG_SEED` …) and its defaults.

mod draft;
mod scenarios;
mod shrinking;

pub use proptest::test_runner::Config;
pub use scenarios::Scenarios;
pub use shrinking::Shrinking;

use std::fmt;
use std::panic::Location;

use proptest::test_runner::{TestCaseError, TestError, TestRunner};

use crate::claim::{Claim, Held};
use crate::counted::Counted;
use crate::engine::{Counter, Engine, Fleet, Recorder, Stepper};
use crate::explain::Reason;
use crate::fault::Fault;
use crate::message;
use crate::scenario::Scenario;
use crate::shop::Units;
use crate::verdict::{Search, Verdict};
use crate::violation::Violation;

/// After how many states the count of one scenario gives up: draw smaller ones then.
pub const MAX_STATES: u64 = 50_000;

/// A claim that fails, in the smallest scenario that was found to refute it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refuted {
    /// The claim.
    pub claim: Claim,
    /// The verdict on the smallest scenario, with the simplest counterexamples.
    pub verdict: Verdict,
    /// Why, where a reason was found.
    pub reason: Option<Reason>,
}

impl Refuted {
    /// The smallest scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.verdict.scenario
    }

    /// The violation that refutes the claim; none where something was not seen that should have been.
    pub fn violation(&self) -> Option<Violation> {
        let seen = |violation: &Violation| self.verdict.violations.contains_key(violation);
        match self.claim {
            Claim::Never(violation) => Some(violation),
            Claim::Safe => Violation::UNSAFE.iter().copied().find(seen),
            _ => None,
        }
    }
}

impl fmt::Display for Refuted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::report::random::text(self))
    }
}

/// Holds claims against random scenarios, as a test does.
///
/// [`Claim::Sells`] is held only against scenarios in which somebody can be served.
///
/// Seeds that failed are kept as proptest keeps them: in `proptest-regressions`, named after the file
/// that calls this, or beside that file where it is in no `src`. They are tried first from then on.
///
/// ```
/// use oversell::engine::Fleet;
/// use oversell::random::{self, Scenarios};
/// use oversell::{Claim, strategies};
///
/// let fleet = Fleet::of(strategies::find("reserve_then_charge")?);
/// let scenarios = Scenarios::new().buyers(1..=2).with_declines();
/// random::check(&fleet, &scenarios, &[Claim::Safe, Claim::Sells]);
/// # Ok::<(), oversell::Fault>(())
/// ```
///
/// # Panics
///
/// When a claim fails, with a report of the smallest scenario and the simplest interleaving; when a
/// bound is not possible, a scenario is too large to count, or the strategy misbehaves.
#[track_caller]
pub fn check(fleet: &Fleet, scenarios: &Scenarios, claims: &[Claim]) {
    let config = Config { source_file: Some(Location::caller().file()), ..Config::default() };
    match refute(fleet, scenarios, claims, config) {
        Ok(None) => {}
        Ok(Some(refuted)) => panic!("{refuted}"),
        Err(fault) => panic!("{fault}"),
    }
}

/// Looks for a random scenario that refutes a claim, and shrinks it. `None` says that none of those
/// drawn does. Unless `config` limits it, shrinking ends when nothing can be taken away.
///
/// ```
/// use oversell::engine::Fleet;
/// use oversell::random::{self, Config, Scenarios};
/// use oversell::{Claim, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let config = Config { failure_persistence: None, ..Config::default() };
/// let refuted = random::refute(&fleet, &Scenarios::new(), &[Claim::Safe], config)?;
/// let refuted = refuted.expect("it is the incident");
/// assert_eq!(refuted.scenario().to_string(), "stock 1, A and B buy 1");
/// # Ok::<(), oversell::Fault>(())
/// ```
///
/// # Errors
///
/// As [`check`] panics.
pub fn refute(
    fleet: &Fleet,
    scenarios: &Scenarios,
    claims: &[Claim],
    mut config: Config,
) -> Result<Option<Refuted>, Fault> {
    scenarios.check()?;
    // By default, proptest stops at four times the cases: with few of them, far from the smallest.
    if config.max_shrink_iters == u32::MAX {
        config.max_shrink_iters = u32::MAX - 1;
    }
    let holds = |scenario: Scenario| match refutation(fleet, &scenario, claims) {
        Ok(None) => Ok(()),
        Ok(Some((claim, _))) => Err(TestCaseError::fail(claim.to_string())),
        Err(fault) => Err(TestCaseError::fail(fault.to_string())),
    };
    match TestRunner::new(config).run(scenarios, holds) {
        Ok(()) => Ok(None),
        Err(TestError::Fail(_, smallest)) => {
            let found = refutation(fleet, &smallest, claims)?;
            found.map(|(claim, counted)| explain(fleet, claim, counted)).transpose()
        }
        Err(TestError::Abort(why)) => {
            Err(Fault::Engine { engine: "proptest", message: why.to_string() })
        }
    }
}

/// The first claim that fails in a scenario, and the count that says so.
fn refutation(
    fleet: &Fleet,
    scenario: &Scenario,
    claims: &[Claim],
) -> Result<Option<(Claim, Counted)>, Fault> {
    let counted = Counter { max_states: MAX_STATES }.count(fleet, scenario)?;
    let applies = |claim: &&Claim| **claim != Claim::Sells || can_serve(scenario);
    let mut unsettled = false;
    for &claim in claims.iter().filter(applies) {
        match claim.held(&counted.verdict) {
            Held::Yes => {}
            Held::SoFar => unsettled = true,
            Held::No => return Ok(Some((claim, counted))),
        }
    }
    if unsettled {
        return Err(message::too_large_to_count(scenario, MAX_STATES));
    }
    Ok(None)
}

/// Whether somebody is there who would be served if nobody else came.
fn can_serve(scenario: &Scenario) -> bool {
    let most: Units = scenario.stock()[0] - scenario.promised();
    scenario
        .buyers()
        .iter()
        .any(|buyer| buyer.order.quantity <= most && !buyer.declined && buyer.crash.is_none())
}

/// Makes the interleavings that were counted, for the simplest of them and for the reason; where
/// there are too many of them to make, the count has to do.
fn explain(fleet: &Fleet, claim: Claim, counted: Counted) -> Result<Refuted, Fault> {
    let mut refuted = Refuted { claim, verdict: counted.verdict, reason: None };
    if refuted.verdict.search != Search::Complete
        || refuted.verdict.all.interleavings > Stepper::MAX_INTERLEAVINGS.into()
    {
        return Ok(refuted);
    }
    let scenario = refuted.scenario().clone();
    let recorder = Recorder::new(&scenario).keeping_at_most(Reason::MAX_INTERLEAVINGS + 1);
    let stepper = Stepper::default();
    let search = stepper.search(fleet, &scenario, &recorder)?;
    refuted.verdict = recorder.verdict(stepper.name(), fleet, search)?;
    let shown = refuted.violation();
    refuted.reason = shown.and_then(|violation| Reason::find(violation, &recorder.kept()));
    Ok(refuted)
}
