//! The page: plays as one HTML file, in which whoever reads it is the scheduler.
//!
//! The file has everything in it, asks nobody for anything, and works from a disk. The template, the
//! style and the scripts stand beside this file, as they are; the plays are put in as JSON.

mod code;
mod interner;
mod situation;

use minijinja::{Environment, context};
use serde_json::{Map, Value, json};

use super::diagram::Deed;
use crate::explain::Reason;
use crate::fault::Fault;
use crate::message::{self, kebab};
use crate::play::Play;
use crate::scenario::{NAMED, Scenario};
use crate::shop::Alert;
use crate::strategies::CATALOGUE;
use crate::violation::Violation;
use code::Sources;
use interner::Interner;

const TEMPLATE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
/// What the page does: the plays as values, then what is drawn of them, then the page itself.
const SCRIPTS: &[&str] = &[
    include_str!("page/play.js"),
    include_str!("page/lanes.js"),
    include_str!("page/map.js"),
    include_str!("page/page.js"),
];

/// The page of these plays.
///
/// ```
/// use oversell::engine::{Fleet, Stepper};
/// use oversell::report::page;
/// use oversell::{Scenario, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let play = Stepper::play(&fleet, &Scenario::named("last_item")?)?;
/// assert!(page::html(&[play])?.starts_with("<!doctype html>"));
/// # Ok::<(), oversell::Fault>(())
/// ```
///
/// # Errors
///
/// [`Fault::Page`] when the template is wrong, which a test would have noticed.
pub fn html(plays: &[Play]) -> Result<String, Fault> {
    let page = || {
        let mut templates = Environment::new();
        templates.add_template("page.html", TEMPLATE)?;
        templates.get_template("page.html")?.render(context! {
            style => minijinja::Value::from_safe_string(STYLE.to_owned()),
            scripts => minijinja::Value::from_safe_string(SCRIPTS.join("\n")),
            data => minijinja::Value::from_safe_string(script_safe(&data(plays))),
            plays => plays.iter().map(message::play).collect::<Vec<_>>(),
        })
    };
    page().map_err(|error: minijinja::Error| Fault::Page { message: format!("{error:#}") })
}

/// The text of a value that may stand within `<script>`: nothing in it ends the element.
fn script_safe(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// The plays as a value. What is there often is there once, in `values`; the situations name it by
/// its number.
pub fn data(plays: &[Play]) -> Value {
    let mut values = Interner::default();
    let mut sources = Sources::default();
    let plays: Vec<Value> = plays.iter().map(|play| one(play, &mut values, &mut sources)).collect();
    json!({
        "plays": plays,
        "sources": sources.into_values(),
        "values": values.into_values(),
        "promises": promises(),
        "alerts": alerts(),
    })
}

fn one(play: &Play, values: &mut Interner, sources: &mut Sources) -> Value {
    let items = play.scenario.stock().len();
    // First of all, because whoever names a line afterwards names one of these files.
    let code = sources.used_by(play);
    let examples = play.violations().into_iter().filter_map(|violation| {
        let actors = play.simplest(violation)?.0;
        let names = actors.iter().map(ToString::to_string).collect::<Vec<_>>();
        Some((violation.name().to_owned(), json!(names)))
    });
    let entry = CATALOGUE.iter().find(|entry| entry.name == play.strategy);
    let begun = play
        .begun
        .iter()
        .map(|event| json!([event.actor.to_string(), Deed::of(event, items).text()]));
    json!({
        "strategy": kebab(&play.strategy),
        "about": entry.map_or("", |entry| entry.about),
        "scenario": slug(&play.scenario),
        "heading": heading(&play.scenario),
        "text": play.scenario.to_string(),
        "command": message::replay(&play.strategy, &play.scenario),
        "actors": play.scenario.actors().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "stock": play.scenario.stock(),
        "begun": begun.collect::<Vec<_>>(),
        "code": code,
        "situations": situation::all(play, values, sources),
        "interleavings": play.interleavings().to_string(),
        "violations": play.violations().into_iter().map(|violation| {
            (violation.name().to_owned(), json!(play.breaking(violation).to_string()))
        }).collect::<Map<_, _>>(),
        "reasons": play.reasons.iter().map(reason).collect::<Map<_, _>>(),
        "examples": examples.collect::<Map<_, _>>(),
    })
}

/// The scenario's name as a part of an address.
fn slug(scenario: &Scenario) -> String {
    if scenario.name().is_empty() { "custom".to_owned() } else { kebab(scenario.name()) }
}

/// What the scenario is about, in a few words.
fn heading(scenario: &Scenario) -> String {
    let named = NAMED.iter().find(|named| named.name == scenario.name());
    named.map_or_else(|| scenario.to_string(), |named| named.about.to_owned())
}

fn reason(reason: &Reason) -> (String, Value) {
    (reason.violation.name().to_owned(), json!(message::because(reason).trim_end()))
}

/// What it means that a promise is broken.
fn promises() -> Map<String, Value> {
    let promise = |&violation: &Violation| {
        let facts = json!({
            "words": message::promise(violation),
            "costs_a_sale_only": !Violation::UNSAFE.contains(&violation),
        });
        (violation.name().to_owned(), facts)
    };
    Violation::ALL.iter().map(promise).collect()
}

fn alerts() -> Vec<Value> {
    let alert = |alert: &Alert| json!({ "name": alert.name(), "pages": alert.pages() });
    Alert::ALL.iter().map(alert).collect()
}
