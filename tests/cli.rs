//! The command line: what it answers, with which exit code, in the same bytes every time.

#[path = "support/binary.rs"]
mod binary;

use std::process::Stdio;

use binary::{oversell, run};

/// The commands whose output must not differ from one process to the next, in either format.
const REPEATABLE: &[&str] = &[
    "list",
    "show check-then-update",
    "show check-then-update --all",
    "show locked --scenario declined",
    "replay locked --schedule AAAAB",
    "explore check-then-update",
    "explore check-outside-lock --engine loom --buyers 3",
    "explore check-then-update --engine shuttle --buyers 8 --executions 200 --seed 7",
    "explore check-then-update --engine shuttle --schedules pct --depth 2 --executions 100",
    "explore check-then-update --engine shuttle --schedules urw --executions 100",
    "prove reserve-then-charge check-then-set",
];

/// The arguments are fine: exit code 0, all of `says` on stdout, nothing on stderr.
fn check(args: &str, says: &[&str]) -> String {
    let (stdout, stderr) = run(oversell(args), 0);
    assert_eq!(stderr, "", "{args}");
    for words in says {
        assert!(stdout.contains(words), "{args}: no `{words}` in\n{stdout}");
    }
    stdout
}

/// The arguments are wrong: exit code 2, nothing on stdout, all of `says` on stderr.
fn check_wrong(args: &str, says: &[&str]) {
    let (stdout, stderr) = run(oversell(args), 2);
    assert_eq!(stdout, "", "{args}");
    for words in says {
        assert!(stderr.contains(words), "{args}: no `{words}` in\n{stderr}");
    }
}

fn json(args: &str) -> serde_json::Value {
    let text = check(&format!("{args} --format json"), &[]);
    serde_json::from_str(&text).expect("one JSON document")
}

#[test]
fn help_and_version() {
    check("--version", &["oversell 0."]);
    check("--help", &["Exit codes: 0", "oversell show check-then-update", "completions"]);
    for command in ["prove", "list", "explore", "show", "replay", "stress", "completions"] {
        check(&format!("{command} --help"), &["Usage: oversell"]);
    }
}

#[test]
fn list() {
    let text = check("list", &["last-item", "rush"]);
    for strategy in oversell::strategies::CATALOGUE {
        assert!(text.contains(&oversell::message::kebab(strategy.name)), "{}", strategy.name);
    }
    let value = json("list");
    assert_eq!(value["strategies"][0]["name"], "check-then-update");
    assert_eq!(value["scenarios"][0]["scenario"], "stock 1, A and B buy 1");
}

#[test]
fn explore_finds_and_makes_no_claim() {
    check("explore check-then-update", &["all 6 interleavings", "Oversold in 4 of 6", "ABBA"]);
    check("explore check_then_update --buyers 3", &["Oversold in 60 of 66"]);
    check("explore locked", &["no interleaving breaks a promise"]);
    check("explore check-then-update --engine loom", &["loom · complete: all 6"]);
    check("explore check-then-update --buyers 5", &["31,320", "31,200"]);
    check("explore check-then-update --stock 0", &["no interleaving breaks a promise"]);
    check("explore check-then-update --stock 3 --quantity 2", &["Oversold in 4 of 6"]);
    check("explore check-then-update --stock 3 --quantity 2,1", &["no interleaving breaks"]);
    check("explore reserve-then-charge --declined A", &["LostSale in 1 of 3"]);
    check("explore reserve-then-charge --buyers 3 --declined A,C", &["A buys 1 (declined)"]);
    check("explore check-then-update --executions 3", &["bounded: cut off after 3"]);
    check("explore check-then-update --engine loom --executions 3", &["bounded: cut off after 3"]);
    check("explore locked --engine shuttle --executions 50", &["sampled: 50", "no proof"]);
    check("explore locked --engine shuttle --buyers 50 --executions 5", &["sampled: 5"]);
    check("explore locked --engine threads --executions 50", &["threads · sampled: 50"]);
}

