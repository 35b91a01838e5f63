//! The page's data: what can be played on it is what the stepper enumerates.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use oversell::engine::{Engine, Fleet, Recorder, Stepper};
use oversell::interleaving::Interleaving;
use oversell::play::Play;
use oversell::report::page;
use oversell::scenario::Budget;
use oversell::strategies::CATALOGUE;
use oversell::verdict::{Count, Outcome};
use oversell::{Failure, Fault, Order, Purchase, Scenario, Schedule, Session, Violation, weaken};
use serde_json::Value;

/// The most bytes of the page of two buyers of every strategy.
const ALL: usize = 500_000;
/// The most bytes of the page of three buyers of the incident.
const THREE: usize = 2_000_000;

/// Every strategy in every scenario of its proofs that a page has unless another is asked for.
fn catalogue() -> Vec<(&'static str, Scenario)> {
    let scenarios = |name: &'static str| {
        let all = weaken::scenarios(name).expect("the table is valid");
        let few =
            |scenario: &Scenario| scenario.buyers().len() <= 2 && scenario.budget() == Budget::NONE;
        all.into_iter().filter(few).map(move |scenario| (name, scenario)).collect::<Vec<_>>()
    };
    CATALOGUE.iter().flat_map(|entry| scenarios(entry.name)).collect()
}

fn play(strategy: &str, scenario: &Scenario) -> Play {
    Stepper::play(&support::fleet(strategy), scenario).expect("the catalogue behaves")
}

fn crowd(buyers: usize) -> Scenario {
    let one = Scenario::new(1).expect("one unit");
    (0..buyers).try_fold(one, |scenario, _| scenario.buys(1)).expect("a few buyers")
}

/// Every interleaving, as the stepper makes them.
fn enumerate(strategy: &str, scenario: &Scenario) -> Vec<(Interleaving, Outcome)> {
    let recorder = Recorder::new(scenario).keeping();
    let fleet = support::fleet(strategy);
    Stepper::default().run(&fleet, scenario, &recorder).expect("the catalogue behaves");
    recorder.kept()
}

/// The play has the stepper's interleavings, each with its outcome, and counts them alike from every
/// situation on the way.
fn check(strategy: &str, scenario: &Scenario) {
    let verdict = support::verdict(&Stepper::default(), strategy, scenario);
    let all = enumerate(strategy, scenario);
    let play = play(strategy, scenario);
    let name = format!("{strategy} in {scenario}");
    assert_eq!(play.interleavings(), verdict.all.interleavings, "{name}");
    for &violation in Violation::ALL {
        let example = verdict.counterexamples.get(&violation);
        let simplest = example.map(|example| example.interleaving.schedule());
        assert_eq!(play.breaking(violation), verdict.tally(violation).interleavings, "{name}");
        assert_eq!(play.simplest(violation), simplest, "{name}: {violation}");
    }
    let mut futures: BTreeMap<Schedule, BTreeMap<BTreeSet<Violation>, Count>> = BTreeMap::new();
    for (interleaving, outcome) in &all {
        let schedule = interleaving.schedule();
        assert_eq!(play.interleaving(&schedule).as_ref(), Some(interleaving), "{name}");
        let end = &play.situations[play.follow(&schedule).expect("it can be played")];
        assert!(end.is_end() && Outcome::of(&end.shop) == *outcome, "{name}: {schedule}");
        for length in 0..=schedule.len() {
            let prefix = Schedule(schedule.0[..length].to_vec());
            let counts = futures.entry(prefix).or_default();
            *counts.entry(outcome.violations.clone()).or_default() += 1u32;
        }
    }
    for (prefix, counts) in futures {
        let at = play.follow(&prefix).expect("it can be played");
        assert_eq!(play.situations[at].futures, counts, "{name}: {prefix}");
    }
}

#[test]
fn plays_are_what_the_stepper_enumerates() {
    for (strategy, scenario) in catalogue() {
        check(strategy, &scenario);
    }
    check("check_then_update", &crowd(3));
    check("instance_locked", &crowd(3).instances(2).expect("two instances"));
    let crash = oversell::scenario::Crash { after_steps: 2, instance: false };
    check("reserve_then_charge", &crowd(2).crashes(0, crash).expect("there is an A"));
}

/// The script follows the same numbers as Rust does: every situation on every way, as it is shown.
#[test]
fn the_data_says_what_the_replay_says() {
    for (strategy, scenario) in catalogue() {
        let play = play(strategy, &scenario);
        let data = page::data(std::slice::from_ref(&play));
        for (interleaving, outcome) in enumerate(strategy, &scenario).iter().take(60) {
            let schedule = interleaving.schedule();
            for length in 0..=schedule.len() {
                let prefix = Schedule(schedule.0[..length].to_vec());
                check_shown(&data, &support::fleet(strategy), &scenario, &prefix);
            }
            let end = walk(&data, &schedule);
            let broken: Vec<&str> = outcome.violations.iter().map(|broken| broken.name()).collect();
            assert_eq!(names(&shown(&data, end)["broken"]), broken, "{strategy}: {schedule}");
        }
    }
}

