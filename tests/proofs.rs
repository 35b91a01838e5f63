//! The table of proofs: a test for each row and engine, named so that `cargo test check_then_update`
//! runs all that is claimed of one strategy.
//!
//! Beyond the table, every strategy meets every named scenario: loom must see exactly the
//! interleavings of the stepper, and shuttle none that the stepper does not know.

mod support;

use std::collections::BTreeSet;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial as Test};
use oversell::claim::Held;
use oversell::engine::{Engine, Fleet, Loom, Schedules, Shuttle, Stepper};
use oversell::interleaving::Interleaving;
use oversell::proof::{Proof, TABLE, Trial, set};
use oversell::scenario::{Budget, NAMED};
use oversell::strategies::CATALOGUE;
use oversell::verdict::{Search, Verdict};
use oversell::{Claim, Scenario, Violation};
use support::{fleet, verdict};

/// How many executions shuttle draws of each strategy and scenario, in each way.
const DRAWS: u64 = 30;
/// The most purchases that shuttle meets here: with more, so few draws say little.
const DRAWN: usize = 3;
/// The most interleavings of a meeting that loom and the stepper are held against each other in.
const MOST_INTERLEAVINGS: u64 = 4_000;
/// Meetings that have more, unless the table claims something of them (`rush` has more than four actors,
/// which is more than loom takes).
#[rustfmt::skip]
const TOO_MANY: &[(&str, &str)] = &[
    ("read_committed", "last_item_four"),
    ("check_outside_lock", "last_item_four"),
    ("read_committed_check_set", "last_item_four"),
    ("count_orders_read_committed", "last_item_four"),
    ("count_orders_read_committed", "last_item_three_tick"),
    ("count_orders_repeatable_read", "last_item_four"),
    ("count_orders_repeatable_read", "last_item_three_tick"),
    ("lease_check_then_update", "last_item_four"),
    ("lease_check_then_update", "last_item_three_tick"),
    ("lease_released_by_stranger", "last_item_four"),
    ("lease_released_by_stranger", "last_item_three_tick"),
    ("lease_owner_checked_first", "last_item_four"),
    ("lease_owner_checked_first", "last_item_three_tick"),
    ("lease_owner_checked_first", "expiring_hold"),
    ("lease_fenced_write", "last_item_four"),
    ("lease_fenced_write", "last_item_three_tick"),
    ("recheck_inside_lock", "last_item_four"),
    ("optimistic_version", "last_item_four"),
    ("read_committed_check", "last_item_four"),
    ("repeatable_read", "last_item_four"),
    ("repeatable_read", "last_item_three_tick"),
    ("count_orders_serializable", "last_item_four"),
    ("count_orders_serializable", "last_item_three_tick"),
    ("idempotency_key", "last_item_four"),
    ("idempotency_key", "last_item_three_tick"),
    ("lease_fenced", "last_item_four"),
    ("lease_fenced", "last_item_three_tick"),
    ("skip_locked_units", "last_item_four"),
];
/// Meetings in which loom's waits make it need far more executions than there are interleavings.
const TOO_MANY_FOR_LOOM: &[(&str, &str)] = &[("repeatable_read", "two_left_three_buyers")];

