//! `oversell list`, `show` and `replay`: what there is, and what happens in it.

use serde_json::{Value, json};

use super::args::{Replay as ReplayArgs, Show};
use super::output::Output;
use super::progress::Progress;
use oversell::engine::{Engine, Fleet, Recorder, Stepper};
use oversell::explain::Reason;
use oversell::interleaving::Interleaving;
use oversell::message::{self, Kind, kebab};
use oversell::report::lanes::lanes_with_waits;
use oversell::report::{json as as_json, list, source, table};
use oversell::strategies::{self, CATALOGUE, Entry};
use oversell::verdict::{Example, Outcome, Verdict};
use oversell::{Fault, Scenario, Schedule, Violation, scenario, watchdog};

pub fn list(output: &Output) -> Result<bool, Fault> {
    output.print(
        || list::list(output.width()),
        || {
            let strategies = CATALOGUE
                .iter()
                .map(|entry| json!({ "name": kebab(entry.name), "about": entry.about }));
            let scenarios = scenario::NAMED.iter().map(|named| {
                json!({
                    "name": kebab(named.name),
                    "about": named.about,
                    "scenario": named.scenario().to_string(),
                })
            });
            json!({
                "strategies": strategies.collect::<Vec<_>>(),
                "scenarios": scenarios.collect::<Vec<_>>(),
            })
        },
    );
    Ok(true)
}

pub fn run(args: &Show, output: &Output) -> Result<bool, Fault> {
    let entry = strategies::find(&args.strategy)?;
    let scenario = args.scenario.scenario()?;
    let violation = args.violation.as_deref().map(violation).transpose()?;
    let (verdict, all) = enumerate(entry, &scenario, args.all)?;
    if args.all {
        output.print(
            || message::verdict(&verdict) + &table::interleavings(&all, output.width()),
            || {
                let mut value = as_json::verdict(&verdict);
                value["all"] = as_json::interleavings(&all);
                value
            },
        );
        return Ok(true);
    }
    let shown_first = verdict.counterexample().map(|(violation, _)| violation);
    let example = violation.or(shown_first).and_then(|shown| verdict.counterexamples.get(&shown));
    let reason = violation.or(shown_first).and_then(|shown| Reason::find(shown, &all));
    output.print(
        || counterexample(entry, &verdict, example, reason.as_ref(), output.width()),
        || {
            let mut value = shown(&verdict, violation, example);
            value["reason"] = reason.as_ref().map_or(Value::Null, as_json::reason);
            value
        },
    );
    Ok(true)
}

fn shown(verdict: &Verdict, violation: Option<Violation>, example: Option<&Example>) -> Value {
    let mut value = as_json::verdict(verdict);
    if let Some(violation) = violation {
        value["counterexample"] = match example {
            None => Value::Null,
            Some(example) => json!({
                "violation": violation.name(),
                "schedule": example.interleaving.schedule().to_string(),
                "scenario": example.scenario.to_string(),
                "steps": as_json::steps(&example.interleaving, &example.scenario),
            }),
        };
    }
    value
}

fn violation(name: &str) -> Result<Violation, Fault> {
    let known = Violation::ALL.iter().copied();
    let wanted = name.replace(['-', '_'], "");
    let mut matching = known.filter(|violation| violation.name().eq_ignore_ascii_case(&wanted));
    matching.next().ok_or_else(|| {
        Fault::unknown(Kind::Violation, name, Violation::ALL.iter().map(|known| known.name()))
    })
}

fn enumerate(
    entry: Entry,
    scenario: &Scenario,
    all: bool,
) -> Result<(Verdict, Vec<(Interleaving, Outcome)>), Fault> {
    let progress = Progress::new("", None);
    let most = if all { usize::MAX } else { Reason::MAX_INTERLEAVINGS + 1 };
    let recorder = Recorder::new(scenario).keeping_at_most(most);
    let recorder = recorder.reporting(move |done| progress.executions(done));
    let scenario = scenario.clone();
    watchdog::guard(watchdog::LIMIT, move || {
        let (engine, fleet) = (Stepper::default(), Fleet::of(entry));
        let search = engine.search(&fleet, &scenario, &recorder)?;
        Ok((recorder.verdict(engine.name(), &fleet, search)?, recorder.kept()))
    })
}

fn counterexample(
    entry: Entry,
    verdict: &Verdict,
    example: Option<&Example>,
    reason: Option<&Reason>,
    width: u16,
) -> String {
    let head = message::verdict(verdict) + &reason.map(message::because).unwrap_or_default();
    let Some(example) = example else {
        return head + &source::listing(entry, None);
    };
    let schedule = example.interleaving.schedule();
    let replay = Stepper::replay(&Fleet::of(entry), &example.scenario, &schedule);
    let waiting = replay.map_or_else(|_| Vec::new(), |replay| replay.waiting);
    format!(
        "{head}{}\n{}\n{}\n{}",
        message::simplest(verdict, example),
        lanes_with_waits(&example.interleaving, &example.scenario, &waiting, width),
        source::listing(entry, Some(&example.interleaving)),
        message::replay_command(verdict, example),
    )
}

pub fn replay(args: &ReplayArgs, output: &Output) -> Result<bool, Fault> {
    let entry = strategies::find(&args.strategy)?;
    let scenario = args.scenario.scenario()?;
    let schedule: Schedule = args.schedule.parse()?;
    let replay = {
        let scenario = scenario.clone();
        watchdog::guard(watchdog::LIMIT, move || {
            Stepper::replay(&Fleet::of(entry), &scenario, &schedule)
        })?
    };
    output.print(
        || {
            let (interleaving, waiting) = (&replay.interleaving, &replay.waiting);
            let lanes = lanes_with_waits(interleaving, &scenario, waiting, output.width());
            format!(
                "{}\n{lanes}\n{}",
                message::replayed(entry.name, &scenario, &replay),
                message::after_replay(&replay)
            )
        },
        || as_json::replay(entry.name, &scenario, &replay),
    );
    Ok(true)
}