/// `explore --format json`: what every engine owes to a machine.
fn check_keys(engine: &str, search: &str) {
    let value = json(&format!("explore check-then-update --executions 400 --engine {engine}"));
    assert_eq!(value["strategy"], "check-then-update");
    assert_eq!(value["scenario"]["name"], "last-item");
    assert_eq!(value["engine"], engine);
    assert_eq!(value["search"], search);
    let executions = value["executions"].as_u64().expect("a number");
    let interleavings: u64 =
        value["interleavings"].as_str().expect("a string").parse().expect("a decimal number");
    assert!(0 < interleavings && interleavings <= 6 && interleavings <= executions);
    let oversold: u64 =
        value["violations"]["Oversold"].as_str().expect("a string").parse().expect("a number");
    if search == "complete" {
        assert_eq!((executions, interleavings, oversold), (6, 6, 4));
    }
    let example = &value["counterexample"];
    assert_eq!(example.is_null(), oversold == 0, "there is one if there is one");
    if oversold > 0 {
        let schedule = example["schedule"].as_str().expect("a schedule");
        let steps = example["steps"].as_array().expect("steps").iter();
        let actors = steps.filter(|step| step["step"] == true).map(|step| step["actor"].as_str());
        assert_eq!(actors.collect::<Option<String>>().expect("actors"), schedule);
    }
}

#[test]
fn explore_json_on_every_engine() {
    for (engine, search) in [
        ("stepper", "complete"),
        ("loom", "complete"),
        ("shuttle", "sampled"),
        ("threads", "sampled"),
    ] {
        check_keys(engine, search);
    }
    assert_eq!(json("explore check-then-update --executions 2")["search"], "bounded");
    assert!(json("explore locked")["counterexample"].is_null());
    assert_eq!(json("explore locked --engine shuttle --seed 9")["seed"], "9");
    assert_eq!(json("explore locked --stock 2")["scenario"]["name"], serde_json::Value::Null);
}

#[test]
fn unknown_names_get_the_nearest() {
    let nearest = "the nearest are: check-then-update";
    check_wrong("explore chek-then-update", &["no strategy `chek-then-update`", nearest]);
    check_wrong("show CHECK", &["no strategy `CHECK`", "oversell list"]);
    check_wrong("replay lokced --schedule A", &["the nearest are: locked"]);
    check_wrong("stress lokced", &["the nearest are: locked"]);
    check_wrong("prove lokced", &["the nearest are: locked"]);
    check_wrong(
        "explore locked --scenario last-itme",
        &["no scenario", "the nearest are: last-item"],
    );
    check_wrong("show locked --violation overslod", &["no violation", "the nearest are: Oversold"]);
    check_wrong("explore locked --engine lom", &["invalid value 'lom'", "loom"]);
    check_wrong("exlpore locked", &["unrecognized subcommand 'exlpore'"]);
    check_wrong("explore", &["<STRATEGY>"]);
}

#[test]
fn impossible_numbers() {
    let explore = |rest: &str, says: &[&str]| check_wrong(&format!("explore locked {rest}"), says);
    explore(
        "--engine loom --buyers 5",
        &["the number of actors must be 1 to 4, not 5", "--engine stepper"],
    );
    explore("--engine shuttle --buyers 51", &["buyers must be 1 to 50, not 51"]);
    explore("--engine threads --buyers 65", &["buyers must be 1 to 64, not 65"]);
    explore("--buyers 101", &["buyers must be 1 to 100, not 101"]);
    explore("--buyers 0", &["buyers must be 1 to 100, not 0"]);
    explore("--buyers -1", &["buyers must be 1 to 100, not -1"]);
    explore("--quantity 0", &["quantity must be 1 to 1000, not 0"]);
    explore("--quantity -1", &["quantity must be 1 to 1000, not -1"]);
    explore("--quantity 1,0", &["quantity must be 1 to 1000, not 0"]);
    explore("--quantity 1,1 --buyers 3", &["one quantity for all, or one for each buyer"]);
    explore("--stock -1", &["stock must be 0 to 1000000, not -1"]);
    explore("--stock 99999999999999999999", &["invalid value"]);
    explore("--stock many", &["invalid value 'many'"]);
    explore("--declined C", &["no buyer `C`; there are: A, B"]);
    explore("--declined 7", &["`7` begins no actor's name"]);
    explore("--declined AB", &["no buyer `AB`"]);
}

#[test]
fn settings_that_would_be_ignored() {
    let explore = |rest: &str, says: &[&str]| check_wrong(&format!("explore locked {rest}"), says);
    explore("--engine loom --seed 1", &["--seed", "--engine shuttle"]);
    explore("--seed 1", &["--seed", "--engine shuttle"]);
    explore("--engine threads --schedules pct", &["--schedules", "--engine shuttle"]);
    explore("--engine shuttle --depth 2", &["--depth", "--schedules pct"]);
    explore("--scenario last-item --buyers 3", &["--scenario", "cannot be used with"]);
    check_wrong("show locked --all --violation Oversold", &["cannot be used with"]);
}