fn main() -> ExitCode {
    let mut tests: Vec<Test> = TABLE.iter().flat_map(rows).collect();
    for strategy in CATALOGUE.iter().map(|entry| entry.name) {
        for scenario in NAMED.iter().map(|named| named.name) {
            tests.extend(meetings(strategy, scenario));
        }
    }
    tests.push(test("check_then_update::pct_of_depth_1", pct_of_depth_1_never_oversells));
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

fn test(name: impl Into<String>, check: impl FnOnce() + Send + 'static) -> Test {
    Test::test(name, move || {
        check();
        Ok::<(), Failed>(())
    })
}

/// The tests of a row: one for each engine that tries it.
fn rows(proof: &'static Proof) -> Vec<Test> {
    let name = proof.name();
    match proof.trial {
        Trial::Exhaustive { loom } => vec![
            test(format!("{name}::stepper"), || stepper_bears_out(proof)),
            test(format!("{name}::loom"), move || loom_bears_out(proof, loom)),
        ],
        Trial::Sampled { executions } => {
            vec![test(format!("{name}::shuttle"), move || shuttle_bears_out(proof, executions))]
        }
        Trial::Counted => vec![test(format!("{name}::count"), || counter_bears_out(proof))],
        _ => panic!("{name} is tried in a way that no test knows"),
    }
}

/// The counter bears the claims out, and needs nobody to agree.
fn counter_bears_out(proof: &Proof) {
    let proved = proof.prove().expect("the catalogue behaves");
    assert!(proved.holds(), "{:?}", proved.claims);
    assert!(proved.witness.is_none());
    assert_eq!(proved.verdict.search, Search::Complete);
}

/// What any strategy in any scenario owes, claimed or not.
fn meetings(strategy: &'static str, scenario: &'static str) -> Vec<Test> {
    let name = format!("{strategy}::{scenario}");
    let meeting = (strategy, scenario);
    let in_table = TABLE
        .iter()
        .any(|proof| matches!(proof.trial, Trial::Exhaustive { .. }) && proof.name() == name);
    if TOO_MANY.contains(&meeting) {
        let check = move || is_too_large(strategy, scenario);
        return vec![test(format!("{name}::too_many"), check)];
    }
    let mut tests = Vec::new();
    let fits = named(scenario).actors().len() <= Loom::MAX_ACTORS;
    if fits && !in_table && !TOO_MANY_FOR_LOOM.contains(&meeting) {
        let check = move || drop(loom_equals_stepper(&fleet(strategy), &named(scenario)));
        tests.push(test(format!("{name}::loom_equals_stepper"), check));
    }
    if named(scenario).purchases() <= DRAWN {
        let check = move || shuttle_within_stepper(strategy, scenario);
        tests.push(test(format!("{name}::shuttle"), check));
    }
    tests
}

/// What is left out is left out for a reason.
fn is_too_large(strategy: &str, scenario: &str) {
    let stepper = Stepper { max_interleavings: MOST_INTERLEAVINGS };
    let verdict = verdict(&stepper, strategy, &named(scenario));
    assert_eq!(verdict.search, Search::Bounded { executions: MOST_INTERLEAVINGS });
}

fn named(name: &str) -> Scenario {
    Scenario::named(name).expect("a scenario of the catalogue")
}

/// Every claim holds, for good: over all interleavings, or by a witness.
fn claims_hold(claims: &[Claim], verdict: &Verdict) {
    for claim in claims {
        assert_eq!(claim.held(verdict), Held::Yes, "{claim}; {:?}", verdict.violations);
    }
}

fn stepper_bears_out(proof: &Proof) {
    let scenario = named(proof.scenario);
    let verdict = verdict(&Stepper::default(), proof.strategy, &scenario);
    assert_eq!(verdict.search, Search::Complete);
    // Where a placed fault does not happen, the execution is one of a smaller placement's.
    if scenario.budget() == Budget::NONE {
        assert_eq!(verdict.all.interleavings, verdict.all.executions.into(), "one execution each");
    }
    claims_hold(proof.claims, &verdict);
}

fn loom_bears_out(proof: &Proof, executions: u64) {
    let verdict = loom_equals_stepper(&fleet(proof.strategy), &named(proof.scenario));
    assert_eq!(verdict.all.executions, executions, "loom's executions are pinned");
    claims_hold(proof.claims, &verdict);
}

/// A sample settles what needs a witness. Of the rest it can only say: nothing against it.
fn shuttle_bears_out(proof: &Proof, executions: u64) {
    let shuttle = Shuttle { executions, ..Shuttle::default() };
    let verdict = verdict(&shuttle, proof.strategy, &named(proof.scenario));
    assert_eq!(verdict.search, Search::Sampled { seed: Some(Shuttle::SEED) });
    assert_eq!(verdict.all.executions, executions);
    for claim in proof.claims {
        let expected = match claim {
            Claim::Sometimes(_) | Claim::Sells => Held::Yes,
            Claim::Never(_) | Claim::Always(_) | Claim::Safe => Held::SoFar,
            other => panic!("no sample bears out: {other}"),
        };
        assert_eq!(claim.held(&verdict), expected, "{claim}");
    }
}

/// The two exhaustive engines saw the same interleavings, and the same promises broken in them.
/// Returns loom's verdict.
fn loom_equals_stepper(fleet: &Fleet, scenario: &Scenario) -> Verdict {
    let (steps, stepped) = gather(&Stepper::default(), fleet, scenario);
    let (loom, modelled) = gather(&Loom::default(), fleet, scenario);
    assert_eq!(loom.search, Search::Complete);
    let only_one: Vec<_> = stepped.symmetric_difference(&modelled).take(3).collect();
    assert!(only_one.is_empty(), "seen by one engine only: {only_one:#?}");
    assert!(loom.all.executions >= steps.all.executions);
    for &violation in Violation::ALL {
        let (one, other) = (steps.tally(violation), loom.tally(violation));
        assert_eq!(one.interleavings, other.interleavings, "{violation}");
    }
    loom
}

fn gather(
    engine: &dyn Engine,
    fleet: &Fleet,
    scenario: &Scenario,
) -> (Verdict, BTreeSet<Interleaving>) {
    set(engine, fleet, scenario).expect("the catalogue behaves")
}

/// shuttle draws nothing that the stepper does not know, and each of its finds replays.
fn shuttle_within_stepper(strategy: &str, scenario: &str) {
    let (fleet, scenario) = (fleet(strategy), named(scenario));
    let (_, known) = gather(&Stepper::default(), &fleet, &scenario);
    for schedules in [Schedules::Random, Schedules::Pct { depth: 3 }, Schedules::Urw] {
        let shuttle = Shuttle { schedules, executions: DRAWS, ..Shuttle::default() };
        let (verdict, drawn) = gather(&shuttle, &fleet, &scenario);
        let unknown: Vec<_> = drawn.difference(&known).take(3).collect();
        assert!(unknown.is_empty(), "unknown to the stepper: {unknown:#?}");
        replays(&fleet, &verdict);
        // Where faults are placed, an interleaving alone does not say in which placement it was.
        for interleaving in drawn.iter().filter(|_| scenario.budget() == Budget::NONE) {
            let replay = Stepper::replay(&fleet, &scenario, &interleaving.schedule());
            let replay = replay.expect("a schedule that was drawn is possible");
            assert!(replay.is_whole());
            assert_eq!(replay.interleaving, *interleaving);
        }
    }
}

/// The counterexamples of a verdict show on replay what they are there to show.
fn replays(fleet: &Fleet, verdict: &Verdict) {
    for (violation, example) in &verdict.counterexamples {
        let shown = &example.interleaving;
        let replay = Stepper::replay(fleet, &example.scenario, &shown.schedule());
        let replay = replay.expect("a counterexample is possible");
        assert!(replay.interleaving.events().starts_with(shown.events()));
        assert!(replay.violations().contains(violation), "{violation} shows on replay");
    }
}

/// The incident takes two switches; PCT of depth 1 makes only those that the priorities force.
fn pct_of_depth_1_never_oversells() {
    let seen = |depth| {
        let schedules = Schedules::Pct { depth };
        let shuttle = Shuttle { schedules, executions: 1_000, ..Shuttle::default() };
        let verdict = verdict(&shuttle, "check_then_update", &named("last_item_three"));
        verdict.tally(Violation::Oversold).executions
    };
    assert_eq!(seen(1), 0);
    assert!(seen(2) > 0, "with one more change of priority, it is found");
}
