//! The table of proofs: a test for each row and engine, named so that `cargo test check_then_update`
//! runs all that is claimed of one strategy.
//!
//! Beyond the table, every strategy meets every named scenario: loom must see exactly the
//! interleavings of the stepper, and shuttle none that the stepper does not know.

mod support;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

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

/// A strategy in a scenario. Its tests share what the stepper finds, which the first of them asks for.
struct Meeting {
    strategy: &'static str,
    scenario: &'static str,
    stepped: OnceLock<Gathered>,
}

/// A verdict, and the interleavings behind it.
type Gathered = (Verdict, BTreeSet<Interleaving>);

impl Meeting {
    fn fleet(&self) -> Fleet {
        fleet(self.strategy)
    }

    fn scenario(&self) -> Scenario {
        Scenario::named(self.scenario).expect("a scenario of the catalogue")
    }

    fn gather(&self, engine: &dyn Engine) -> Gathered {
        set(engine, &self.fleet(), &self.scenario()).expect("the catalogue behaves")
    }

    fn stepped(&self) -> &Gathered {
        self.stepped.get_or_init(|| self.gather(&Stepper::default()))
    }
}

fn main() -> ExitCode {
    let (mut tests, mut proofs) = (Vec::new(), 0);
    for strategy in CATALOGUE.iter().map(|entry| entry.name) {
        for scenario in NAMED.iter().map(|named| named.name) {
            let meeting = Arc::new(Meeting { strategy, scenario, stepped: OnceLock::new() });
            let is_of = |proof: &&Proof| proof.strategy == strategy && proof.scenario == scenario;
            let claimed: Vec<&Proof> = TABLE.iter().filter(is_of).collect();
            proofs += claimed.len();
            tests.extend(claimed.iter().flat_map(|proof| rows(proof, &meeting)));
            tests.extend(owed(&meeting, &claimed));
        }
    }
    assert_eq!(proofs, TABLE.len(), "every row is of the catalogues");
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
fn rows(proof: &'static Proof, meeting: &Arc<Meeting>) -> Vec<Test> {
    let name = proof.name();
    match proof.trial {
        Trial::Exhaustive { loom } => {
            let [one, other] = [Arc::clone(meeting), Arc::clone(meeting)];
            vec![
                test(format!("{name}::loom"), move || loom_bears_out(proof, &one, loom)),
                test(format!("{name}::stepper"), move || stepper_bears_out(proof, &other)),
            ]
        }
        Trial::Sampled { executions } => {
            vec![test(format!("{name}::shuttle"), move || shuttle_bears_out(proof, executions))]
        }
        Trial::Strongest => vec![test(format!("{name}::count"), || counter_bears_out(proof))],
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
fn owed(meeting: &Arc<Meeting>, claimed: &[&Proof]) -> Vec<Test> {
    let name = format!("{}::{}", meeting.strategy, meeting.scenario);
    let names = (meeting.strategy, meeting.scenario);
    let proved = claimed.iter().any(|proof| matches!(proof.trial, Trial::Exhaustive { .. }));
    let [one, other] = [Arc::clone(meeting), Arc::clone(meeting)];
    if TOO_MANY.contains(&names) {
        return vec![test(format!("{name}::too_many"), move || is_too_large(&one))];
    }
    let mut tests = Vec::new();
    let fits = meeting.scenario().actors().len() <= Loom::MAX_ACTORS;
    if fits && !proved && !TOO_MANY_FOR_LOOM.contains(&names) {
        let check = move || drop(loom_equals_stepper(&one));
        tests.push(test(format!("{name}::loom_equals_stepper"), check));
    }
    if meeting.scenario().purchases() <= DRAWN {
        let check = move || shuttle_within_stepper(&other);
        tests.push(test(format!("{name}::shuttle"), check));
    }
    tests
}

/// What is left out is left out for a reason.
fn is_too_large(meeting: &Meeting) {
    let stepper = Stepper { max_interleavings: MOST_INTERLEAVINGS };
    let verdict = verdict(&stepper, meeting.strategy, &meeting.scenario());
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

fn stepper_bears_out(proof: &Proof, meeting: &Meeting) {
    let (verdict, _) = meeting.stepped();
    assert_eq!(verdict.search, Search::Complete);
    // Where a placed fault does not happen, the execution is one of a smaller placement's.
    if meeting.scenario().budget() == Budget::NONE {
        assert_eq!(verdict.all.interleavings, verdict.all.executions.into(), "one execution each");
    }
    claims_hold(proof.claims, verdict);
}

fn loom_bears_out(proof: &Proof, meeting: &Meeting, executions: u64) {
    let verdict = loom_equals_stepper(meeting);
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
fn loom_equals_stepper(meeting: &Meeting) -> Verdict {
    let (steps, stepped) = meeting.stepped();
    let (loom, modelled) = meeting.gather(&Loom::default());
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

/// shuttle draws nothing that the stepper does not know, and each of its finds replays.
fn shuttle_within_stepper(meeting: &Meeting) {
    let (fleet, scenario) = (meeting.fleet(), meeting.scenario());
    let (_, known) = meeting.stepped();
    for schedules in [Schedules::Random, Schedules::Pct { depth: 3 }, Schedules::Urw] {
        let shuttle = Shuttle { schedules, executions: DRAWS, ..Shuttle::default() };
        let (verdict, drawn) = meeting.gather(&shuttle);
        let unknown: Vec<_> = drawn.difference(known).take(3).collect();
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