/// The number of the situation that a schedule leads to, by the data alone.
fn walk(data: &Value, schedule: &Schedule) -> usize {
    let play = &data["plays"][0];
    let actors = names(&play["actors"]);
    schedule.0.iter().fold(0, |at, actor| {
        let moves = play["situations"][at][2].as_array().expect("moves");
        let mine = |step: &&Value| actors[index(&step[0])] == actor.to_string();
        index(&moves.iter().find(mine).expect("it can move")[2])
    })
}

/// The shop of a situation, by the data alone.
fn shown(data: &Value, at: usize) -> &Value {
    &data["values"][index(&data["plays"][0]["situations"][at][0])]
}

fn index(value: &Value) -> usize {
    value.as_u64().expect("a number") as usize
}

fn names(value: &Value) -> Vec<&str> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|name| name.as_str().expect("a name")).collect()
}

/// What the data shows of a schedule is what the stepper's replay of it leaves.
fn check_shown(data: &Value, fleet: &Fleet, scenario: &Scenario, schedule: &Schedule) {
    let replay = Stepper::replay(fleet, scenario, schedule).expect("it can be played");
    let at = walk(data, schedule);
    let (situation, shop) = (&data["plays"][0]["situations"][at], shown(data, at));
    let actors = names(&data["plays"][0]["actors"]);
    let name = format!("{} in {scenario}: {schedule}", fleet.name());
    assert_eq!(shop["stock"], serde_json::json!(replay.shop.available()), "{name}");
    assert_eq!(shop["sold"], replay.shop.ledger().sold(), "{name}");
    assert_eq!(shop["now"], replay.shop.now(), "{name}");
    let alerts: Vec<&str> = replay.shop.monitor().alerts().iter().map(|a| a.name()).collect();
    assert_eq!(names(&shop["alerts"]), alerts, "{name}");
    let broken: Vec<&str> = replay.violations().iter().map(|broken| broken.name()).collect();
    assert_eq!(names(&shop["broken"]), broken, "{name}");
    let locks = shop["locks"].as_array().map_or(0, Vec::len);
    assert_eq!(locks, replay.shop.held().count(), "{name}");
    let moves = situation[2].as_array().expect("moves");
    let movable: Vec<&str> = moves.iter().map(|step| actors[index(&step[0])]).collect();
    let expected: Vec<String> = replay.movable.iter().map(ToString::to_string).collect();
    assert_eq!(movable, expected, "{name}");
    let intents = situation[1].as_array().expect("intents").iter();
    let waits = intents.zip(&actors).filter_map(|(intent, actor)| {
        let by = data["values"][index(intent)]["by"].as_str()?;
        Some((actor.to_string(), by.to_owned()))
    });
    let waiting = replay.waiting.iter().map(|(actor, by)| (actor.to_string(), by.to_string()));
    assert_eq!(waits.collect::<Vec<_>>(), waiting.collect::<Vec<_>>(), "{name}");
    for actor in scenario.purchasers() {
        let account = replay.shop.payments().account(actor).expect("it has an order");
        let number = |name| shop["purchases"][actor.to_string()][name].as_u64().unwrap_or(0);
        let numbers = ["charges", "refunds", "receipts", "declines"].map(number);
        let of = [account.charges, account.refunds, account.receipts, account.declines];
        assert_eq!(numbers, of.map(u64::from), "{name}: {actor}");
    }
}

/// Every line that the page marks is there to be marked, and makes the statement that is meant.
#[test]
fn the_lines_are_in_the_code() {
    let plays: Vec<Play> =
        catalogue().iter().map(|(strategy, scenario)| play(strategy, scenario)).collect();
    let data = page::data(&plays);
    for play in data["plays"].as_array().expect("plays") {
        let mut shown = BTreeSet::new();
        for block in play["code"].as_array().expect("blocks") {
            let source = &data["sources"][index(&block[0])]["blocks"][index(&block[1])];
            let lines = source[1].as_str().expect("a text").lines().count();
            shown.extend((0..lines).map(|line| (index(&block[0]), index(&source[0]) + line)));
        }
        let intents = play["situations"].as_array().expect("situations").iter();
        for intent in intents.flat_map(|situation| situation[1].as_array().expect("intents")) {
            let intent = &data["values"][index(intent)];
            if let Some([file, line]) = intent["line"].as_array().map(Vec::as_slice) {
                assert!(
                    shown.contains(&(index(file), index(line))),
                    "{}: {intent}",
                    play["strategy"]
                );
            } else {
                let text = intent["text"].as_str().unwrap_or("tick");
                assert!(["tick", "sweep"].contains(&text), "{}: {intent}", play["strategy"]);
            }
        }
    }
    for source in data["sources"].as_array().expect("sources") {
        assert!(source["models"].as_array().is_some_and(|models| !models.is_empty()), "{source}");
    }
}

#[test]
fn the_incident_in_one_line() {
    let play = play("check_then_update", &Scenario::named("last_item").expect("it is named"));
    let data = page::data(&[play]);
    let reason = &data["plays"][0]["reasons"]["Oversold"];
    assert_eq!(
        reason,
        "Oversold exactly when A reads before B writes, and B reads before A writes"
    );
    assert_eq!(data["plays"][0]["command"], "oversell replay check-then-update");
    assert_eq!(data["sources"][0]["models"][0][0], "sql");
}

