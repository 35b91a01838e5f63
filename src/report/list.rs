//! The list: what there is to choose from.

use comfy_table::Cell;

use super::text::{margin, plain_table, render, space_columns};
use crate::message::kebab;
use crate::scenario::NAMED;
use crate::strategies::CATALOGUE;

/// All strategies and scenarios, with a line for each.
pub fn list(width: u16) -> String {
    let strategies = CATALOGUE.iter().map(|entry| (entry.name, entry.about.to_owned()));
    let scenarios = NAMED.iter().map(|named| {
        let about = format!("{} ({})", named.about, named.scenario());
        (named.name, about)
    });
    format!("Strategies\n{}\nScenarios\n{}", section(strategies, width), section(scenarios, width))
}

fn section(rows: impl Iterator<Item = (&'static str, String)>, width: u16) -> String {
    let mut table = plain_table(width.saturating_sub(2));
    for (name, about) in rows {
        table.add_row(vec![Cell::new(kebab(name)), Cell::new(about)]);
    }
    space_columns(&mut table);
    margin(&render(&table), 2)
}
