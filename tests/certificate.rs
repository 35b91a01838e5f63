//! Certificates: printed and parsed, compared, merged.

#[path = "support/golden.rs"]
mod golden;

use std::path::PathBuf;

use assert_cmd::Command;
use golden::check_golden;
use oversell::certificate::{Certificate, Mismatch, Part, Unmergeable, read, write};
use oversell::engine::{Loom, Shuttle, Threads};
use oversell::proof::TABLE;
use oversell::{Case, Claim, Violation, environment, strategies};
use proptest::prelude::*;

fn case(strategy: &str) -> Case {
    oversell::prove(strategies::find(strategy).expect("a strategy of the catalogue"))
}

fn certificate(case: &Case) -> Certificate {
    Certificate::of(&case.run().expect("the catalogue behaves")).expect("it repeats")
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn oversell(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oversell"));
    command.env_remove("SHUTTLE_RANDOM_SEED").args(args);
    command
}

#[test]
fn a_certificate_is_parsed_back() {
    let claims = [Claim::Safe, Claim::Sells, Claim::Never(Violation::LostSale)];
    for strategy in ["locked", "hotfix", "check_then_update"] {
        let case = case(strategy).in_standard_scenarios();
        let made = certificate(&claims.iter().fold(case, |case, &claim| case.claim(claim)));
        assert!(made.entries().count() > 12);
        assert_eq!(made.to_string().parse(), Ok(made));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// Whatever a strategy is called, its certificate is one that can be read.
    #[test]
    fn any_name_is_parsed_back(name in ".{0,40}", number in 1u32..9, more in 0u32..9) {
        let name: &'static str = name.leak();
        let locked = strategies::find("locked").expect("a strategy").purchase;
        let mut made = certificate(&oversell::prove((name, locked)).claim(Claim::Safe));
        made.part = Part { number, of: number + more };
        prop_assert_eq!(made.to_string().parse(), Ok(made));
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let good = certificate(&case("locked").claim(Claim::Safe)).to_string();
    let bad = [
        String::new(),
        "oversell certificate 2\npart 1 of 1\n".to_owned(),
        good.replace("part 1 of 1", "part 2 of 1"),
        good.replace("  claim", "  clam"),
        good.replace("proof locked", "  locked"),
        format!("{good}{}", good.split_once("\n\n").expect("an entry").1),
        format!("{good}\nsomething else"),
    ];
    for text in bad {
        assert!(text.parse::<Certificate>().is_err(), "{text}");
    }
}

/// The stepper, loom and shuttle repeat; real threads do not.
#[test]
fn real_threads_get_no_certificate() {
    let case = |engine| case("locked").claim(Claim::Safe).engine(engine);
    let threads = case(Threads { executions: 10, ..Threads::default() });
    let fault = Certificate::of(&threads.run().expect("it behaves")).expect_err("never the same");
    assert!(fault.to_string().contains("no two runs are the same"), "{fault}");
    let sampled = self::case("locked").claim(Claim::Safe).engine(Shuttle::default());
    assert!(certificate(&sampled).to_string().contains("sampled, seed 1"));
    let modelled = self::case("locked").claim(Claim::Safe).engine(Loom::default());
    assert!(certificate(&modelled).to_string().contains(&format!("loom {}", Loom::VERSION)));
}

/// The versions that certificates name are those that cargo has taken.
#[test]
fn versions_are_those_of_the_lock_file() {
    let lock = include_str!("../Cargo.lock");
    for (name, version) in [("loom", Loom::VERSION), ("shuttle", Shuttle::VERSION)] {
        let package = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(lock.contains(&package), "{package}");
    }
}

/// A strategy gets worse: the reviewer reads what appeared, what is gone, and what is counted otherwise.
#[test]
fn a_difference_is_shown_as_a_reviewer_wants_it() {
    let locked = strategies::find("locked").expect("a strategy").purchase;
    let broken = strategies::find("check_outside_lock").expect("a strategy").purchase;
    let of = |purchase| certificate(&oversell::prove(("mine", purchase)).claim(Claim::Sells));
    let changes = of(broken).changes_since(&of(locked));
    let mismatch = Mismatch { file: "tests/mine.cert".into(), exists: true, changes };
    let text = mismatch.to_string();
    let lines = text.lines().filter(|line| !line.starts_with("if that is what you meant"));
    check_golden("certificate_differs.txt", &lines.collect::<Vec<_>>().join("\n"));
    assert!(of(locked).changes_since(&of(locked)).is_empty());
}

#[test]
fn a_case_compares_with_its_certificate() {
    let file = folder("compared").join("deep/locked.cert");
    let locked = || case("locked").never(Violation::Oversold).certified(&file);
    if environment::is_blessing().expect("1, or not at all") {
        return; // Nothing is compared then; tests/downstream.rs does so without the variable.
    }
    let missing = locked().try_check().expect_err("there is none yet").to_string();
    assert!(missing.contains("there is no certificate"), "{missing}");
    assert!(missing.contains("OVERSELL_BLESS=1"), "{missing}");
    write(&file, &certificate(&locked())).expect("it can be written");
    locked().check();
    assert_eq!(read(&file), Ok(certificate(&locked())));
    // A claim more is a difference, too.
    let claimed = locked().claim(Claim::Safe).try_check().expect_err("it is new").to_string();
    assert!(claimed.contains("+ claim    safe"), "{claimed}");
    std::fs::write(&file, "by hand").expect("it can be written");
    assert!(locked().try_check().expect_err("no certificate").to_string().contains("by hand"));
}

/// A part of the table's certificate, of rows that are quick.
fn part(number: u32, of: u32) -> Certificate {
    let part = Part { number, of };
    let rows = TABLE.iter().filter(|proof| proof.strategy == "locked").enumerate();
    let rows = rows.filter(|(index, _)| part.has(*index));
    let proved = rows.map(|(_, proof)| proof.prove().expect("it behaves"));
    Certificate::of_table(&proved.collect::<Vec<_>>(), part).expect("it repeats")
}

#[test]
fn parts_make_a_whole() {
    let parts: Vec<Certificate> = (1..=3).map(|number| part(number, 3)).collect();
    let whole = part(1, 1);
    assert_eq!(Certificate::merge(&parts), Ok(whole.clone()));
    let missing = Unmergeable::Missing(vec![Part { number: 2, of: 3 }]);
    assert_eq!(Certificate::merge(&[parts[0].clone(), parts[2].clone()]), Err(missing));
    assert_eq!(Certificate::merge(&[]), Err(Unmergeable::Nothing));
    let divided = Unmergeable::Divided(Part { number: 1, of: 3 }, Part { number: 1, of: 1 });
    assert_eq!(Certificate::merge(&[parts[0].clone(), whole.clone()]), Err(divided));
    let absent = parts[0].check_titles(&whole);
    assert!(matches!(absent, Err(Unmergeable::Absent(titles)) if !titles.is_empty()));
    let unexpected = whole.check_titles(&parts[0]);
    assert!(matches!(unexpected, Err(Unmergeable::Unexpected(titles)) if !titles.is_empty()));
}

/// Two tests may claim different things of the same verdict; of different verdicts there is one too many.
#[test]
fn claims_are_united_and_contradictions_are_not() {
    let [one, two] =
        [Claim::Safe, Claim::Sells].map(|claim| certificate(&case("locked").claim(claim)));
    let both = certificate(&case("locked").claim(Claim::Safe).claim(Claim::Sells));
    assert_eq!(Certificate::merge(&[one.clone(), two]), Ok(both));
    // They differ in what they found, so it cannot be the same strategy.
    let mut edited = one.to_string();
    edited = edited.replace(
        "interleavings                                               2",
        "interleavings                                               3",
    );
    let edited = edited.parse().expect("still a certificate");
    assert_ne!(edited, one);
    let contradiction = Certificate::merge(&[one, edited]);
    assert!(
        matches!(contradiction, Err(Unmergeable::Contradiction(title)) if title.contains("locked"))
    );
}

#[test]
fn the_command_line_writes_checks_and_merges() {
    let folder = folder("merged");
    let path = |name: &str| folder.join(name).display().to_string();
    let last = format!("{0}/{0}", TABLE.len());
    oversell(&["certificate", "write", "--part", &last, "--out", &path("last.cert")])
        .assert()
        .success();
    oversell(&["certificate", "check", &path("last.cert")]).assert().success();
    let alone = oversell(&["certificate", "merge", &path("last.cert")]).assert().code(1);
    let stderr = String::from_utf8_lossy(&alone.get_output().stderr).into_owned();
    assert!(stderr.contains("missing: part 1 of"), "{stderr}");

    for number in 1..=3 {
        write(&folder.join(format!("parts/{number}.cert")), &part(number, 3)).expect("writable");
    }
    oversell(&["certificate", "merge", &path("parts"), "--out", &path("whole.cert")])
        .assert()
        .success();
    assert_eq!(read(&folder.join("whole.cert")), Ok(part(1, 1)));
    let like = ["certificate", "merge", &path("whole.cert"), "--like", &path("parts")];
    oversell(&like).assert().success();
    let edited = std::fs::read_to_string(folder.join("last.cert")).expect("it was written");
    std::fs::write(folder.join("last.cert"), edited.replace("complete", "bounded"))
        .expect("writable");
    let differs = oversell(&["certificate", "check", &path("last.cert")]).assert().code(1);
    let stdout = String::from_utf8_lossy(&differs.get_output().stdout).into_owned();
    assert!(
        stdout.contains("- verdict  bounded") && stdout.contains("+ verdict  complete"),
        "{stdout}"
    );
    oversell(&["certificate", "check", &path("nowhere.cert")]).assert().code(2);
    oversell(&["certificate", "write", "--part", "4/3"]).assert().code(2);
    oversell(&["certificate", "merge"]).assert().code(2);
    oversell(&["certificate", "write", "--format", "json"]).assert().code(2);
}
