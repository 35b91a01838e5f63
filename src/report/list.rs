//! The list: what there is to choose from.

use comfy_table::Cell;

use super::text::{margin, plain_table, render, space_columns};
use crate::message::{self, kebab};
use crate::scenario::NAMED;
use crate::strategies::CATALOGUE;
use crate::violation::Violation;

/// All strategies and scenarios, with a line for each.
pub fn list(width: u16) -> String {
    let strategies = CATALOGUE.iter().map(|entry| (kebab(entry.name), entry.about.to_owned()));
    let scenarios = NAMED.iter().map(|named| {
        let about = format!("{} ({})", named.about, named.scenario());
        (kebab(named.name), about)
    });
    let violations = Violation::ALL.iter().map(|&violation| {
        let about = format!("{} ({})", message::about(violation), message::short(violation));
        (violation.name().to_owned(), about)
    });
    format!(
        "Strategies\n{}\nScenarios\n{}\nViolations, with their short words in the table\n{}",
        section(strategies, width),
        section(scenarios, width),
        section(violations, width),
    )
}

fn section(rows: impl Iterator<Item = (String, String)>, width: u16) -> String {
    let mut table = plain_table(width.saturating_sub(2));
    for (name, about) in rows {
        table.add_row(vec![Cell::new(name), Cell::new(about)]);
    }
    space_columns(&mut table);
    margin(&render(&table), 2)
}
