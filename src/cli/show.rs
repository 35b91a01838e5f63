//! `oversell list`, `show` and `replay`: what there is, and what happens in it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::args::{Replay as ReplayArgs, Show};
use super::draw::Drawing;
use super::fleet::{fleet, glance};
use super::output::Output;
use super::progress::Progress;
use oversell::counted::Counted;
use oversell::engine::{Engine, Fleet, Recorder, Stepper};
use oversell::explain::Reason;
use oversell::fault::Kind;
use oversell::interleaving::Interleaving;
use oversell::message::{self, kebab};
use oversell::report::lanes::{lanes, replayed};
use oversell::report::{json as as_json, list, script, source, table};
use oversell::shop::Units;
use oversell::strategies::{CATALOGUE, Entry};
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
    let entries = args.fleet.entries()?;
    let scenario = args.scenario.scenario(&entries)?;
    let fleet = fleet(&entries, &scenario)?;
    let violation = args.violation.as_deref().map(violation).transpose()?;
    if let Some(drawing) = Drawing::of(output.format()) {
        if args.sql {
            return Err(Fault::useless("--sql", "a drawing has no statements in full"));
        }
        return draw(drawing, args, violation, (&fleet, &scenario), output);
    }
    let counted = glance(&fleet, &scenario);
    if let Some(counted) = counted.filter(is_too_much) {
        if args.all {
            let all = Units::try_from(&counted.verdict.all.interleavings).unwrap_or(Units::MAX);
            let most = Stepper::MAX_INTERLEAVINGS as Units;
            Fault::check_or("the number of interleavings to list", all, 0..=most, FEWER)?;
        }
        output.note(&message::too_long_to_show(&counted.verdict.all.interleavings));
        let head = message::counted(&counted);
        let value = as_json::counted(&counted);
        return Ok(one(&entries, &fleet, &counted.verdict, violation, (head, value), output));
    }
    let (verdict, all) = enumerate(&fleet, &scenario, args.all)?;
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
    let shown = violation.or(verdict.counterexample().map(|(violation, _)| violation));
    if args.sql {
        print_script(&verdict, shown, &all, output);
        return Ok(true);
    }
    let reason = shown.and_then(|shown| Reason::find(shown, &all));
    let head =
        message::verdict(&verdict) + &reason.as_ref().map(message::because).unwrap_or_default();
    let mut value = as_json::verdict(&verdict);
    value["reason"] = reason.as_ref().map_or(Value::Null, as_json::reason);
    Ok(one(&entries, &fleet, &verdict, violation, (head, value), output))
}

/// Prints the statements of the counterexample as they are sent; of the first interleaving where there
/// is none.
fn print_script(
    verdict: &Verdict,
    shown: Option<Violation>,
    all: &[(Interleaving, Outcome)],
    output: &Output,
) {
    let example = shown.and_then(|shown| verdict.counterexamples.get(&shown));
    let interleaving =
        example.map_or(all.first().map(|(first, _)| first), |example| Some(&example.interleaving));
    let script = interleaving.map(script::script).unwrap_or_default();
    output.print(
        || message::script_head(verdict, interleaving) + &script,
        || {
            let mut value = as_json::verdict(verdict);
            value["script"] = json!(script);
            value
        },
    );
}

/// What to do about too many interleavings.
const FEWER: &str = "use fewer buyers, or `oversell explore --engine count`";

/// Whether the stepper would not come to the end of it.
fn is_too_much(counted: &Counted) -> bool {
    counted.verdict.all.interleavings > Stepper::MAX_INTERLEAVINGS.into()
}

/// Shows one counterexample, below a head.
fn one(
    entries: &[Entry],
    fleet: &Fleet,
    verdict: &Verdict,
    violation: Option<Violation>,
    (head, value): (String, Value),
    output: &Output,
) -> bool {
    let example = example(verdict, violation);
    output.print(
        || match example {
            None => head + &sources(entries, None),
            Some((shown, example)) => {
                head + &counterexample(entries, fleet, verdict, (shown, example), output.width())
            }
        },
        || shown(value, violation, example.map(|(_, example)| example)),
    );
    true
}

