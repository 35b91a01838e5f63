//! `oversell prove`: the table of proofs.

use std::fmt::Write;

use serde_json::{Value, json};

use super::args::Prove;
use super::interrupt;
use super::output::Output;
use super::progress::Progress;
use oversell::engine::{Engine, Fleet, Shuttle, Stepper, Threads};
use oversell::message::{self, kebab};
use oversell::proof::{Chapter, Proof, TABLE};
use oversell::report::lanes::lanes;
use oversell::report::table::{self, Tried};
use oversell::report::{json as as_json, margin};
use oversell::verdict::Verdict;
use oversell::watchdog::{self, LIMIT};
use oversell::{Fault, Scenario, Violation, strategies};

/// How often the incident is run on real threads.
const RUNS: u64 = 2_000;

pub fn run(args: &Prove, output: &Output) -> Result<bool, Fault> {
    let table = select(&args.strategies)?;
    let all = table.len();
    let tried = prove(table)?;
    if tried.len() < all {
        output.note(&message::interrupted(tried.len(), all));
    }
    let threads = if tried.len() < all { None } else { real_threads()? };
    let holds = tried.iter().all(|(_, proved)| proved.as_ref().is_ok_and(|proved| proved.holds()));
    output.print(
        || text(&tried, threads.as_ref(), output.width()),
        || as_json::proofs(&tried, all, threads.as_ref().map_or(Value::Null, unrepeatable)),
    );
    Ok(holds)
}

/// Tries these proofs, one after the other; fewer of them when Ctrl-C ends it.
pub fn prove(table: Vec<Proof>) -> Result<Vec<Tried>, Fault> {
    Shuttle::check_environment()?;
    interrupt::listen();
    let progress = Progress::new("proofs", Some(table.len() as u64));
    let mut tried: Vec<Tried> = Vec::new();
    for proof in table {
        progress.at(tried.len() as u64, || kebab(&proof.name()));
        let proving = || watchdog::guard_until(LIMIT, interrupt::is_asked, move || proof.prove());
        match proving().transpose() {
            Some(proved) => tried.push((proof, proved)),
            None => break,
        }
    }
    Ok(tried)
}

fn select(names: &[String]) -> Result<Vec<Proof>, Fault> {
    let mut wanted = Vec::new();
    for name in names {
        wanted.push(strategies::find(name)?.name);
    }
    let chosen = |proof: &&Proof| wanted.is_empty() || wanted.contains(&proof.strategy);
    Ok(TABLE.iter().filter(chosen).copied().collect())
}

fn text(tried: &[Tried], threads: Option<&Verdict>, width: u16) -> String {
    let mut out = String::new();
    for &chapter in Chapter::ALL {
        if tried.iter().any(|(proof, _)| proof.chapter == chapter) {
            let _ = writeln!(out, "{}", table::chapter(chapter, tried));
        }
        if chapter == Chapter::Incident && tried.iter().any(is_headline) {
            let _ = writeln!(out, "{}", headline(width).unwrap_or_else(|fault| fault.to_string()));
        }
    }
    let _ = writeln!(out, "{}", message::legend());
    let complaints: String = tried.iter().map(table::complaints).collect();
    if !complaints.is_empty() {
        let _ = writeln!(out, "WHAT FAILS\n{}", margin(&complaints, 2));
    }
    if let Some(threads) = threads {
        let _ = writeln!(out, "{}", message::real_threads(threads));
    }
    out + &table::summary(tried) + message::next_steps()
}

fn is_headline((proof, _): &Tried) -> bool {
    proof.strategy == "check_then_update"
}

/// The simplest counterexample of the incident.
fn headline(width: u16) -> Result<String, Fault> {
    let entry = strategies::find("check_then_update")?;
    let scenario = Scenario::named("last_item")?;
    let verdict = Stepper::default().explore(&Fleet::of(entry), &scenario)?;
    let Some((_, example)) = verdict.counterexample() else {
        return Ok(String::new());
    };
    let title = message::simplest(&verdict, example);
    Ok(margin(
        &format!("{title}\n{}", lanes(&example.interleaving, &scenario, width.saturating_sub(2))),
        2,
    ))
}

/// The same incident where every run is another: apart from all that repeats.
fn real_threads() -> Result<Option<Verdict>, Fault> {
    let fleet = Fleet::of(strategies::find("check_then_update")?);
    let scenario = Scenario::named("last_item")?;
    let threads = Threads { executions: RUNS, ..Threads::default() };
    watchdog::guard_until(LIMIT, interrupt::is_asked, move || threads.explore(&fleet, &scenario))
}

fn unrepeatable(threads: &Verdict) -> Value {
    json!({
        "threads": {
            "strategy": kebab(&threads.strategy),
            "runs": threads.all.executions,
            "oversold": threads.tally(Violation::Oversold).executions,
        },
    })
}
