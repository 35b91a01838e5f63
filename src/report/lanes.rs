//! Lanes: one interleaving as text, one column per actor, time downwards.

use comfy_table::{Cell, Table};

use super::diagram::{Deed, Diagram, Row, mark};
use super::text::{number, plain_table, render, space_columns};
use crate::actor::Actor;
use crate::interleaving::Interleaving;
use crate::replay::Replay;
use crate::scenario::Scenario;

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
    draw(&Diagram::of(interleaving, scenario), width)
}

/// The lanes of a replay, and below them who waits for whom when the schedule ends.
pub fn replayed(replay: &Replay, scenario: &Scenario, width: u16) -> String {
    draw(&Diagram::of_replay(replay, scenario), width)
}

fn draw(diagram: &Diagram, width: u16) -> String {
    let room = usize::from(width).saturating_sub(OTHER_COLUMNS);
    let layout = if room / diagram.actors.len().max(1) >= NARROWEST_LANE {
        Layout::Lanes(&diagram.actors)
    } else {
        Layout::List
    };
    let mut table = plain_table(width);
    table.set_header(layout.header());
    for row in &diagram.rows {
        layout.add(&mut table, row);
    }
    for (actor, text) in &diagram.waits {
        let cells = layout.cells(*actor, text);
        table.add_row([vec![number(""), number("")], cells, vec![number("")]].concat());
    }
    space_columns(&mut table);
    render(&table)
}

/// What an actor does in a row, line by line, and what that breaks.
fn text(row: &Row) -> String {
    let deeds = row.deeds.iter().map(Deed::text);
    let broken = row.broken.iter().copied().map(mark);
    deeds.chain(broken).collect::<Vec<_>>().join("\n")
}

enum Layout<'a> {
    /// One column per actor.
    Lanes(&'a [Actor]),
    /// One column for all, and one that says who.
    List,
}

impl Layout<'_> {
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
        let line = row.line.map_or(String::new(), |line| line.to_string());
        let before = vec![number(step), number(row.stock())];
        table.add_row([before, self.cells(row.actor, &text(row)), vec![number(line)]].concat());
    }

    /// The cells between the stock and the line: a text of this actor's.
    fn cells(&self, who: Actor, text: &str) -> Vec<Cell> {
        match self {
            Layout::Lanes(actors) => {
                let cell = |actor: &Actor| Cell::new(if *actor == who { text } else { "" });
                actors.iter().map(cell).collect()
            }
            Layout::List => vec![Cell::new(who), Cell::new(text)],
        }
    }
}
