//! `oversell prove`: the table of proofs.

use std::fmt::Write;

use serde_json::{Value, json};

use super::args::Prove;
use super::output::Output;
use super::progress::Progress;
use oversell::engine::{Engine, Fleet, Shuttle, Stepper, Threads};
use oversell::message::{self, kebab};
use oversell::proof::{Chapter, Proof, TABLE};
use oversell::report::lanes::lanes;
use oversell::report::table::{self, Tried};
use oversell::report::{json as as_json, margin};
use oversell::verdict::Verdict;
use oversell::{Fault, Scenario, Violation, strategies, watchdog};

/// How often the incident is run on real threads.
const RUNS: u64 = 2_000;

pub fn run(args: &Prove, output: &Output) -> Result<bool, Fault> {
    Shuttle::check_environment()?;
    let table = select(&args.strategies)?;
    let progress = Progress::new("proofs", Some(table.len() as u64));
    let mut tried: Vec<Tried> = Vec::new();
    for proof in table {
        progress.at(tried.len() as u64, || kebab(&proof.name()));
        let proved = watchdog::guard(watchdog::LIMIT, move || proof.prove());
        tried.push((proof, proved));
    }
    let threads = real_threads()?;
    drop(progress);
    let holds = tried.iter().all(|(_, proved)| proved.as_ref().is_ok_and(|proved| proved.holds()));
    output.print(
        || text(&tried, &threads, output.width()),
        || as_json::proofs(&tried, unrepeatable(&threads)),
    );
    Ok(holds)
}

fn select(names: &[String]) -> Result<Vec<Proof>, Fault> {
    let mut wanted = Vec::new();
    for name in names {
        wanted.push(strategies::find(name)?.name);
    }
    let chosen = |proof: &&Proof| wanted.is_empty() || wanted.contains(&proof.strategy);
    Ok(TABLE.iter().filter(chosen).copied().collect())
}

fn text(tried: &[Tried], threads: &Verdict, width: u16) -> String {
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
    let _ = writeln!(out, "{}", message::real_threads(threads));
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
fn real_threads() -> Result<Verdict, Fault> {
    let fleet = Fleet::of(strategies::find("check_then_update")?);
    let scenario = Scenario::named("last_item")?;
    let threads = Threads { executions: RUNS, ..Threads::default() };
    watchdog::guard(watchdog::LIMIT, move || threads.explore(&fleet, &scenario))
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
