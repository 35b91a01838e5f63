//! `oversell page`: the page on which whoever reads it is the scheduler.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{Format, Page};
use super::output::Output;
use super::progress::Progress;
use oversell::engine::{Fleet, Stepper};
use oversell::file::write_whole;
use oversell::play::Play;
use oversell::report::page;
use oversell::scenario::Budget;
use oversell::strategies::{self, CATALOGUE, Entry};
use oversell::{Fault, Scenario, message, watchdog, weaken};

/// Where the page goes when nobody says, and it would go to a terminal.
const DEFAULT: &str = "oversell.html";
/// Where the data of a page goes then.
const DEFAULT_DATA: &str = "oversell.json";
/// The most buyers of a scenario that is on the page without being asked for.
const FEW: usize = 2;

pub fn run(args: &Page, output: &Output) -> Result<bool, Fault> {
    let entries = entries(args)?;
    let mut wanted = Vec::new();
    for entry in entries {
        wanted.extend(scenarios(args, entry)?.into_iter().map(|scenario| (entry, scenario)));
    }
    let plays = watchdog::guard(watchdog::LIMIT, move || play(&wanted))?;
    let (text, default) = match output.format() {
        Format::Json => (format!("{}\n", page::data(&plays)), DEFAULT_DATA),
        _ => (page::html(&plays)?, DEFAULT),
    };
    match destination(args, output, default) {
        None => output.raw(text.as_bytes()),
        Some(path) => {
            write_whole(&path, text.as_bytes())?;
            let size = text.len() as u64;
            output.print(
                || message::page_written(&path.display().to_string(), plays.len() as u64, size),
                || serde_json::json!({ "out": path.display().to_string(), "bytes": size }),
            );
        }
    }
    Ok(true)
}

/// The file to write; `None` for stdout.
fn destination(args: &Page, output: &Output, default: &str) -> Option<PathBuf> {
    match &args.out {
        Some(path) if path == Path::new("-") => None,
        Some(path) => Some(path.clone()),
        None => output.is_terminal().then(|| PathBuf::from(default)),
    }
}

/// The strategies that are asked for, each once; all of them when none is.
fn entries(args: &Page) -> Result<Vec<Entry>, Fault> {
    if args.strategies.is_empty() {
        return Ok(CATALOGUE.to_vec());
    }
    let mut known = BTreeSet::new();
    let found = args.strategies.iter().map(|name| strategies::find(name));
    let mut entries = found.collect::<Result<Vec<Entry>, Fault>>()?;
    entries.retain(|entry| known.insert(entry.name));
    Ok(entries)
}

/// The scenario that is asked for; or those of the strategy's own proofs that can be played by hand.
fn scenarios(args: &Page, entry: Entry) -> Result<Vec<Scenario>, Fault> {
    if args.scenario.says_something() {
        return Ok(vec![args.scenario.scenario(&[entry])?]);
    }
    let mut scenarios = weaken::scenarios(entry.name)?;
    scenarios
        .retain(|scenario| scenario.buyers().len() <= FEW && scenario.budget() == Budget::NONE);
    Ok(scenarios)
}

fn play(wanted: &[(Entry, Scenario)]) -> Result<Vec<Play>, Fault> {
    let progress = Progress::new("", Some(wanted.len() as u64));
    let mut plays = Vec::new();
    for (entry, scenario) in wanted {
        progress.at(plays.len() as u64, || message::kebab(entry.name));
        plays.push(Stepper::play(&Fleet::of(*entry), scenario)?);
    }
    Ok(plays)
}
