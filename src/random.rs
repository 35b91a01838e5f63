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

use std::panic::Location;

use proptest::test_runner::{TestCaseError, TestError, TestRunner};

use crate::case::Finding;
use crate::claim::{Claim, Held};
use crate::engine::{Counter, Exhaustive, Fleet};
use crate::fault::Fault;
use crate::message;
use crate::scenario::Scenario;
use crate::shop::Units;

/// After how many states the count of one scenario gives up: draw smaller ones then.
pub const MAX_STATES: u64 = 50_000;

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
        Ok(Some(finding)) => panic!("{}", message::refuted(&finding)),
        Err(fault) => panic!("{fault}"),
    }
}

/// Looks for a random scenario that refutes a claim, shrinks it, and returns what was found in the
/// smallest. `None` says that none of those drawn does. Unless `config` limits it, shrinking ends when nothing can be taken away.
///
/// ```
/// use oversell::engine::Fleet;
/// use oversell::random::{self, Config, Scenarios};
/// use oversell::{Claim, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let config = Config { failure_persistence: None, ..Config::default() };
/// let finding = random::refute(&fleet, &Scenarios::new(), &[Claim::Safe], config)?;
/// let finding = finding.expect("it is the incident");
/// assert_eq!(finding.verdict.scenario.to_string(), "stock 1, A and B buy 1");
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
) -> Result<Option<Finding>, Fault> {
    scenarios.check()?;
    // By default, proptest stops at four times the cases: with few of them, far from the smallest.
    if config.max_shrink_iters == u32::MAX {
        config.max_shrink_iters = u32::MAX - 1;
    }
    let holds = |scenario: Scenario| match failed(fleet, &scenario, claims) {
        Ok(None) => Ok(()),
        Ok(Some(claim)) => Err(TestCaseError::fail(claim.to_string())),
        Err(fault) => Err(TestCaseError::fail(fault.to_string())),
    };
    match TestRunner::new(config).run(scenarios, holds) {
        Ok(()) => Ok(None),
        Err(TestError::Fail(_, smallest)) => {
            failed(fleet, &smallest, claims)?;
            let exhaustive = Exhaustive { max_states: MAX_STATES, ..Exhaustive::default() };
            let explored = exhaustive.explore(fleet, &smallest)?;
            Ok(Some(Finding::new(explored, &made(claims, &smallest), fleet)))
        }
        Err(TestError::Abort(why)) => {
            Err(Fault::Engine { engine: "proptest", message: why.to_string() })
        }
    }
}

/// The first claim that fails in a scenario.
fn failed(fleet: &Fleet, scenario: &Scenario, claims: &[Claim]) -> Result<Option<Claim>, Fault> {
    let verdict = Counter { max_states: MAX_STATES }.count(fleet, scenario)?.verdict;
    let claims = made(claims, scenario);
    let is = |held| claims.iter().copied().find(|claim| claim.held(&verdict) == held);
    match (is(Held::No), is(Held::SoFar)) {
        (None, Some(_)) => Err(message::too_large_to_count(scenario, MAX_STATES)),
        (failed, _) => Ok(failed),
    }
}

/// The claims that are made of a scenario.
fn made(claims: &[Claim], scenario: &Scenario) -> Vec<Claim> {
    let is_made = |claim: &Claim| *claim != Claim::Sells || can_serve(scenario);
    claims.iter().copied().filter(is_made).collect()
}

/// Whether somebody is there who would be served if nobody else came.
fn can_serve(scenario: &Scenario) -> bool {
    let most: Units = scenario.stock()[0];
    scenario
        .buyers()
        .iter()
        .any(|buyer| buyer.order.quantity <= most && !buyer.declined && buyer.crash.is_none())
}
