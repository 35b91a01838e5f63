//! The tour: it repeats where it should, every stop fits a screen, its commands work, keys lead.

#[path = "support/binary.rs"]
mod binary;

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use binary::{oversell, run};
use oversell::report::tour::text;
use oversell::tour::Stop;
use serde_json::Value;

/// A terminal as small as they come.
const ROWS: usize = 24;
const COLUMNS: usize = 80;

/// The unattended tour, which it is wherever stdout is a pipe.
fn unattended(args: &str) -> String {
    let (stdout, stderr) = run(oversell(args), 0);
    assert_eq!(stderr, "", "{args}");
    stdout
}

/// Without the lines that real threads and the clock have written.
fn repeatable(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with("this time: ")).collect()
}

#[test]
fn the_same_bytes_but_for_this_time() {
    let (one, two) = (unattended("tour --no-pause"), unattended("tour"));
    assert_eq!(repeatable(&one), repeatable(&two));
    assert_ne!(one, two, "the clock stands still");
    assert!(one.contains("this time: 2,000 runs"), "{one}");
    assert!(!one.contains('\u{1b}') && !one.contains("q quits"), "{one}");
}

#[test]
fn machines_get_every_stop() {
    let parsed = || -> Value {
        serde_json::from_str(&unattended("tour --format json")).expect("one JSON document")
    };
    let (mut one, mut two) = (parsed(), parsed());
    let stops = one["stops"].as_array().expect("stops");
    assert_eq!(stops.len(), Stop::ALL.len());
    for stop in stops {
        assert!(stop["title"].is_string() && stop["text"].is_string(), "{stop}");
        let command = stop["commands"][0].as_str().expect("a command");
        assert!(command.starts_with("oversell "), "{command}");
    }
    assert_eq!(stops[1]["facts"]["replay"]["schedule"], "AAB");
    assert_eq!(stops[3]["facts"]["verdicts"][0]["engine"], "loom");
    assert_eq!(one["unrepeatable"]["stress"][0]["runs"], 2_000);
    for value in [&mut one, &mut two] {
        value.as_object_mut().expect("an object").remove("unrepeatable");
    }
    assert_eq!(one, two);
}

/// With one line left for the keys.
#[test]
fn every_stop_fits_a_screen() {
    for &stop in Stop::ALL {
        let seen = stop.look().expect("the catalogue behaves");
        let shown = text(stop, &seen, Duration::from_millis(100), COLUMNS as u16);
        assert!(shown.lines().count() < ROWS, "{} lines:\n{shown}", shown.lines().count());
        let widest = shown.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(COLUMNS), "{widest:?} columns:\n{shown}");
    }
}

/// `prove` as a whole runs elsewhere, and takes long.
#[test]
fn every_command_on_the_way_works() {
    for command in Stop::ALL.iter().flat_map(|stop| stop.commands()) {
        if command != "prove" {
            run(oversell(&command), 0);
        }
    }
}

/// The command below lanes shows these lanes, letter by letter.
#[test]
fn the_commands_show_the_same_lanes() {
    for stop in [Stop::Test, Stop::Race, Stop::LateLock, Stop::Process, Stop::Lease] {
        let seen = stop.look().expect("the catalogue behaves");
        let shown = text(stop, &seen, Duration::ZERO, COLUMNS as u16);
        let lanes = shown.split("\n\n").find(|part| part.starts_with("#  stock")).expect("lanes");
        let (stdout, _) = run(oversell(&stop.commands()[0]), 0);
        assert!(stdout.contains(lanes), "{lanes}\nis not in\n{stdout}");
    }
}

/// What the tour shows in a terminal when these keys are pressed; `None` where there is no `script`
/// to make a terminal with.
fn guided(keys: &str) -> Option<String> {
    let command = format!("{} tour", env!("CARGO_BIN_EXE_oversell"));
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut keyboard = child.stdin.take().expect("a pipe");
    keyboard.write_all(keys.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    drop(keyboard);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

/// The titles on the screens, in order.
fn titles(screens: &str) -> Vec<usize> {
    let number = |line: &str| {
        let (before, _) = line.split_once(&format!(" of {}", Stop::ALL.len()))?;
        before.rsplit(' ').next()?.parse().ok()
    };
    screens.lines().filter_map(number).collect()
}

fn check_keys(keys: &str, visited: &[usize]) {
    match guided(keys) {
        Some(screens) => assert_eq!(titles(&screens), visited, "{keys:?}: {screens}"),
        None => println!("no `script` here: nobody presses {keys:?}"),
    }
}

#[test]
fn keys_lead() {
    check_keys("q", &[1]);
    check_keys(" x\rbq", &[1, 2, 3, 2]);
    check_keys("b \u{1b}[C\u{1b}[Dq", &[1, 1, 2, 3, 2]);
    let all: Vec<usize> = (1..=Stop::ALL.len()).collect();
    check_keys(&" ".repeat(all.len()), &all);
}
