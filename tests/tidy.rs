//! House rules: what the design says about the source, read off the source.

use std::collections::BTreeSet;
use std::fs;
use std::mem::discriminant;
use std::path::{Path, PathBuf};

use oversell::proof::{Proof, TABLE};
use oversell::strategies::CATALOGUE;
use oversell::{Claim, Violation};

/// The most lines of a file.
const LONGEST_FILE: usize = 400;
/// The most lines of a function, from `fn` to its closing brace.
const LONGEST_FUNCTION: usize = 60;

/// A source file: its path from the root of the crate, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Its lines of code, numbered from 1: without comments and docs.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// All Rust files below `folder`, in order.
fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    assert!(!paths.is_empty(), "no source in {folder}");
    let source = |path: &PathBuf| Source {
        path: path.strip_prefix(root).expect("below the root").display().to_string(),
        text: fs::read_to_string(path).expect("a text"),
    };
    paths.iter().map(source).collect()
}

/// The source and the tests.
fn everything() -> Vec<Source> {
    [sources("src"), sources("tests")].into_iter().flatten().collect()
}

/// No line of code in `folder`, but for the excepted files, has any of these words.
fn check_absent(folder: &str, excepted: &[&str], words: &[&str]) {
    let mut found = Vec::new();
    for source in sources(folder) {
        if excepted.iter().any(|prefix| source.path.starts_with(prefix)) {
            continue;
        }
        for (number, line) in source.code() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{words:?} in:\n{}", found.join("\n"));
}

#[test]
fn every_file_says_first_what_it_is() {
    for source in everything() {
        assert!(source.text.starts_with("//! "), "{} begins without a doc", source.path);
    }
}

#[test]
fn no_file_is_long() {
    for source in everything() {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", source.path);
    }
}

#[test]
fn no_function_is_long() {
    for source in everything() {
        for (name, lines) in functions(&source) {
            assert!(lines <= LONGEST_FUNCTION, "{}: {name} has {lines} lines", source.path);
        }
    }
}

/// The functions of a file with their lengths. rustfmt puts the closing brace below the `fn`.
fn functions(source: &Source) -> Vec<(String, usize)> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let is_function = ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn ", "const fn "]
            .iter()
            .any(|word| code.starts_with(word));
        if is_function {
            let closing = format!("{}}}", " ".repeat(line.len() - code.len()));
            let length = lines[start..].iter().position(|line| **line == closing).unwrap_or(0) + 1;
            found.push((code.to_owned(), length));
        }
    }
    found
}

#[test]
fn the_measure_of_functions_measures() {
    let text = "fn one() {\n    1\n}\n    pub fn two(\n    ) {\n        2\n    }\n".to_owned();
    let lengths = functions(&Source { path: String::new(), text });
    assert_eq!(lengths, [("fn one() {".to_owned(), 3), ("pub fn two(".to_owned(), 4)]);
}

#[test]
fn only_the_runtimes_name_their_libraries() {
    for library in ["loom", "shuttle"] {
        let own = format!("src/engine/concurrent/{library}.rs");
        // `hooks.rs` names the modules, to let them settle their panic hooks.
        let excepted = [own.as_str(), "src/engine/concurrent.rs", "src/engine/concurrent/hooks.rs"];
        check_absent("src", &excepted, &[&format!("{library}::")]);
    }
    check_absent("src", &["src/engine/concurrent/threads.rs"], &["parking_lot"]);
    check_absent("src", &["src/random"], &["proptest::"]);
    // What others do with loom in the same process is a test of its own.
    let excepted = ["tests/tidy.rs", "tests/hooks.rs"];
    check_absent("tests", &excepted, &["loom::", "shuttle::", "parking_lot"]);
}

#[test]
fn strategies_know_the_session_and_nothing_else() {
    // A variant may build on its sibling.
    let allowed = ["crate::scenario::", "crate::session::", "crate::shop::", "super::"];
    for source in sources("src/strategies") {
        for (number, line) in source.code().filter(|(_, line)| line.contains("::")) {
            let import = line.strip_prefix("use ");
            let foreign = import.is_some_and(|path| !allowed.iter().any(|a| path.starts_with(a)));
            let inline = import.is_none()
                && ["crate::", "std::", "super::"].iter().any(|word| line.contains(word));
            assert!(!foreign && !inline, "{}:{number}: {line}", source.path);
        }
    }
}