#[test]
fn a_seed_in_the_environment_is_an_error() {
    let mut command = oversell("explore locked --engine shuttle");
    command.env("SHUTTLE_RANDOM_SEED", "42");
    let (_, stderr) = run(command, 2);
    assert!(stderr.contains("SHUTTLE_RANDOM_SEED is set to `42`"), "{stderr}");
    assert!(stderr.contains("--seed"), "{stderr}");
}

#[test]
fn replay() {
    check(
        "replay check-then-update --schedule ABBA",
        &["the whole interleaving", "broken: Oversold, NegativeStock"],
    );
    check("replay locked --schedule AAAAB", &["a prefix", "so far", "next could move: B"]);
    check("replay locked --schedule A", &["a prefix", "… waits for A", "next could move: A"]);
    let value = json("replay check-then-update --schedule ABB");
    assert_eq!(value["whole"], false);
    assert_eq!(value["movable"][0], "A");
    let mut nobody = oversell("replay locked --schedule");
    nobody.arg("");
    let (stdout, _) = run(nobody, 0);
    assert!(stdout.contains("a prefix") && stdout.contains("next could move: A, B"), "{stdout}");
}

#[test]
fn impossible_schedules() {
    let wrong = |rest: &str, says: &[&str]| check_wrong(&format!("replay {rest}"), says);
    wrong(
        "locked --schedule AB",
        &["step 2 of the schedule: B cannot move, it waits for A; who can: A"],
    );
    wrong("locked --schedule ABX", &["step 2 of the schedule: B cannot move"]);
    wrong("check-then-update --schedule ABX", &["X cannot move, it is not in the scenario"]);
    wrong("check-then-update --schedule Atick", &["tick cannot move, it is not in the scenario"]);
    wrong("check-then-update --schedule AAA", &["step 3", "its purchase has ended; who can: B"]);
    wrong("check-then-update --schedule AABA", &["step 4", "nobody can"]);
    wrong("check-then-update --schedule A2", &["`A2` is no buyer", "a schedule is written ABBA"]);
    wrong("check-then-update --schedule abba", &["`abba` is no actor"]);
    wrong("check-then-update", &["--schedule"]);
}

/// Runs the command that `show` ends with: it shows the same lanes.
fn check_reproduces(show: &str) {
    let shown = check(show, &["replay it: oversell replay "]);
    let line =
        shown.lines().find_map(|line| line.strip_prefix("replay it: oversell ")).expect("it");
    let replayed = check(line, &["broken: "]);
    let steps = |text: &str| -> Vec<String> {
        let lanes = text.lines().skip_while(|line| !line.contains('─')).skip(1);
        lanes.take_while(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    assert!(steps(&shown).len() >= 2, "{shown}");
    let (shown, replayed) = (steps(&shown), steps(&replayed));
    assert!(replayed.starts_with(&shown), "{shown:#?}\n{replayed:#?}");
}

#[test]
fn show_prints_the_command_that_reproduces_it() {
    check_reproduces("show check-then-update");
    check_reproduces("show check-then-update --scenario last-item-four");
    check_reproduces("show check-then-set --scenario two-left-three-buyers");
    check_reproduces("show check-then-update --stock 3 --quantity 2,2,1");
    check_reproduces("show conditional-update --declined B");
    check_reproduces("show conditional-update --buyers 3 --quantity 2 --stock 5 --declined A,C");
}

#[test]
fn show() {
    check("show check-then-update", &["▸  34", "src/strategies/check_then_update.rs"]);
    check("show locked", &["no interleaving breaks a promise", "pub fn locked"]);
    check("show check-then-update --violation negative-stock", &["✗ NegativeStock"]);
    let all = check("show check-then-update --all", &["schedule"]);
    let schedules: Vec<&str> = all.lines().skip_while(|line| !line.contains('─')).skip(1).collect();
    let schedules = schedules.iter().filter(|line| line.starts_with(['A', 'B']));
    assert_eq!(schedules.count(), 6, "{all}");
    let value = json("show check-then-update --all");
    assert_eq!(value["all"].as_array().map(Vec::len), Some(6));
    let absent = json("show check-then-update --violation Deadlock");
    assert!(absent["counterexample"].is_null());
}

#[test]
fn prove_some() {
    let says = ["✓", "5 proofs: 5 proved, 0 sampled, 0 failed", "ON REAL THREADS"];
    check("prove locked", &says);
    let value = json("prove conditional_update");
    assert_eq!(value["holds"], true);
    assert_eq!(value["proofs"].as_array().map(Vec::len), Some(7));
    assert!(value["unrepeatable"]["threads"]["runs"].is_u64());
}

#[test]
fn stress() {
    let says = ["real threads", "50 runs", "purchases a second"];
    check("stress check-then-update --executions 50", &says);
    let value = json("stress locked --executions 20 --buyers 3 --payment-ms 1");
    assert_eq!(value["unrepeatable"]["runs"], 20);
    assert_eq!(value["unrepeatable"]["oversold"], 0);
    let median = value["unrepeatable"]["latency_median_us"].as_f64().expect("a number");
    assert!(median >= 1_000.0, "each purchase waits for a payment of 1 ms: {median} µs");
}

#[test]
fn completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        check(&format!("completions {shell}"), &["explore", "scenario"]);
    }
    check_wrong("completions tcsh", &["invalid value 'tcsh'"]);
}