/// The counterexample that is meant.
fn example(verdict: &Verdict, violation: Option<Violation>) -> Option<(Violation, &Example)> {
    match violation {
        Some(violation) => Some((violation, verdict.counterexamples.get(&violation)?)),
        None => verdict.counterexample(),
    }
}

/// Draws one counterexample.
fn draw(
    drawing: Drawing,
    args: &Show,
    violation: Option<Violation>,
    (fleet, scenario): (&Fleet, &Scenario),
    output: &Output,
) -> Result<bool, Fault> {
    if args.all {
        return Err(drawing.useless(message::NOT_ALL));
    }
    let verdict = match glance(fleet, scenario).filter(is_too_much) {
        Some(counted) => counted.verdict,
        None => enumerate(fleet, scenario, false)?.0,
    };
    let Some((_, example)) = example(&verdict, violation) else {
        let plain = Stepper::one_after_the_other(fleet, scenario)?.interleaving.schedule();
        let line = message::replay_line(&fleet.name(), scenario, &plain);
        return Err(drawing.useless(&message::nothing_to_draw(&line, drawing.flag)));
    };
    let replay = Stepper::replay(fleet, &example.scenario, &example.interleaving.schedule())?;
    drawing.print(fleet, &example.scenario, &replay, output);
    Ok(true)
}

fn shown(mut value: Value, violation: Option<Violation>, example: Option<&Example>) -> Value {
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
    fleet: &Fleet,
    scenario: &Scenario,
    all: bool,
) -> Result<(Verdict, Vec<(Interleaving, Outcome)>), Fault> {
    let progress = Progress::new("", None);
    let most = if all { usize::MAX } else { Reason::MAX_INTERLEAVINGS + 1 };
    let recorder = Recorder::new(scenario).keeping_at_most(most);
    let recorder = recorder.reporting(move |done| progress.executions(done));
    let (fleet, scenario) = (fleet.clone(), scenario.clone());
    watchdog::guard(watchdog::LIMIT, move || {
        let engine = Stepper::default();
        let search = engine.search(&fleet, &scenario, &recorder)?;
        Ok((recorder.verdict(engine.name(), &fleet, search)?, recorder.kept()))
    })
}

fn counterexample(
    entries: &[Entry],
    fleet: &Fleet,
    verdict: &Verdict,
    (violation, example): (Violation, &Example),
    width: u16,
) -> String {
    let Example { interleaving, scenario, .. } = example;
    let lanes = match Stepper::replay(fleet, scenario, &interleaving.schedule()) {
        Ok(replay) if replay.interleaving == *interleaving => replayed(&replay, scenario, width),
        Ok(_) | Err(_) => lanes(interleaving, scenario, width),
    };
    format!(
        "{}\n{lanes}\n{}\n{}\n{}",
        message::simplest(verdict, example),
        message::broken(&example.broken(violation)),
        sources(entries, Some(interleaving)),
        message::replay_command(verdict, example),
    )
}

/// The source of every strategy, each file once.
fn sources(entries: &[Entry], interleaving: Option<&Interleaving>) -> String {
    let files: BTreeMap<&str, Entry> = entries.iter().map(|entry| (entry.file, *entry)).collect();
    let listings: Vec<String> =
        files.values().map(|entry| source::listing(*entry, interleaving)).collect();
    listings.join("\n")
}

pub fn replay(args: &ReplayArgs, output: &Output) -> Result<bool, Fault> {
    let entries = args.fleet.entries()?;
    let scenario = args.scenario.scenario(&entries)?;
    let fleet = fleet(&entries, &scenario)?;
    let name = fleet.name();
    let schedule: Schedule = args.schedule.parse()?;
    let replay = {
        let (fleet, scenario) = (fleet.clone(), scenario.clone());
        watchdog::guard(watchdog::LIMIT, move || Stepper::replay(&fleet, &scenario, &schedule))?
    };
    if let Some(drawing) = Drawing::of(output.format()) {
        drawing.print(&fleet, &scenario, &replay, output);
        return Ok(true);
    }
    output.print(
        || {
            let lanes = replayed(&replay, &scenario, output.width());
            format!(
                "{}\n{lanes}\n{}",
                message::replayed(&name, &scenario, &replay),
                message::after_replay(&replay)
            )
        },
        || as_json::replay(&name, &scenario, &replay),
    );
    Ok(true)
}
