//! Laws over random schedules: they survive being printed and parsed, and nothing is misread.

use oversell::{Actor, Schedule};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Always the same cases, and no files of those that failed.
fn runner(cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(1);
    TestRunner::new(Config { cases, rng_seed, failure_persistence: None, ..Config::default() })
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
