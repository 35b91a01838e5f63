//! Laws over random scenarios: what is safe is safe in all of them, and what is broken shrinks to the
//! least that breaks it, from wherever it was found.

#![cfg(feature = "proptest")]

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use oversell::case::Finding;
use oversell::engine::Fleet;
use oversell::random::{self, Config, Scenarios};
use oversell::strategies::OptimisticVersion;
use oversell::{Claim, Failure, Fault, Order, Purchase, Receipt, Session, Violation, strategies};
use proptest::test_runner::{FileFailurePersistence, RngSeed};

/// Always the same cases, and no files of those that failed.
fn config(cases: u32, seed: u64) -> Config {
    let rng_seed = RngSeed::Fixed(seed);
    Config { cases, rng_seed, failure_persistence: None, ..Config::default() }
}

fn fleet(strategy: &str) -> Fleet {
    Fleet::of(strategies::find(strategy).expect("a strategy of the catalogue"))
}

fn refute(fleet: &Fleet, scenarios: &Scenarios, claims: &[Claim]) -> Option<Finding> {
    random::refute(fleet, scenarios, claims, config(256, 1)).expect("the strategy behaves")
}

/// No interleaving of any scenario breaks a promise, and whoever can be served is.
fn check_safe(fleet: &Fleet) {
    let scenarios = Scenarios::new().with_declines();
    if let Some(refuted) = refute(fleet, &scenarios, &[Claim::Safe, Claim::Sells]) {
        panic!("{refuted}");
    }
}

/// The claim fails somewhere and, wherever the search begins, shrinks to the same scenario.
fn check_shrinks(fleet: &Fleet, scenarios: &Scenarios, claim: Claim, smallest: &str) {
    for seed in 0..6 {
        let refuted = random::refute(fleet, scenarios, &[claim], config(512, seed));
        let refuted = refuted.expect("the strategy behaves").expect("it is broken somewhere");
        assert_eq!(refuted.verdict.scenario.to_string(), smallest, "from seed {seed}");
        assert!(refuted.failed().any(|(failed, _)| failed == claim));
    }
}

#[test]
fn locked_is_safe() {
    check_safe(&fleet("locked"));
}

#[test]
fn reserve_then_charge_is_safe() {
    check_safe(&fleet("reserve_then_charge"));
}

#[test]
fn optimistic_version_is_safe() {
    let others = *Scenarios::BUYERS.end() as u32 - 1;
    check_safe(&Fleet::of(OptimisticVersion { retries: others }));
}

#[test]
fn lease_fenced_is_safe_whenever_the_lease_expires() {
    let scenarios = Scenarios::new().buyers(1..=2).with_ticks(2).with_instances(2);
    let claims = [Claim::Safe, Claim::Sells];
    let refuted = random::refute(&fleet("lease_fenced"), &scenarios, &claims, config(64, 1));
    assert!(refuted.expect("it behaves").is_none());
}

#[test]
fn the_incident_is_what_is_left_of_an_oversell() {
    let oversold = Claim::Never(Violation::Oversold);
    for strategy in ["check_then_update", "check_then_set", "check_outside_lock"] {
        let scenarios = Scenarios::new().with_declines();
        check_shrinks(&fleet(strategy), &scenarios, oversold, "stock 1, A and B buy 1");
    }
}

#[test]
fn a_fault_is_left_only_where_nothing_breaks_without() {
    let all = || {
        Scenarios::new()
            .buyers(1..=2)
            .with_declines()
            .with_duplicates()
            .with_ticks(1)
            .with_instances(2)
            .with_check()
    };
    let conditional = fleet("conditional_update");
    let leak = Claim::Never(Violation::StockMismatch);
    check_shrinks(&conditional, &all(), leak, "stock 1, A buys 1 (declined)");
    let locked = fleet("locked");
    let twice = Claim::Never(Violation::FulfilledTwice);
    check_shrinks(&locked, &all(), twice, "stock 2, A buys 1, A is sent twice");
    let oversold = Claim::Never(Violation::Oversold);
    let instances = "stock 1, A buys 1, B buys 1 (instance 2)";
    check_shrinks(&fleet("instance_locked"), &all(), oversold, instances);
    let lease = fleet("lease_check_then_update");
    let ticks = Scenarios::new().buyers(1..=2).with_declines().with_ticks(2);
    check_shrinks(&lease, &ticks, oversold, "stock 1, A and B buy 1, 1 tick");
}

#[test]
fn a_crash_shrinks_to_the_earliest_that_breaks() {
    let scenarios = Scenarios::new().with_crashes();
    let leak = Claim::Never(Violation::StockMismatch);
    let smallest = "stock 1, A buys 1 (crashes after 1 step)";
    check_shrinks(&fleet("reserve_then_charge"), &scenarios, leak, smallest);
}

#[test]
fn an_empty_shop_is_the_smallest() {
    let kept = Claim::Never(Violation::ChargedWithoutGoods);
    let charged = fleet("charge_then_conditional_update");
    check_shrinks(&charged, &Scenarios::new(), kept, "stock 0, A buys 1");
}

#[test]
fn shrinking_keeps_to_the_bounds() {
    let scenarios = Scenarios::new().buyers(3..=3).stock(2..=4).quantity(2..=3);
    let oversold = Claim::Never(Violation::Oversold);
    check_shrinks(&fleet("check_then_update"), &scenarios, oversold, "stock 2, A to C buy 2");
}