#[test]
fn pages_are_small_and_repeatable() {
    let plays: Vec<Play> =
        catalogue().iter().map(|(strategy, scenario)| play(strategy, scenario)).collect();
    let all = page::html(&plays).expect("the template is valid");
    assert!(all.len() < ALL, "{} bytes", all.len());
    assert_eq!(all, page::html(&plays).expect("the template is valid"));
    let three = page::html(&[play("check_then_update", &crowd(3))]).expect("the template is valid");
    assert!(three.len() < THREE, "{} bytes", three.len());
    println!(
        "two buyers of every strategy: {} bytes; three of the incident: {}",
        all.len(),
        three.len()
    );
}

fn refuse(_: &mut Session<'_>, _: &Order) -> Purchase {
    Err(Failure::OutOfStock)
}

/// Whatever a strategy is called, it stays a name.
#[test]
fn names_are_escaped() {
    let name = "</script><b>&\"'";
    let play = Stepper::play(&Fleet::of((name, refuse)), &crowd(2)).expect("it behaves");
    let html = page::html(&[play]).expect("the template is valid");
    assert!(!html.contains("<b>&\""), "unescaped");
    assert_eq!(html.matches("</script>").count(), 2, "the data and the script end once each");
    let data = html.split_once("id=\"data\">").expect("the data").1;
    let data: Value = serde_json::from_str(data.split_once("</script>").expect("its end").0)
        .expect("one JSON document");
    assert_eq!(data["plays"][0]["strategy"], name);
}

/// Too much for a page, or nothing that it could show, is said.
#[test]
fn what_no_page_can_show_is_refused() {
    let refused = |scenario: &Scenario| {
        let fault = Stepper::play(&support::fleet("check_then_update"), scenario);
        fault.expect_err("it cannot be shown").to_string()
    };
    let many = refused(&crowd(7));
    assert!(many.contains(&Play::MAX_SITUATIONS.to_string()) && many.contains("--engine count"));
    let budget = refused(&crowd(2).with_budget(Budget { crashes: 1, ..Budget::NONE }));
    assert!(budget.contains("--crash A:1"), "{budget}");
    let nobody = Stepper::play(&support::fleet("locked"), &Scenario::new(1).expect("one unit"));
    assert_eq!(nobody.expect_err("there is nobody"), Fault::NoBuyers);
}

/// `oversell page` with these arguments.
fn command(args: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oversell"));
    command.arg("page").args(args).output().expect("it starts")
}

/// What it prints when all is well.
fn printed(args: &[&str]) -> String {
    let output = command(args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{args:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn check_wrong(args: &[&str], says: &[&str]) {
    let output = command(args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}: {said}");
    for words in says {
        assert!(said.contains(words), "{args:?}: no `{words}` in {said}");
    }
}

#[test]
fn the_page_goes_where_it_is_wanted() {
    let html = printed(&["locked"]);
    assert!(html.starts_with("<!doctype html>") && html.contains("locked · stock 1"));
    let folder = std::env::temp_dir().join(format!("oversell-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("a page.html");
    let path = file.display().to_string();
    std::fs::write(&file, "what was there").expect("a file");
    let told = printed(&["locked", "locked", "--out", &path]);
    assert!(
        told.contains("a page.html: 2 plays") && told.contains("open it in a browser"),
        "{told}"
    );
    assert_eq!(std::fs::read_to_string(&file).expect("a page"), html);
    let names = std::fs::read_dir(&folder).expect("a folder");
    assert_eq!(names.count(), 1, "something was left beside it");
    std::fs::remove_dir_all(&folder).expect("it was made");
    check_wrong(&["locked", "--out", "/dev/null/page.html"], &["/dev/null/page.html: "]);
    assert_eq!(printed(&["locked", "--out", "-"]), html);
}

#[test]
fn the_page_can_be_asked_for_other_plays() {
    let data = |args: &[&str]| -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
        serde_json::from_str(&printed(&args)).expect("one JSON document")
    };
    let data = data(&["check-then-update", "locked", "--buyers", "3", "--declined", "A"]);
    let scenarios = data["plays"].as_array().expect("plays").iter();
    let names: Vec<&Value> = scenarios.map(|play| &play["scenario"]).collect();
    assert_eq!(names, ["custom", "custom"]);
    assert_eq!(
        data["plays"][0]["command"],
        "oversell replay check-then-update --buyers 3 --declined A"
    );
    check_wrong(&["lokced"], &["there is no strategy `lokced`", "locked"]);
    check_wrong(&["locked", "--scenario", "last"], &["there is no scenario `last`", "last-item"]);
    check_wrong(&["locked", "--scenario", "carts"], &["is made for: cart-unordered"]);
    check_wrong(&["check-then-update", "--buyers", "7"], &["10000", "--engine count"]);
    check_wrong(&["locked", "--faults", "crashes=1"], &["--crash A:1"]);
}