#[test]
fn the_shop_is_pure() {
    let impure = [
        "crate::engine",
        "crate::report",
        "crate::strategies",
        "crate::cli",
        "std::thread",
        "std::time",
        // An `Arc` around what never changes is a copy that costs nothing; all else of std's is for threads.
        "sync::{",
        "sync::atomic",
        "sync::mpsc",
        "sync::Mutex",
        "sync::RwLock",
        "sync::Once",
        "sync::Condvar",
        "std::io",
        "std::env",
        "rand",
        "HashMap",
        "unsafe",
    ];
    check_absent("src/shop", &[], &impure);
    let shop = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shop.rs"));
    let shop = Source { path: "src/shop.rs".into(), text: shop.expect("a text") };
    for (number, line) in shop.code() {
        assert!(!impure.iter().any(|word| line.contains(word)), "src/shop.rs:{number}: {line}");
    }
}

/// A statement that is new must be thought about wherever the shop handles statements.
#[test]
fn the_shop_has_no_arm_for_the_rest() {
    // These ask of a statement what most are not.
    let questions = ["src/shop/payments.rs", "src/shop/statement.rs", "src/shop/database.rs"];
    check_absent("src/shop", &questions, &[" _ =>", "(_, _) =>"]);
}

#[test]
fn reports_know_no_engine() {
    check_absent("src/report", &[], &["crate::engine", "engine::"]);
}

#[test]
fn only_the_command_line_prints() {
    let prints = ["print!(", "println!(", "stdout()", "stderr()", "dbg!("];
    check_absent("src", &["src/cli", "src/main.rs"], &prints);
}

/// What a clock says does not repeat; where it is read, that is known.
#[test]
fn a_clock_is_read_in_four_files() {
    let known = [
        "src/watchdog.rs",
        "src/engine/concurrent/threads.rs",
        "src/cli/progress.rs",
        "src/cli/tour.rs",
    ];
    check_absent("src", &known, &["Instant::now", "SystemTime"]);
}

/// Whatever is counted on the tour is counted on the way.
#[test]
fn the_tour_has_no_numbers_of_its_own() {
    let words =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/message/tour.rs"));
    let words = Source { path: "src/message/tour.rs".into(), text: words.expect("a text") };
    for (number, line) in words.code() {
        let line = line.replace("u64", "");
        assert!(!line.contains(|c: char| c.is_ascii_digit()), "{}:{number}: {line}", words.path);
    }
}

#[test]
fn nothing_is_unfinished_or_waved_through() {
    // The list of what must not be there; the only place where these words may stand.
    let words = [
        "todo!(",
        "unimplemented!(",
        "#[ignore",
        "should_panic",
        "#[allow(",
        "#![allow(",
        "#[expect(",
        "#![expect(",
    ];
    check_absent("src", &[], &words);
    check_absent("tests", &["tests/tidy.rs"], &words);
}

#[test]
fn every_strategy_is_in_the_catalogue_and_in_the_table() {
    let files: BTreeSet<String> = sources("src/strategies")
        .iter()
        .filter_map(|source| Path::new(&source.path).file_stem()?.to_str().map(str::to_owned))
        .collect();
    let catalogue: BTreeSet<&str> = CATALOGUE.iter().map(|entry| entry.name).collect();
    let proved: BTreeSet<&str> = TABLE.iter().map(|proof| proof.strategy).collect();
    let named: BTreeSet<String> = CATALOGUE.iter().map(|entry| entry.file.into()).collect();
    assert_eq!(files, named);
    assert_eq!(catalogue, proved);
}

/// A promise that no row breaks is one that nothing here can break.
#[test]
fn every_violation_is_shown_by_a_proof() {
    for &violation in Violation::ALL {
        let shows = |claim: &Claim| match *claim {
            Claim::Sometimes(shown) | Claim::Always(shown) => shown == violation,
            Claim::Exactly(number, shown) => number > 0 && shown == violation,
            _ => false,
        };
        assert!(TABLE.iter().any(|proof| proof.claims.iter().any(shows)), "{violation}");
    }
}

/// A strategy that sells nothing is not safe, it is closed.
#[test]
fn whoever_claims_to_be_safe_claims_to_sell() {
    for proof in TABLE {
        if proof.claims.contains(&Claim::Safe) {
            assert!(proof.claims.contains(&Claim::Sells), "{}", proof.name());
        }
    }
}

#[test]
fn no_proof_is_there_twice() {
    let name = |proof: &Proof| format!("{} by {:?}", proof.name(), discriminant(&proof.trial));
    let names: BTreeSet<String> = TABLE.iter().map(name).collect();
    assert_eq!(names.len(), TABLE.len());
}
