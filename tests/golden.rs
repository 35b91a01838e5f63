//! Golden files: what a person or a machine gets to see, letter by letter.
//!
//! `OVERSELL_BLESS=1 cargo test` writes them anew. Read them before you commit them.

#[path = "support/golden.rs"]
mod golden;
mod support;

use std::time::Duration;

use golden::check_golden;
use oversell::certificate::{Certificate, Part};
use oversell::engine::{Loom, Stepper};
use oversell::proof::{Chapter, TABLE};
use oversell::replay::Replay;
use oversell::report::{
    json, lanes::replayed, mermaid::mermaid, svg::svg, table, tour::text as tour_text,
};
use oversell::tour::Stop;
use oversell::{Scenario, message};
use support::{fleet, verdict};

/// Where a schedule leads.
fn replay(strategy: &str, scenario: &Scenario, schedule: &str) -> Replay {
    let schedule = schedule.parse().expect("a schedule");
    Stepper::replay(&fleet(strategy), scenario, &schedule).expect("a possible one")
}

/// The lanes of a schedule.
fn check_lanes(name: &str, strategy: &str, scenario: &Scenario, schedule: &str, width: u16) {
    let replay = replay(strategy, scenario, schedule);
    let lanes = replayed(&replay, scenario, width);
    let widest = lanes.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(widest <= usize::from(width), "a line of {widest} characters:\n{lanes}");
    let head = message::replayed(strategy, scenario, &replay);
    check_golden(name, &format!("{head}\n{lanes}\n{}", message::after_replay(&replay)));
}

fn named(name: &str) -> Scenario {
    Scenario::named(name).expect("a scenario of the catalogue")
}

#[test]
fn check_then_update_lanes() {
    let scenario = named("last_item");
    check_lanes("lanes_check_then_update.txt", "check_then_update", &scenario, "ABBA", 80);
}

/// B is refused while A, whose card will be declined, holds the unit.
#[test]
fn reserve_then_charge_lanes() {
    let scenario = named("declined");
    check_lanes("lanes_reserve_then_charge.txt", "reserve_then_charge", &scenario, "ABA", 80);
}

/// A has been served, B holds the mutex and has been no further.
#[test]
fn locked_prefix_lanes() {
    check_lanes("lanes_locked_prefix.txt", "locked", &named("last_item"), "AAAAB", 80);
}

/// A waits for nobody, B for A: the prefix ends inside the lock.
#[test]
fn locked_waiting_lanes() {
    check_lanes("lanes_locked_waiting.txt", "locked", &named("last_item"), "AA", 80);
}

#[test]
fn optimistic_version_lanes() {
    let scenario = named("last_item");
    check_lanes("lanes_optimistic_version.txt", "optimistic_version", &scenario, "ABBAA", 80);
}

/// Eight buyers have no room for lanes in 80 columns.
#[test]
fn check_then_update_list() {
    let scenario = named("rush");
    check_lanes("list_check_then_update.txt", "check_then_update", &scenario, "ABCDEFGHAHB", 80);
}

#[test]
fn check_then_update_narrow() {
    let scenario = named("last_item_four");
    check_lanes("narrow_check_then_update.txt", "check_then_update", &scenario, "ABCDDCBA", 40);
}

/// The incident, and a buyer who waits.
#[test]
fn drawings() {
    let scenario = named("last_item");
    let incident = replay("check_then_update", &scenario, "ABBA");
    check_golden("check_then_update.mmd", &mermaid("check_then_update", &scenario, &incident));
    check_golden("check_then_update.svg", &svg("check_then_update", &scenario, &incident));
    let waiting = replay("locked", &scenario, "AA");
    check_golden("locked_waiting.mmd", &mermaid("locked", &scenario, &waiting));
    check_golden("locked_waiting.svg", &svg("locked", &scenario, &waiting));
}

/// Every stop, without what real threads and the clock say.
#[test]
fn tour() {
    let shown = |&stop: &Stop| {
        let seen = stop.look().expect("the catalogue behaves");
        let text = tour_text(stop, &seen, Duration::ZERO, 80);
        let repeats = text.lines().filter(|line| !line.starts_with("this time: "));
        repeats.collect::<Vec<_>>().join("\n")
    };
    check_golden(
        "tour.txt",
        &(Stop::ALL.iter().map(shown).collect::<Vec<_>>().join("\n\n") + "\n"),
    );
}

/// What a test prints that holds a claim against random scenarios.
#[cfg(feature = "proptest")]
#[test]
fn refuted_by_a_random_scenario() {
    use oversell::Claim;
    use oversell::random::{self, Config};
    use proptest::test_runner::RngSeed;

    let config =
        Config { rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() };
    let safe = [Claim::Safe];
    let fleet = fleet("check_then_update");
    let refuted = random::refute(&fleet, &random::Scenarios::new(), &safe, config);
    let refuted = refuted.expect("the catalogue behaves").expect("it is the incident");
    check_golden("random_check_then_update.txt", &refuted.to_string());
}

/// The table as `oversell` prints it, without what real threads add to it; and its certificate.
#[test]
fn proof_table() {
    let tried: Vec<_> = TABLE.iter().map(|proof| (*proof, proof.prove())).collect();
    let chapters: Vec<String> =
        Chapter::ALL.iter().map(|&chapter| table::chapter(chapter, &tried)).collect();
    let text =
        format!("{}\n{}\n{}", chapters.join("\n"), message::legend(), table::summary(&tried));
    check_golden("proofs.txt", &text);
    let proved = tried.into_iter().map(|(_, proved)| proved.expect("the catalogue behaves"));
    let certificate = Certificate::of_table(&proved.collect::<Vec<_>>(), Part::default());
    check_golden("proofs.cert", &certificate.expect("it repeats").to_string());
}

#[test]
fn explore_verdicts() {
    let incident = verdict(&Loom::default(), "check_then_update", &named("last_item"));
    check_golden("explore_check_then_update.json", &format!("{:#}\n", json::verdict(&incident)));
    check_golden("explore_check_then_update.txt", &table::verdict(&incident, 80));
    let leak = verdict(&Stepper::default(), "conditional_update", &named("declined"));
    check_golden("explore_conditional_update.json", &format!("{:#}\n", json::verdict(&leak)));
    let safe = verdict(&Stepper::default(), "locked", &named("last_item_three"));
    check_golden("explore_locked.txt", &table::verdict(&safe, 80));
}
