//! The tour: what is seen at a stop, on one screen.

use std::time::Duration;

use super::lanes::replayed;
use super::source::listing;
use super::text::{plain_table, render, space_columns, wrap};
use crate::message;
use crate::message::kebab;
use crate::strategies::Entry;
use crate::tour::{Seen, Stop};
use crate::verdict::Verdict;

/// A line is read, not scanned, up to this width.
const READABLE: u16 = 80;

/// What is seen at a stop: its heading, what is said, what there is to look at, and the commands that
/// show the same. What will not repeat has lines of its own, which begin with "this time:".
///
/// ```
/// use oversell::report::tour::text;
/// use oversell::tour::Stop;
///
/// let seen = Stop::Code.look()?;
/// let shown = text(Stop::Code, &seen, std::time::Duration::ZERO, 80);
/// assert!(shown.starts_with("THE CODE: 1 of "));
/// assert!(shown.contains("shop.subtract_stock"));
/// # Ok::<(), oversell::Fault>(())
/// ```
pub fn text(stop: Stop, seen: &Seen, took: Duration, width: u16) -> String {
    let readable = usize::from(width.min(READABLE));
    let words = wrap(&message::tour_words(stop, seen), readable, readable).join("\n");
    let commands = stop.commands();
    let commands: String = commands.iter().map(|line| message::tour_command(line) + "\n").collect();
    let parts = [
        heading(stop) + &words + "\n",
        seen.code.map(code).unwrap_or_default(),
        table(seen, width),
        seen.replay.as_ref().map(|(_, at, replay)| replayed(replay, at, width)).unwrap_or_default(),
        this_time(stop, seen, took) + &commands,
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn heading(stop: Stop) -> String {
    let place = Stop::ALL.iter().position(|other| *other == stop).unwrap_or_default();
    message::tour_heading(stop, place + 1, Stop::ALL.len()) + "\n"
}

/// The code, without the room that a listing has for marks: it is as wide as a screen.
fn code(entry: Entry) -> String {
    let narrow = |line: &str| match line.trim_start().split_once("  ") {
        Some((number, code)) => format!("{number:>2} {code}\n"),
        None => format!("{line}\n"),
    };
    listing(entry, None).lines().map(narrow).collect()
}

/// The verdicts and the proofs, a row each.
fn table(seen: &Seen, width: u16) -> String {
    let mut table = plain_table(width);
    let name = |verdict: &Verdict| [kebab(&verdict.strategy), kebab(verdict.scenario.name())];
    for (verdict, promise) in &seen.cases {
        let [strategy, scenario] = name(verdict);
        table.add_row([strategy, scenario, message::finding(verdict, *promise)]);
    }
    for (_, proved) in &seen.proofs {
        let [strategy, scenario] = name(&proved.verdict);
        let found = message::findings(&proved.verdict);
        table.add_row([strategy, scenario, found, message::second(proved).to_owned()]);
    }
    space_columns(&mut table);
    render(&table)
}

/// What another run would show otherwise.
fn this_time(stop: Stop, seen: &Seen, took: Duration) -> String {
    let mut lines: Vec<String> = seen
        .runs
        .iter()
        .map(|(payment, verdict, stress)| message::tour_runs(*payment, verdict, stress))
        .collect();
    lines.extend(stop.is_timed().then(|| message::tour_took(took)));
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The whole tour for machines. What will not repeat stands apart.
#[cfg(feature = "cli")]
pub fn json(stops: &[(Stop, Seen, Duration)]) -> serde_json::Value {
    use super::json as facts;
    use serde_json::{Map, Value, json};

    let stop = |(stop, seen, _): &(Stop, Seen, Duration)| {
        let cases = seen.cases.iter().map(|(verdict, promise)| {
            let mut value = facts::verdict(verdict);
            value["promise"] = json!(promise.name());
            value
        });
        let proofs = seen.proofs.iter().map(|(_, proved)| facts::proof_facts(proved));
        let replay = seen.replay.as_ref();
        let replay = replay.map(|(strategy, at, replay)| facts::replay(strategy, at, replay));
        json!({
            "title": stop.title(),
            "text": message::tour_words(*stop, seen),
            "commands": stop.commands().iter().map(|command| format!("oversell {command}")).collect::<Vec<_>>(),
            "facts": {
                "verdicts": cases.collect::<Vec<_>>(),
                "proofs": proofs.collect::<Vec<_>>(),
                "replay": replay,
                "reason": seen.reason.as_ref().map(facts::reason),
            },
        })
    };
    let times = stops.iter().filter(|(stop, ..)| stop.is_timed());
    let times =
        times.map(|(stop, _, took)| (stop.title().to_owned(), json!(took.as_secs_f64() * 1e3)));
    let runs = stops.iter().flat_map(|(_, seen, _)| &seen.runs);
    let runs = runs.map(|(payment, verdict, stress)| {
        let mut value = facts::stress(verdict, stress)["unrepeatable"].take();
        value["payment_ms"] = json!(payment.as_secs_f64() * 1e3);
        value
    });
    json!({
        "stops": stops.iter().map(stop).collect::<Vec<_>>(),
        "unrepeatable": {
            "stress": runs.collect::<Vec<Value>>(),
            "milliseconds": times.collect::<Map<_, _>>(),
        },
    })
}
