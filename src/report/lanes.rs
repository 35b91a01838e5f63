//! Lanes: one interleaving as text, one column per actor, time downwards.

use comfy_table::{Cell, Table};

use super::text::{number, plain_table, render, space_columns};
use crate::actor::Actor;
use crate::interleaving::{Event, Interleaving};
use crate::message;
use crate::replay::Replay;
use crate::scenario::Scenario;
use crate::shop::{Guard, Response, Shop, Statement};
use crate::violation::Violation;

/// Below this width a lane is no lane; the actors then share one.
const NARROWEST_LANE: usize = 14;
/// What the number, the stock and the line take, in characters.
const OTHER_COLUMNS: usize = 18;

/// The interleaving as swim lanes, at most `width` characters wide: the steps, the stock after each,
/// and the line of the strategy that made it. Actors who do nothing in it have no lane.
///
/// ```
/// use oversell::engine::{Fleet, Stepper};
/// use oversell::report::lanes::lanes;
/// use oversell::{Scenario, strategies};
///
/// let fleet = Fleet::of(strategies::find("conditional_update")?);
/// let scenario = Scenario::named("last_item")?;
/// let replay = Stepper::replay(&fleet, &scenario, &"AB".parse()?)?;
/// assert!(lanes(&replay.interleaving, &scenario, 80).contains("refused: out of stock"));
/// # Ok::<(), oversell::Fault>(())
/// ```
pub fn lanes(interleaving: &Interleaving, scenario: &Scenario, width: u16) -> String {
    draw(interleaving, scenario, &[], width)
}

/// The lanes of a replay, and below them who waits for whom when the schedule ends.
pub fn replayed(replay: &Replay, scenario: &Scenario, width: u16) -> String {
    let waits = replay.waiting.iter().map(|&(actor, by)| {
        let text = if replay.is_victim(actor) {
            message::would_be_aborted(by)
        } else {
            message::waits(by)
        };
        (actor, text)
    });
    draw(&replay.interleaving, scenario, &waits.collect::<Vec<_>>(), width)
}

fn draw(
    interleaving: &Interleaving,
    scenario: &Scenario,
    waiting: &[(Actor, String)],
    width: u16,
) -> String {
    let actors: Vec<Actor> = scenario
        .actors()
        .into_iter()
        .filter(|actor| {
            let moves = interleaving.events().iter().any(|event| event.actor == *actor);
            moves || waiting.iter().any(|(waits, _)| waits == actor)
        })
        .collect();
    let room = usize::from(width).saturating_sub(OTHER_COLUMNS);
    let layout = if room / actors.len().max(1) >= NARROWEST_LANE {
        Layout::Lanes(actors)
    } else {
        Layout::List
    };
    let mut table = plain_table(width);
    table.set_header(layout.header());
    for row in rows(interleaving, scenario) {
        layout.add(&mut table, &row);
    }
    for (actor, text) in waiting {
        layout.add(&mut table, &Row::of_wait(*actor, text));
    }
    space_columns(&mut table);
    render(&table)
}

/// A step with what its actor did right behind it, and the shop after that.
struct Row {
    step: Option<usize>,
    actor: Actor,
    lines: Vec<String>,
    stock: String,
    line: Option<u32>,
    shown: Vec<Violation>,
}

fn rows(interleaving: &Interleaving, scenario: &Scenario) -> Vec<Row> {
    let items = scenario.stock().len();
    let mut rows: Vec<Row> = Vec::new();
    let mut steps = 0;
    let mut known: Vec<Violation> = Vec::new();
    for (event, shop) in interleaving.shops(scenario) {
        steps += usize::from(event.step);
        let shown: Vec<Violation> = Violation::ALL
            .iter()
            .copied()
            .filter(|violation| violation.shows_at_once() && violation.is_in(&shop))
            .filter(|violation| !known.contains(violation))
            .collect();
        known.extend(&shown);
        match rows.last_mut() {
            Some(row) if !event.step && row.actor == event.actor => {
                row.lines.push(sentence(event, items));
                row.shown.extend(shown);
            }
            _ => rows.push(Row {
                step: event.step.then_some(steps),
                actor: event.actor,
                lines: vec![sentence(event, items)],
                stock: stock(&shop),
                line: event.line().filter(|_| event.step),
                shown,
            }),
        }
    }
    rows
}

fn stock(shop: &Shop) -> String {
    shop.available().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl Row {
    /// A row below the last step: somebody waits.
    fn of_wait(actor: Actor, text: &str) -> Row {
        let lines = vec![text.to_owned()];
        Row { step: None, actor, lines, stock: String::new(), line: None, shown: Vec::new() }
    }

    fn text(&self) -> String {
        let mut lines = self.lines.clone();
        lines.extend(self.shown.iter().map(|violation| format!("✗ {violation}")));
        lines.join("\n")
    }
}

/// A statement with its response, where that says anything; and its item, where there are several.
fn sentence(event: &Event, items: usize) -> String {
    let statement = match event.statement.item() {
        Some(item) if items > 1 => format!("{} {item}", event.statement),
        Some(_) | None => event.statement.to_string(),
    };
    match (&event.statement, event.response) {
        (Statement::Receipt | Statement::Refusal(_), _) | (_, Response::Done) => statement,
        // A row count says something only where it can be 0.
        (Statement::Update { guard: Guard::None, .. }, Response::Rows(_)) => statement,
        (_, response) => format!("{statement} → {response}"),
    }
}

enum Layout {
    /// One column per actor.
    Lanes(Vec<Actor>),
    /// One column for all, and one that says who.
    List,
}

impl Layout {
    fn header(&self) -> Vec<Cell> {
        let mut header = vec![number("#"), number("stock")];
        match self {
            Layout::Lanes(actors) => header.extend(actors.iter().map(Cell::new)),
            Layout::List => header.extend([Cell::new("who"), Cell::new("statement")]),
        }
        header.push(number("line"));
        header
    }

    fn add(&self, table: &mut Table, row: &Row) {
        let step = row.step.map_or(String::new(), |step| step.to_string());
        let mut cells = vec![number(step), number(&row.stock)];
        match self {
            Layout::Lanes(actors) => cells.extend(actors.iter().map(|actor| {
                Cell::new(if *actor == row.actor { row.text() } else { String::new() })
            })),
            Layout::List => cells.extend([Cell::new(row.actor), Cell::new(row.text())]),
        }
        cells.push(number(row.line.map_or(String::new(), |line| line.to_string())));
        table.add_row(cells);
    }
}