/// The text without what real threads did: its heading, up to the next blank line.
fn repeatable_text(text: &str) -> String {
    let mut skipping = false;
    let keep = |line: &&str| {
        skipping = (skipping || line.starts_with("ON REAL THREADS")) && !line.is_empty();
        !skipping
    };
    text.lines().filter(keep).collect::<Vec<_>>().join("\n")
}

/// Two fresh processes, the same bytes in both formats.
fn check_repeats(args: &str) {
    let text = || repeatable_text(&check(args, &[]));
    assert_eq!(text(), text(), "{args}");
    let value = || {
        let mut value = json(args);
        value.as_object_mut().expect("an object").remove("unrepeatable");
        value.to_string()
    };
    assert_eq!(value(), value(), "{args}");
}

#[test]
fn the_same_bytes_in_two_processes() {
    for args in REPEATABLE {
        check_repeats(args);
    }
}

/// A width that is no number is no width; one that nobody asks for is 80.
#[test]
fn a_width_must_be_a_number() {
    for (columns, code) in [("wide", 2), ("", 2), ("-1", 2), ("132", 0)] {
        let mut command = oversell("list");
        command.env("COLUMNS", columns);
        let (_, stderr) = run(command, code);
        assert_eq!(code == 2, stderr.contains("COLUMNS"), "{columns}: {stderr}");
    }
}

#[test]
fn prove_is_the_default_and_repeats() {
    let text =
        check("", &["THE INCIDENT", "WHAT HOLDS", "107 proofs: 106 proved, 1 sampled, 0 failed"]);
    assert!(!repeatable_text(&text).contains("REAL THREADS"));
    // To the letter what another process wrote when somebody last read the golden file.
    for paragraph in include_str!("golden/proofs.txt").split("\n\n") {
        assert!(text.contains(paragraph.trim_end()), "no such paragraph:\n{paragraph}");
    }
}

#[test]
fn another_seed_draws_other_schedules() {
    let with = |seed| {
        let args = "explore check-then-update --engine shuttle --buyers 8 --executions 50";
        json(&format!("{args} --seed {seed}"))["outcomes"].to_string()
    };
    assert_ne!(with(1), with(2));
}

/// A pipe has no colours, whatever the environment thinks; nor has anything with NO_COLOR.
#[test]
fn no_escape_codes_where_nobody_sees_them() {
    for args in ["list", "show check-then-update", "explore check-then-update"] {
        for variable in ["", "NO_COLOR"] {
            let mut command = oversell(args);
            if !variable.is_empty() {
                command.env(variable, "1").env("TERM", "xterm-256color");
            }
            let (stdout, _) = run(command, 0);
            assert!(!stdout.contains('\u{1b}'), "{args}");
        }
    }
    let (_, stderr) = run(oversell("explore nobody"), 2);
    assert!(!stderr.contains('\u{1b}'), "{stderr}");
}

/// `oversell list | head -0`: nobody reads, nobody complains.
fn check_closed_pipe(args: &str) {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_oversell"))
        .args(args.split_whitespace())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args}");
    assert_eq!(output.status.code(), Some(0), "{args}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for args in [
        "list",
        "explore check-then-update",
        "show check-then-update --all --buyers 4",
        "show check-then-update --format json",
        "completions bash",
        "--help",
    ] {
        check_closed_pipe(args);
    }
}
