//! Comparisons: what a change mends and breaks, also while it rolls out.

#[path = "support/golden.rs"]
mod golden;

use golden::check_golden;
use oversell::claim::{Held, Level};
use oversell::compare::{Change, Comparison, Difference};
use oversell::{Claim, Schedule, Violation, strategies};

/// A comparison of two strategies of the catalogue.
fn compare(old: &str, new: &str) -> Comparison {
    let find = |name| strategies::find(name).expect("a strategy of the catalogue");
    oversell::compare(find(old), find(new))
}

/// What changes in the one scenario.
fn difference(comparison: &Comparison) -> Difference {
    let Change { mut differences, .. } = comparison.run().expect("the catalogue behaves");
    assert_eq!(differences.len(), 1);
    differences.remove(0)
}

/// How many interleavings are mended and broken anew.
fn matched(old: &str, new: &str, scenario: &str) -> (usize, usize) {
    let difference = difference(&compare(old, new).in_scenario(scenario));
    let number = |matched: Option<oversell::compare::Matched>| {
        matched.expect("few enough to match one by one").interleavings
    };
    (number(difference.mended), number(difference.broken))
}

#[test]
fn what_is_mended_one_way_is_broken_the_other() {
    let pairs = [
        ("check_then_update", "conditional_update", "last_item", 4),
        ("check_then_update", "locked", "last_item_three", 60),
        ("hotfix", "reserve_then_charge", "declined", 3),
        ("locked", "conditional_update", "last_item", 0),
    ];
    for (bad, good, scenario, number) in pairs {
        assert_eq!(matched(bad, good, scenario), (number, 0), "{bad} → {good}");
        assert_eq!(matched(good, bad, scenario), (0, number), "{good} → {bad}");
    }
    assert_eq!(matched("check_then_update", "check_then_update", "last_item"), (0, 0));
}

#[test]
fn an_outcome_that_appears_is_no_refinement() {
    let change = compare("conditional_update", "check_then_update").in_scenario("last_item");
    let difference = difference(&change);
    assert_eq!(difference.appeared().count(), 1);
    assert_eq!(difference.gone().count(), 0);
    assert_eq!(difference.refines(), Held::No);
    assert!(change.refines().try_check().is_err());
}

#[test]
fn the_pair_shows_the_difference_under_one_schedule() {
    let difference = difference(&compare("check_then_update", "locked"));
    let pair = difference.mended.expect("matched").example.expect("four");
    assert_eq!(pair.schedule(), "ABBA".parse::<Schedule>().expect("a schedule"));
    assert_eq!(pair.skipped, [1, 2], "B waits for the mutex");
    let ends = pair.safe.end(&difference.scenario);
    assert!(Violation::judge(&ends).is_empty() && ends.is_closed());
    let ends = pair.broken.end(&difference.scenario);
    assert!(Violation::judge(&ends).contains(&Violation::Oversold));
}

/// As long as any process runs the old strategy, it oversells, however good the new one is.
#[test]
fn a_roll_out_is_a_third_fleet() {
    let change = compare("check_then_update", "conditional_update").buyers(2..=3);
    change.clone().refines().new_is(Level::FullySafe).check();
    let report = change.clone().rollout_is(Level::NeverOversells).try_check();
    let report = report.expect_err("it oversells meanwhile").to_string();
    assert!(report.contains("new alone is safe, both at once oversells"), "{report}");
    assert!(report.contains("✗ while it rolls out: never Oversold"), "{report}");

    let differences = change.run().expect("they behave").differences;
    let mixes: Vec<_> = differences.iter().map(|one| one.rollout.mixes.len()).collect();
    assert_eq!(mixes, [1, 2], "one of two; one or two of three");
    for mix in differences.iter().flat_map(|one| &one.rollout.mixes) {
        assert_eq!(Claim::Sometimes(Violation::Oversold).held(&mix.verdict), Held::Yes);
    }
}

/// Two strategies that guard the same row by the same WHERE clause can be there at once.
#[test]
fn some_changes_can_roll_out() {
    let change = compare("conditional_update", "reserve_then_charge").in_scenario("last_item");
    change.refines().new_is(Level::FullySafe).rollout_is(Level::FullySafe).check();
}

/// A mutant in the place of the new strategy is seen to break what the old one kept.
#[test]
fn a_change_that_takes_the_guard_out_is_caught() {
    let change = compare("hotfix", "hotfix_without_guard").in_scenario("last_item_tick");
    let failed = change.clone().refines().try_check().expect_err("it oversells");
    assert!(failed.to_string().contains("Oversold"), "{failed}");
    let broken = difference(&change).broken.expect("matched").interleavings;
    assert!(broken > 0);
}

#[test]
fn a_comparison_is_printed() {
    let change = compare("check_then_update", "conditional_update").refines();
    check_golden("compare.txt", &change.run().expect("they behave").to_string());
}

/// Whatever is demanded and does not hold has a picture, also where the old one breaks it as well.
#[test]
fn a_failed_demand_has_a_counterexample() {
    let change = compare("check_then_update", "check_then_set").new_is(Level::NeverOversells);
    let report = change.try_check().expect_err("it oversells").to_string();
    assert!(report.contains("✗ new alone: never Oversold"), "{report}");
    assert!(report.contains("check-then-set alone") && report.contains("✗ Oversold"), "{report}");
    assert!(report.lines().count() <= 40, "{report}");
}

#[test]
fn many_scenarios_are_a_line_each() {
    let change = compare("hotfix", "reserve_then_charge").in_standard_scenarios().refines();
    let report = change.try_check().expect_err("a lost sale less, a refusal more").to_string();
    assert!(report.lines().count() <= 80, "{report}");
    assert_eq!(report.lines().filter(|line| line.starts_with(['✓', '✗'])).count(), 16, "{report}");
}

#[test]
fn a_comparison_without_demands_cannot_fail_and_is_none() {
    let failed = compare("locked", "hotfix").try_check().expect_err("nothing is demanded");
    assert!(failed.to_string().contains("a comparison without demands"), "{failed}");
}

#[test]
fn one_buyer_makes_no_mixture() {
    let change = compare("locked", "hotfix").buyers(1..=1).rollout_is(Level::NeverOversells);
    let failed = change.try_check().expect_err("nothing can be mixed").to_string();
    assert!(failed.contains("a demand of the roll-out has no effect here"), "{failed}");
}

#[test]
fn too_many_buyers_to_mix() {
    let fault = compare("locked", "hotfix").buyers(9..=9).run().expect_err("2^9 mixtures");
    assert!(fault.to_string().contains("buyers must be 1 to 8"), "{fault}");
}
