//! The figures that the issue promises, to the last digit.

mod support;

use oversell::engine::{Loom, Shuttle, Stepper};
use oversell::verdict::{Search, Verdict};
use oversell::{Scenario, Violation};
use support::verdict;

/// Interleavings, how many of them oversell, and loom's executions.
type Figures = (u64, u64, u64);

/// `stock` units, and `buyers` who want one each.
fn crowd(stock: i64, buyers: usize) -> Scenario {
    let shop = Scenario::new(stock).expect("a possible stock");
    (0..buyers).fold(shop, |shop, _| shop.buys(1).expect("a possible order"))
}

/// One unit and 2, 3, 4 buyers: both exhaustive engines reach the figures.
fn check(strategy: &str, figures: &[Figures]) {
    for (buyers, &(interleavings, oversold, executions)) in (2..).zip(figures) {
        let scenario = crowd(1, buyers);
        let loom = verdict(&Loom::default(), strategy, &scenario);
        for verdict in [&verdict(&Stepper::default(), strategy, &scenario), &loom] {
            assert_eq!(verdict.search, Search::Complete);
            assert_eq!(seen(verdict), (interleavings, oversold), "{buyers} buyers");
        }
        assert_eq!(loom.all.executions, executions, "loom, {buyers} buyers");
    }
}

/// The interleavings of a verdict, and how many of them oversell.
fn seen(verdict: &Verdict) -> (u64, u64) {
    let number = |count: &oversell::verdict::Count| count.to_string().parse().expect("a small one");
    let oversold = verdict.tally(Violation::Oversold).interleavings;
    (number(&verdict.all.interleavings), number(&oversold))
}

#[test]
fn check_then_update() {
    check("check_then_update", &[(6, 4, 6), (66, 60, 66), (1_176, 1_152, 1_176)]);
}

#[test]
fn conditional_update() {
    check("conditional_update", &[(2, 0, 2), (6, 0, 6), (24, 0, 24)]);
}

#[test]
fn locked() {
    check("locked", &[(2, 0, 2), (6, 0, 6), (24, 0, 24)]);
}

#[test]
fn check_outside_lock() {
    check("check_outside_lock", &[(10, 6, 12), (180, 162, 270), (4_920, 4_824, 9_008)]);
}

#[test]
fn optimistic_version_without_redundancy() {
    check("optimistic_version", &[(6, 0, 6), (150, 0, 150)]);
}

#[test]
fn check_then_update_five_buyers_on_the_stepper() {
    let verdict = verdict(&Stepper::default(), "check_then_update", &crowd(1, 5));
    assert_eq!(verdict.search, Search::Complete);
    assert_eq!(seen(&verdict), (31_320, 31_200));
}

#[test]
fn check_then_update_eight_buyers_on_shuttle() {
    let verdict = verdict(&Shuttle::default(), "check_then_update", &crowd(1, 8));
    let first = verdict.first_seen[&Violation::Oversold];
    assert!(first <= 100, "first oversold in execution {first}");
}

#[test]
fn conditional_update_eight_buyers_on_shuttle() {
    let shuttle = Shuttle { executions: 10_000, ..Shuttle::default() };
    let verdict = verdict(&shuttle, "conditional_update", &crowd(1, 8));
    assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
    assert_eq!(verdict.all.executions, 10_000);
    assert_eq!(verdict.search, Search::Sampled { seed: Some(Shuttle::SEED) });
}

/// A search that was cut off says so; one that ends just at its limit was not cut off.
#[test]
fn check_then_update_bounded() {
    let scenario = crowd(1, 2);
    let cut = |executions| Search::Bounded { executions };
    for (limit, search, executions) in [
        (0, cut(0), 0),
        (1, cut(1), 1),
        (5, cut(5), 5),
        (6, Search::Complete, 6),
        (7, Search::Complete, 6),
    ] {
        let stepper = Stepper { max_interleavings: limit };
        let loom = Loom { max_executions: limit };
        for verdict in [
            verdict(&stepper, "check_then_update", &scenario),
            verdict(&loom, "check_then_update", &scenario),
        ] {
            assert_eq!(verdict.search, search, "{}, limit {limit}", verdict.engine);
            assert_eq!(verdict.all.executions, executions, "{}, limit {limit}", verdict.engine);
        }
    }
}

/// Where a buyer of the hand-written model is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Start,
    Read { stock: i64 },
    End,
}

/// All interleavings of check-then-update from here, and how many of them oversell: plain recursion,
/// written by hand, that knows nothing of this crate.
fn oracle(buyers: &mut [At], stock: i64, unsold: i64) -> (u64, u64) {
    let (mut all, mut oversold) = (0, 0);
    for buyer in 0..buyers.len() {
        let before = buyers[buyer];
        let (after, taken) = match before {
            At::Start if stock < 1 => (At::End, 0),
            At::Start => (At::Read { stock }, 0),
            At::Read { stock } => {
                assert!(stock >= 1, "nobody pays for what he was told is not there");
                (At::End, 1)
            }
            At::End => continue,
        };
        buyers[buyer] = after;
        let below = oracle(buyers, stock - taken, unsold - taken);
        buyers[buyer] = before;
        all += below.0;
        oversold += below.1;
    }
    if buyers.iter().all(|at| *at == At::End) {
        (1, u64::from(unsold < 0))
    } else {
        (all, oversold)
    }
}

#[test]
fn check_then_update_agrees_with_an_independent_oracle() {
    for (stock, buyers) in [(1, 2), (1, 3), (1, 4), (0, 3), (2, 3), (2, 4), (3, 4), (4, 4)] {
        let expected = oracle(&mut vec![At::Start; buyers], stock, stock);
        let scenario: Scenario = crowd(stock, buyers);
        let stepped = verdict(&Stepper::default(), "check_then_update", &scenario);
        assert_eq!(seen(&stepped), expected, "stock {stock}, {buyers} buyers");
    }
}
