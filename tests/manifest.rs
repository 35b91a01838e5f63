//! The manifest: what this crate brings with it, under which licences, and for which Rust.
//!
//! All of it is read from cargo, for the platform that runs the tests and without network.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The most crates that come with the lean library, itself included. Without the command line, most
/// are the engines'.
const LEAN: usize = 54;

/// The features that may bring dependencies of their own.
const OPTIONAL: [&str; 2] = ["cli", "proptest"];

/// What cargo prints when asked this about this crate.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}: {errors}", arguments.join(" "));
    String::from_utf8(output.stdout).expect("a text")
}

/// This crate and all that it needs here, its tests included; and the crates of its workspace.
fn packages() -> Vec<Value> {
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let metadata = cargo(&[
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        "--all-features",
        "--filter-platform",
        host,
    ]);
    let metadata: Value = serde_json::from_str(&metadata).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list").clone();
    assert!(packages.len() > LEAN, "only {} packages", packages.len());
    packages
}

/// This crate.
fn own() -> Value {
    let is_own = |package: &Value| package["name"] == env!("CARGO_PKG_NAME");
    packages().into_iter().find(is_own).expect("this crate is one of them")
}

/// What others have written.
fn foreign() -> impl Iterator<Item = Value> {
    packages().into_iter().filter(|package| !is_inside(package))
}

/// Whether a package is a part of this repository.
fn is_inside(package: &Value) -> bool {
    let manifest = text(&package["manifest_path"]);
    package["source"].is_null() && Path::new(manifest).starts_with(env!("CARGO_MANIFEST_DIR"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

#[test]
fn the_lean_library_is_lean() {
    let mut tree = vec!["tree", "--locked", "--offline", "--edges=normal", "--prefix=none"];
    tree.extend(["--format={p}", "--no-default-features"]);
    let printed = cargo(&tree);
    let crates: BTreeSet<&str> =
        printed.lines().filter_map(|line| line.split(" (").next()).collect();
    assert!(crates.contains(concat!("oversell v", env!("CARGO_PKG_VERSION"))), "{crates:?}");
    assert!(crates.len() <= LEAN, "{} crates: {crates:#?}", crates.len());
}

#[test]
fn what_is_optional_belongs_to_a_feature() {
    let own = own();
    let parts = OPTIONAL.iter().flat_map(|name| own["features"][name].as_array().expect("there"));
    let brought: BTreeSet<&str> =
        parts.filter_map(|part| text(part).strip_prefix("dep:")).collect();
    let dependencies = own["dependencies"].as_array().expect("a list");
    let optional = dependencies.iter().filter(|dependency| dependency["optional"] == true);
    let optional: BTreeSet<&str> = optional.map(|dependency| text(&dependency["name"])).collect();
    assert_eq!(optional, brought, "an optional dependency is under none of {OPTIONAL:?}");
    let declared = own["features"].as_object().expect("a table").keys().map(String::as_str);
    let declared: BTreeSet<&str> = declared.filter(|name| *name != "default").collect();
    assert_eq!(declared, BTreeSet::from(OPTIONAL), "a feature that nobody has thought about");
}

/// Without them, the laws over random scenarios are not there at all.
#[test]
fn the_tests_draw_random_scenarios() {
    let are_there = cfg!(feature = "proptest");
    assert!(are_there, "outside of the repository: cargo test --all-features");
}

/// A licence expression is met by what is allowed: all of its parts, and one of each part's choices.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let is_allowed = |name: &str| allowed.iter().any(|allowed| allowed == name.trim());
    // Older manifests write the choice as a slash.
    let expression = expression.replace('/', " OR ").replace(['(', ')'], "");
    expression.split(" AND ").all(|part| part.split(" OR ").any(is_allowed))
}

#[test]
fn a_licence_is_met_or_not() {
    let allowed = ["MIT".to_owned(), "Zlib".to_owned()];
    for met in ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(MIT OR GPL-3.0) AND Zlib"] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for unmet in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Zlib) AND GPL-3.0", "MITx"] {
        assert!(!is_met(unmet, &allowed), "{unmet}");
    }
}

/// The licences that deny.toml allows.
fn allowed() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = fs::read_to_string(path).expect("deny.toml");
    let (_, list) = text.split_once("allow = [").expect("a list of licences");
    let (list, _) = list.split_once(']').expect("the end of it");
    let lines = list.lines().filter_map(|line| line.trim().strip_prefix('"'));
    lines.filter_map(|line| line.strip_suffix("\",")).map(str::to_owned).collect()
}

#[test]
fn every_licence_is_allowed() {
    let allowed = allowed();
    assert!(allowed.contains(&"MIT".to_owned()), "{allowed:?}");
    for package in foreign() {
        let licence = text(&package["license"]);
        assert!(is_met(licence, &allowed), "{}: `{licence}`", package["id"]);
    }
}

#[test]
fn everything_comes_from_the_registry() {
    for package in foreign() {
        let source = text(&package["source"]);
        let is_registry = source == "registry+https://github.com/rust-lang/crates.io-index";
        assert!(is_registry, "{} from `{source}`", package["id"]);
    }
}

/// What std offers is clippy's to check, by the same number (`incompatible_msrv`).
#[test]
fn nothing_needs_a_newer_rust_than_this() {
    let number = |version: &str| -> Vec<u32> {
        let mut parts: Vec<u32> =
            version.split('.').map(|part| part.parse().expect("a number")).collect();
        parts.resize(3, 0);
        parts
    };
    let ours = number(env!("CARGO_PKG_RUST_VERSION"));
    for package in packages() {
        let theirs = package["rust_version"].as_str().map_or_else(Vec::new, number);
        assert!(theirs <= ours, "{} needs Rust {theirs:?}", package["id"]);
    }
}

/// The README tells users which Rust they need.
#[test]
fn the_readme_states_the_rust_version() {
    let readme = include_str!("../README.md");
    let stated = concat!("Rust ", env!("CARGO_PKG_RUST_VERSION"));
    assert!(readme.contains(stated), "the README does not say `{stated}`");
}
