//! Lanes: one interleaving as text, one column per actor, time downwards.

use comfy_table::{Cell, Table};

use super::text::{number, plain_table, render, space_columns};
use crate::actor::Actor;
use crate::interleaving::{Event, Interleaving};
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
    let actors: Vec<Actor> = scenario
        .actors()
        .into_iter()
        .filter(|actor| interleaving.events().iter().any(|event| event.actor == *actor))
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
    space_columns(&mut table);
    render(&table)
}

/// A step with what its actor did right behind it, and the shop after that.
struct Row {
    step: Option<usize>,
    actor: Actor,
    events: Vec<Event>,
    stock: String,
    shown: Vec<Violation>,
}

fn rows(interleaving: &Interleaving, scenario: &Scenario) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut steps = 0;
    let mut known: Vec<Violation> = Vec::new();
    for (event, shop) in interleaving.shops(scenario) {
        let is_step = event.step;
        steps += usize::from(is_step);
        let shown: Vec<Violation> = Violation::ALL
            .iter()
            .copied()
            .filter(|violation| violation.shows_at_once() && violation.is_in(&shop))
            .filter(|violation| !known.contains(violation))
            .collect();
        known.extend(&shown);
        match rows.last_mut() {
            Some(row) if !is_step && row.actor == event.actor => {
                row.events.push(event.clone());
                row.shown.extend(shown);
            }
            _ => rows.push(Row {
                step: is_step.then_some(steps),
                actor: event.actor,
                events: vec![event.clone()],
                stock: stock(&shop),
                shown,
            }),
        }
    }
    rows
}

fn stock(shop: &Shop) -> String {
    let rows = shop.database().committed().products().iter().map(|row| row.stock.to_string());
    rows.collect::<Vec<_>>().join(" ")
}

impl Row {
    fn text(&self) -> String {
        let mut lines: Vec<String> = self.events.iter().map(sentence).collect();
        lines.extend(self.shown.iter().map(|violation| format!("✗ {violation}")));
        lines.join("\n")
    }

    fn line(&self) -> String {
        let is_step = self.step.is_some();
        let step = self.events.first().filter(|_| is_step);
        step.map_or(String::new(), |event| event.site.line().to_string())
    }
}

/// A statement with its response, where that says anything.
fn sentence(event: &Event) -> String {
    match (&event.statement, event.response) {
        (Statement::Receipt | Statement::Refusal(_), _) => event.statement.to_string(),
        (_, Response::Done) => event.statement.to_string(),
        // A row count says something only where it can be 0.
        (Statement::Update { guard: Guard::None, .. }, _) => event.statement.to_string(),
        (statement, response) => format!("{statement} → {response}"),
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
        cells.push(number(row.line()));
        table.add_row(cells);
    }
}