/// A guard is taken out: conditional_update without its condition.
#[test]
fn a_strategy_without_its_guard_is_caught() {
    fn unguarded(shop: &mut Session<'_>, order: &Order) -> Purchase {
        shop.subtract_stock(order.item, order.quantity)?;
        shop.charge()?;
        Ok(Receipt)
    }
    let claims = [Claim::Safe, Claim::Sells];
    assert!(refute(&fleet("conditional_update"), &Scenarios::new(), &claims).is_none());
    let refuted = refute(&Fleet::of(("unguarded", unguarded)), &Scenarios::new(), &claims);
    let refuted = refuted.expect("nothing guards it");
    assert_eq!(refuted.refuted_by(), Some(Violation::Oversold));
    assert_eq!(refuted.verdict.scenario.to_string(), "stock 0, A buys 1");
}

/// Who sells nothing oversells nothing, and is caught by the other claim.
#[test]
fn a_closed_shop_is_caught() {
    let closed = Fleet::of(("closed", |_: &mut Session<'_>, _: &Order| -> Purchase {
        Err(Failure::OutOfStock)
    }));
    let refuted = refute(&closed, &Scenarios::new().with_declines(), &[Claim::Sells]);
    let refuted = refuted.expect("it sells nothing");
    assert_eq!(refuted.verdict.scenario.to_string(), "stock 1, A buys 1");
}

#[test]
fn the_simplest_interleaving_comes_with_the_smallest_scenario() {
    let safe = [Claim::Safe];
    let refuted = refute(&fleet("check_then_update"), &Scenarios::new(), &safe).expect("broken");
    let (_, example) = refuted.verdict.counterexample().expect("with an interleaving");
    assert_eq!(example.interleaving.schedule().to_string(), "ABBA");
    let report = refuted.to_string();
    for part in ["✗ safe: Oversold in 4", "stock 1, A and B buy 1", "schedule ABBA"] {
        assert!(report.contains(part), "no `{part}` in:\n{report}");
    }
    assert!(report.lines().count() <= 40, "more than a screen:\n{report}");
    assert!(report.lines().all(|line| line.chars().count() <= 80), "too wide:\n{report}");
}

#[test]
fn impossible_bounds_are_errors_that_say_the_limit() {
    let impossible = [
        (Scenarios::new().buyers(0..=2), "buyers"),
        (Scenarios::new().buyers(1..=101), "buyers"),
        (Scenarios::new().stock(-1..=2), "stock"),
        (Scenarios::new().quantity(RangeInclusive::new(3, 2)), "quantity"),
        (Scenarios::new().with_ticks(21), "ticks"),
        (Scenarios::new().with_sweeps(21), "sweeps"),
        (Scenarios::new().with_instances(0), "instances"),
    ];
    for (scenarios, what) in impossible {
        let error =
            random::refute(&fleet("optimistic_version"), &scenarios, &[Claim::Safe], config(1, 1));
        let error = error.expect_err(what).to_string();
        assert!(error.contains(what), "{error}");
    }
}

/// A claim that was not settled is no claim that held.
#[test]
fn what_is_too_large_to_count_is_no_success() {
    // Buyers who want the same are counted as one; these do not.
    let scenarios = Scenarios::new().buyers(12..=12).stock(900..=900).quantity(1..=200);
    // Each of the smaller ones would be counted as far as this one.
    let config = Config { max_shrink_iters: 0, ..config(1, 1) };
    let large = random::refute(&fleet("locked"), &scenarios, &[Claim::Safe], config);
    let error = large.expect_err("too many states").to_string();
    assert!(error.contains("50,000 states"), "{error}");
}

#[test]
fn misconduct_is_an_error() {
    let panics = Fleet::of(("panics", |shop: &mut Session<'_>, order: &Order| -> Purchase {
        assert!(shop.select_stock(order.item)? != 2, "two");
        Err(Failure::OutOfStock)
    }));
    let error = random::refute(&panics, &Scenarios::new(), &[Claim::Safe], config(64, 1));
    assert!(matches!(error, Err(Fault::Strategy { .. })), "{error:?}");
}

/// A seed that failed is written down beside the source, and comes first from then on.
#[test]
fn a_seed_that_failed_is_kept_and_tried_again() {
    let folder = tempfolder("a_seed_that_failed");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::write(folder.join("src/lib.rs"), "").expect("a source");
    let source: &'static str =
        Box::leak(folder.join("src/lib.rs").display().to_string().into_boxed_str());
    let config = |cases| Config {
        source_file: Some(source),
        failure_persistence: Some(Box::new(FileFailurePersistence::default())),
        ..config(cases, 1)
    };
    let try_with = |strategy, cases| {
        random::refute(&fleet(strategy), &Scenarios::new(), &[Claim::Safe], config(cases))
            .expect("the strategy behaves")
            .map(|refuted| refuted.verdict.scenario.to_string())
    };
    let incident = Some("stock 1, A and B buy 1".to_owned());

    assert_eq!(try_with("check_then_update", 0), None, "nothing is drawn, and nothing kept yet");
    assert_eq!(try_with("check_then_update", 256), incident);
    let kept = fs::read_to_string(folder.join("proptest-regressions/lib.txt")).expect("a file");
    assert!(kept.contains("\ncc "), "{kept}");
    assert_eq!(try_with("check_then_update", 0), incident, "from the file alone");
    assert_eq!(try_with("locked", 0), None, "the repaired one");
    fs::remove_dir_all(&folder).expect("it was ours");
}

/// A folder of this test alone, and empty.
fn tempfolder(test: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("it was ours");
    }
    folder
}
