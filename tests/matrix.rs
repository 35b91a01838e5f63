//! The page of verdicts is what the matrix says; and the counter says what the stepper says.

use std::path::Path;

use oversell::engine::{Counter, Engine, Fleet, Recorder, Stepper};
use oversell::matrix::Matrix;
use oversell::report::matrix::markdown;
use oversell::scenario::NAMED;
use oversell::strategies::{self, CATALOGUE};
use oversell::verdict::{Search, Verdict};
use oversell::{Failure, Order, Receipt, Scenario, Session, Violation};

#[test]
fn the_page_of_verdicts_is_fresh() {
    let matrix = Matrix::count(CATALOGUE, NAMED, |_| {}).expect("the catalogue is well behaved");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verdicts.md");
    match std::env::var("OVERSELL_BLESS").as_deref() {
        Ok("1") => std::fs::write(page, markdown(&matrix)).expect("the page can be written"),
        Ok(other) => panic!("OVERSELL_BLESS is `{other}`: set it to 1, or not at all"),
        Err(_) => similar_asserts::assert_eq!(
            page: std::fs::read_to_string(page).unwrap_or_default(),
            now: markdown(&matrix),
            "docs/verdicts.md is not fresh: OVERSELL_BLESS=1 cargo test --test matrix"
        ),
    }
}

/// How many interleavings a debug build enumerates in no time.
const SMALL: u64 = 150;

#[test]
fn the_counter_agrees_with_the_stepper_in_every_small_cell() {
    let mut compared = 0;
    for &entry in CATALOGUE {
        for named in NAMED {
            let (fleet, scenario) = (Fleet::of(entry), named.scenario());
            let recorder = Recorder::new(&scenario);
            let stepper = Stepper { max_interleavings: SMALL };
            let search = stepper.search(&fleet, &scenario, &recorder).expect("well behaved");
            if search != Search::Complete {
                continue;
            }
            let stepped = recorder.verdict("stepper", &fleet, search).expect("deterministic");
            let counted = Counter::default().count(&fleet, &scenario).expect("well behaved");
            assert_eq!(
                outcomes(&stepped),
                outcomes(&counted.verdict),
                "{} {}",
                entry.name,
                named.name
            );
            compared += 1;
        }
    }
    assert!(compared > 500, "only {compared} cells are small");
}

/// The outcomes with their numbers of interleavings, which is all that a count has.
fn outcomes(verdict: &Verdict) -> Vec<String> {
    let outcome = |(outcome, tally): (_, &oversell::verdict::Tally)| {
        format!("{outcome:?}: {}", tally.interleavings)
    };
    verdict.outcomes.iter().map(outcome).collect()
}

#[test]
fn check_then_update_is_counted_for_many_buyers() {
    for (buyers, states, interleavings, oversold) in [
        (2, 7, "6", "4"),
        (3, 14, "66", "60"),
        (4, 25, "1176", "1152"),
        (5, 41, "31320", "31200"),
        (7, 92, "59184720", "59179680"),
        (10, 231, "32215365100800", "32215361472000"),
    ] {
        let counted = count("check_then_update", 1, buyers);
        assert_eq!(counted.verdict.all.interleavings.to_string(), interleavings, "{buyers}");
        let tally = counted.verdict.tally(Violation::Oversold);
        assert_eq!(tally.interleavings.to_string(), oversold, "{buyers}");
        assert_eq!(counted.states, states, "{buyers}");
        let (_, example) = counted.verdict.counterexample().expect("it oversells");
        assert_eq!(example.interleaving.schedule().to_string(), "ABBA", "{buyers}");
    }
}

#[test]
fn a_hundred_buyers_are_a_number_of_317_digits() {
    let counted = count("check_then_update", 1, 100);
    assert_eq!(counted.verdict.all.interleavings.to_string().len(), 317);
    assert_eq!(counted.states, 171_801);
    let fifty = count("check_then_update", 1, 50);
    assert_eq!(fifty.verdict.all.interleavings.to_string().len(), 130);
    assert_eq!(fifty.states, 22_151);
}

#[test]
fn buyers_who_saw_different_stocks_are_the_same_buyer_when_it_does_not_matter() {
    assert!(count("check_then_update", 10, 20).states < 500);
    // Here it does matter: each writes what it read.
    assert!(count("check_then_set", 3, 4).states > count("check_then_update", 3, 4).states);
}

#[test]
fn a_count_that_was_cut_off_says_so() {
    let scenario = scenario(1, 10);
    let fleet = Fleet::of(strategies::find("check_then_update").expect("it exists"));
    let counted = Counter { max_states: 100 }.count(&fleet, &scenario).expect("well behaved");
    assert!(matches!(counted.verdict.search, Search::Bounded { .. }));
}

/// Whoever leaves a lease behind keeps a name: otherwise the next buyer gets it, and seems to delete a
/// lease of its own. No strategy of the catalogue ends without giving its lease back.
#[test]
fn a_lease_that_is_left_behind_is_still_somebody_elses() {
    let fleet = Fleet::of(("forgets_its_lease", |shop: &mut Session<'_>, order: &Order| {
        shop.acquire_lease(order.item, 1)?;
        if shop.subtract_stock_if_enough(order.item, order.quantity)? == 0 {
            shop.delete_lease(order.item)?;
            return Err(Failure::OutOfStock);
        }
        shop.charge()?;
        Ok(Receipt)
    }));
    for buyers in 2..=3 {
        let scenario = scenario(1, buyers);
        let stepped = Stepper::default().explore(&fleet, &scenario).expect("well behaved");
        let counted = Counter::default().count(&fleet, &scenario).expect("well behaved");
        assert!(stepped.violations.contains_key(&Violation::LeaseStolen));
        assert_eq!(outcomes(&stepped), outcomes(&counted.verdict), "{buyers}");
    }
}

#[test]
fn probabilities_add_up_or_are_not_said() {
    for counted in [count("check_then_update", 1, 3), count("locked", 1, 5)] {
        let sum: f64 = counted.outcome_probability.values().sum();
        assert!((sum - 1.0).abs() < 1e-9, "{}: {sum}", counted.verdict.scenario);
        for (violation, chance) in &counted.probability {
            assert!((0.0..=1.0 + 1e-9).contains(chance), "{violation}: {chance}");
        }
    }
    // Nothing says how likely each placement of a fault is.
    let crash = Scenario::named("crash").expect("it exists");
    let fleet = Fleet::of(strategies::find("reserve_then_charge").expect("it exists"));
    let placed = Counter::default().count(&fleet, &crash).expect("well behaved");
    assert!(placed.outcome_probability.is_empty() && placed.probability.is_empty());
    assert!(!placed.verdict.violations.is_empty());
}

fn count(strategy: &str, stock: i64, buyers: usize) -> oversell::counted::Counted {
    let fleet = Fleet::of(strategies::find(strategy).expect("it exists"));
    Counter::default().count(&fleet, &scenario(stock, buyers)).expect("well behaved")
}

fn scenario(stock: i64, buyers: usize) -> Scenario {
    let empty = Scenario::new(stock).expect("a possible stock");
    (0..buyers).try_fold(empty, |scenario, _| scenario.buys(1)).expect("possible buyers")
}
