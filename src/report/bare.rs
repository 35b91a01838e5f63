//! Bare memory, as text and as JSON.

use comfy_table::Cell;

use super::text::{margin, number, plain_table, render, space_columns};
use crate::bare::{Bare, Program, Start};
use crate::message::{self, kebab};
use crate::verdict::Search;

/// The columns that repeat: an engine, and how its buyers begin.
const REPEATABLE: [(&str, Start); 3] =
    [("loom", Start::Spawned), ("loom", Start::Held), ("shuttle", Start::Spawned)];
/// The one that does not.
const THREADS: &str = "threads";

/// A program a line and an engine a column, with what that is worth below.
pub fn text(all: &[Bare], width: u16) -> String {
    format!(
        "{}{}\n{}\n{}{}",
        message::bare_heading(),
        margin(&engines(all, width.saturating_sub(2)), 2),
        message::bare_notes(),
        message::bare_threads(),
        margin(&threads(all, width.saturating_sub(2)), 2),
    )
}

fn engines(all: &[Bare], width: u16) -> String {
    let seed = all.iter().find_map(|bare| match bare.search {
        Search::Sampled { seed } => seed,
        Search::Complete | Search::Bounded { .. } => None,
    });
    let mut table = plain_table(width);
    table.set_header(message::bare_columns(seed).map(Cell::new));
    for &program in Program::ALL {
        let mut row = vec![Cell::new(kebab(program.name()))];
        for (engine, start) in REPEATABLE {
            let found = all
                .iter()
                .find(|bare| (bare.program, bare.engine, bare.start) == (program, engine, start));
            row.push(number(found.map_or("—".to_owned(), message::bare_cell)));
        }
        table.add_row(row);
    }
    space_columns(&mut table);
    render(&table)
}

fn threads(all: &[Bare], width: u16) -> String {
    let mut table = plain_table(width);
    for bare in all.iter().filter(|bare| bare.engine == THREADS) {
        table
            .add_row(vec![Cell::new(kebab(bare.program.name())), number(message::bare_cell(bare))]);
    }
    space_columns(&mut table);
    render(&table)
}

/// The same for machines. What real threads did goes into `unrepeatable`.
#[cfg(feature = "cli")]
pub fn json(all: &[Bare]) -> serde_json::Value {
    let (threads, repeatable): (Vec<&Bare>, Vec<&Bare>) =
        all.iter().partition(|bare| bare.engine == THREADS);
    serde_json::json!({
        "witness": message::WITNESS,
        "bare": repeatable.into_iter().map(one).collect::<Vec<_>>(),
        "unrepeatable": { "threads": threads.into_iter().map(one).collect::<Vec<_>>() },
    })
}

#[cfg(feature = "cli")]
fn one(bare: &Bare) -> serde_json::Value {
    serde_json::json!({
        "program": kebab(bare.program.name()),
        "engine": bare.engine,
        "start": match bare.start {
            Start::Spawned => "spawned",
            Start::Held => "held",
        },
        "search": bare.search.word(),
        "seed": super::json::seed(&bare.search),
        "executions": bare.executions,
        "oversold": bare.oversold,
        "only_first": bare.only_first,
        "only_second": bare.only_second,
        "second_witness": false,
    })
}
