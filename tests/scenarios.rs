//! Laws over random scenarios: what is safe is safe in all of them, what is broken shrinks to the
//! incident; and schedules survive being printed and parsed.

mod support;

use oversell::engine::{Engine, Fleet, Stepper};
use oversell::shop::Units;
use oversell::strategies::OptimisticVersion;
use oversell::verdict::{Search, Verdict};
use oversell::{Actor, Scenario, Schedule, Violation};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use support::{fleet, verdict};

/// What a customer wants, and whether the card is declined.
type Want = (Units, bool);
/// A scenario as proptest draws and shrinks it.
type Draft = (Units, Vec<Want>);

/// Scenarios of up to three buyers.
fn draft() -> impl Strategy<Value = Draft> {
    (0..=4 as Units, prop::collection::vec((1..=3 as Units, any::<bool>()), 1..=3))
}

fn scenario((stock, wants): &Draft) -> Scenario {
    let mut scenario = Scenario::new(*stock).expect("a possible stock");
    for (number, (quantity, declined)) in wants.iter().enumerate() {
        scenario = scenario.buys(*quantity).expect("a possible order");
        if *declined {
            scenario = scenario.declined(number).expect("a buyer who is there");
        }
    }
    scenario
}

/// Always the same cases, and no files of those that failed.
fn runner(cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(1);
    TestRunner::new(Config { cases, rng_seed, failure_persistence: None, ..Config::default() })
}

/// No interleaving of any scenario breaks a promise, and whoever can be served is.
fn check_safe(fleet_for: impl Fn(&Draft) -> Fleet) {
    let safe = |draft: Draft| {
        let verdict = Stepper::default().explore(&fleet_for(&draft), &scenario(&draft))?;
        prop_assert_eq!(&verdict.search, &Search::Complete);
        for violation in Violation::UNSAFE {
            prop_assert!(!verdict.violations.contains_key(violation), "{violation}");
        }
        let servable = draft.1.iter().any(|(quantity, declined)| *quantity <= draft.0 && !declined);
        prop_assert_eq!(verdict.sells(), servable);
        Ok(())
    };
    if let Err(error) = runner(128).run(&draft(), safe) {
        panic!("{error}");
    }
}

/// The smallest scenario in which the strategy breaks the promise.
fn smallest(strategy: &str, broken: fn(&Verdict) -> bool) -> Draft {
    let holds = |draft: Draft| {
        let verdict = verdict(&Stepper::default(), strategy, &scenario(&draft));
        prop_assert!(!broken(&verdict));
        Ok(())
    };
    match runner(512).run(&draft(), holds) {
        Err(TestError::Fail(_, smallest)) => smallest,
        other => panic!("{strategy} should break it somewhere: {other:?}"),
    }
}

fn shows(violation: Violation, verdict: &Verdict) -> bool {
    verdict.violations.contains_key(&violation)
}

#[test]
fn locked_is_safe() {
    check_safe(|_| fleet("locked"));
}

#[test]
fn reserve_then_charge_is_safe() {
    check_safe(|_| fleet("reserve_then_charge"));
}

#[test]
fn optimistic_version_is_safe() {
    check_safe(|(_, wants)| Fleet::of(OptimisticVersion { retries: wants.len() as u32 - 1 }));
}

#[test]
fn check_then_update_shrinks_to_the_incident() {
    let smallest = smallest("check_then_update", |verdict| shows(Violation::Oversold, verdict));
    assert_eq!(smallest, (1, vec![(1, false), (1, false)]));
}

#[test]
fn check_then_set_shrinks_to_the_incident() {
    let smallest = smallest("check_then_set", |verdict| shows(Violation::Oversold, verdict));
    assert_eq!(smallest, (1, vec![(1, false), (1, false)]));
}

#[test]
fn conditional_update_shrinks_to_one_declined_card() {
    let smallest = smallest("conditional_update", |v| shows(Violation::StockMismatch, v));
    assert_eq!(smallest, (1, vec![(1, true)]));
}

#[test]
fn charge_then_conditional_update_shrinks_to_an_empty_shop() {
    let broken = |verdict: &Verdict| shows(Violation::ChargedWithoutGoods, verdict);
    assert_eq!(smallest("charge_then_conditional_update", broken), (0, vec![(1, false)]));
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        4 => any::<u8>().prop_map(Actor::Buyer),
        4 => (0..4u8).prop_map(Actor::Buyer),
        2 => any::<u8>().prop_map(Actor::Duplicate),
        1 => Just(Actor::Clock),
        1 => Just(Actor::Sweeper),
    ]
}

#[test]
fn schedules_survive_being_printed_and_parsed() {
    let schedules = prop::collection::vec(actor(), 0..12).prop_map(Schedule);
    let survives = |schedule: Schedule| {
        let printed = schedule.to_string();
        prop_assert_eq!(printed.parse::<Schedule>(), Ok(schedule.clone()), "{}", printed);
        let spaced = schedule.0.iter().map(Actor::to_string).collect::<Vec<_>>().join(" \t ");
        prop_assert_eq!(spaced.parse::<Schedule>(), Ok(schedule));
        Ok(())
    };
    runner(2_000).run(&schedules, survives).expect("the grammar is one");
}

/// Whatever is typed is either a schedule or an error, and never the wrong schedule: what was
/// understood prints back to what was typed, but for blanks.
#[test]
fn no_text_is_misread() {
    let letters = prop::sample::select("ABZab'tickswep 0123456789\t-é".chars().collect::<Vec<_>>());
    let texts = prop::collection::vec(letters, 0..10).prop_map(String::from_iter);
    let read_right = |text: String| {
        if let Ok(schedule) = text.parse::<Schedule>() {
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&schedule.to_string()), bare(&text));
        }
        Ok(())
    };
    runner(5_000).run(&texts, read_right).expect("nothing is misread");
}

#[test]
fn bad_schedules_are_errors_that_name_the_culprit() {
    for (text, culprit) in [
        ("A2", "`A2`"),
        ("B26", "`B26`"),
        ("B1", "`B1`"),
        ("B0", "`B0`"),
        ("B027", "`B027`"),
        ("B257", "`B257`"),
        ("B99999999999999999999", "`B99999999999999999999`"),
        ("C27", "`C27`"),
        ("ab", "`ab`"),
        ("A tock B", "`tock`"),
        ("ticktick", "`ticktick`"),
        ("'", "`'`"),
        ("A''", "`'`"),
        ("tick'", "`'`"),
        ("A,B", "`,`"),
        ("27", "`2`"),
        ("Ä", "`Ä`"),
    ] {
        let error = text.parse::<Schedule>().expect_err(text).to_string();
        assert!(error.contains(culprit), "{text}: {error}");
    }
}
