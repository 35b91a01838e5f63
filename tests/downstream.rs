//! A crate that is not ours, with oversell as a dev-dependency: built and run as its owner would.

#[path = "support/golden.rs"]
mod golden;

use std::process::Command;

use golden::check_golden;

/// `cargo test` in the fixture, for one test: whether it passed, and what it printed.
///
/// Both packages are named, so that cargo takes what it has built with the features of this one.
fn cargo_test(name: &str, replay: Option<&str>) -> (bool, String) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args([
        "test",
        "--quiet",
        "--offline",
        "--package",
        "oversell",
        "--package",
        "downstream",
    ]);
    cargo.args(["--test", "purchase", "--", "--exact", name]);
    cargo.env_remove("OVERSELL_BLESS").env("RUST_BACKTRACE", "0");
    if let Some(schedule) = replay {
        cargo.env("OVERSELL_REPLAY", schedule);
    }
    let output = cargo.output().expect("cargo starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("could not compile"), "{stderr}");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What the owner of a failing test reads: from the panic on, without its thread's number.
fn report(name: &str) -> String {
    let (passed, text) = cargo_test(name, None);
    assert!(!passed, "{name} fails on purpose\n{text}");
    let panic = text.find(&format!("thread '{name}'")).expect("it panics");
    let end = text.find("note: run with `RUST_BACKTRACE").expect("a note of the test runner");
    let (_, report) = text[panic..end].split_once(" panicked at ").expect("it panics somewhere");
    report.to_owned()
}

#[test]
fn a_proof_that_holds_passes() {
    let (passed, text) = cargo_test("version_two_is_safe", None);
    assert!(passed, "{text}");
}

#[test]
fn a_proof_that_fails_fits_on_one_screen() {
    let report = report("version_one_oversells");
    assert!(report.lines().count() <= 40, "{report}");
    check_golden("downstream_fails.txt", &report);
}

/// A sample fails as well, and shuttle's own hook keeps out of it.
#[test]
fn a_sample_that_fails_talks_of_no_other_schedule() {
    let (passed, text) = cargo_test("version_one_oversells_in_samples", None);
    assert!(!passed && text.contains("shuttle · sampled: 1,000 executions, seed 1"), "{text}");
    assert!(!text.contains("serializing schedule"), "{text}");
}

#[test]
fn a_change_that_mends_passes_and_its_roll_out_does_not() {
    let (passed, text) = cargo_test("the_change_mends", None);
    assert!(passed, "{text}");
    check_golden("downstream_rollout.txt", &report("the_change_can_roll_out"));
}

/// The command that a failing test prints replays what it found.
#[test]
fn a_counterexample_is_replayed() {
    let (passed, text) = cargo_test("version_one_oversells", Some("ABBA"));
    assert!(!passed, "nothing was proved");
    for words in ["OVERSELL_REPLAY is set", "schedule ABBA: the whole interleaving", "✗ broken: "]
    {
        assert!(text.contains(words), "no `{words}` in\n{text}");
    }
    let (_, text) = cargo_test("version_one_oversells", Some("ABB"));
    assert!(text.contains("a prefix") && text.contains("next could move: A"), "{text}");
    for (wrong, says) in [
        ("AXB", "step 2 of the schedule: X cannot move"),
        ("ABBAA", "step 5 of the schedule: A cannot move"),
        ("2:ABBA", "a scenario's number must be 1 to 1"),
        ("0:ABBA", "a schedule such as ABBA"),
        ("abba", "a schedule such as ABBA"),
        ("", "a schedule such as ABBA"),
    ] {
        let (passed, text) = cargo_test("version_one_oversells", Some(wrong));
        assert!(!passed && text.contains(says), "`{wrong}`: no `{says}` in\n{text}");
    }
}
