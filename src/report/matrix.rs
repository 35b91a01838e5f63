//! The matrix as text, and as the page `docs/verdicts.md`.

use comfy_table::Cell;

use super::text::{grouped, margin, number, plain_table, render, space_columns};
use crate::matrix::{Mark, Matrix};
use crate::message::{self, kebab};
use crate::scenario::Named;
use crate::verdict::Verdict;

/// One mark a cell; the scenarios have letters, which the legend explains.
pub fn matrix(matrix: &Matrix, width: u16) -> String {
    format!("{}\n{}\n{}", marks(matrix), message::mark_legend(), columns(&matrix.scenarios, width))
}

fn marks(matrix: &Matrix) -> String {
    let names = matrix.rows.iter().map(|(entry, _)| entry.name.len());
    let room = names.max().unwrap_or(0);
    let mut out = " ".repeat(room + 1);
    for index in 0..matrix.scenarios.len() {
        out += &format!(" {}", letter(index));
    }
    out.push('\n');
    for (entry, verdicts) in &matrix.rows {
        out += &format!("{:room$} ", kebab(entry.name));
        for verdict in verdicts {
            let mark = verdict.as_ref().map_or(' ', |verdict| message::mark(Mark::of(verdict)));
            out += &format!(" {mark}");
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

fn columns(scenarios: &[Named], width: u16) -> String {
    let mut table = plain_table(width.saturating_sub(2));
    for (index, named) in scenarios.iter().enumerate() {
        table.add_row(vec![
            Cell::new(letter(index)),
            Cell::new(kebab(named.name)),
            Cell::new(named.about),
        ]);
    }
    space_columns(&mut table);
    margin(&render(&table), 2)
}

fn letter(index: usize) -> char {
    char::from(b'a' + index as u8)
}

/// The counts behind the marks, a line a cell.
pub fn counts(matrix: &Matrix, width: u16) -> String {
    let mut table = plain_table(width);
    table.set_header(vec![
        Cell::new("strategy"),
        Cell::new("scenario"),
        Cell::new(""),
        number("interleavings"),
        Cell::new("of them"),
    ]);
    for (strategy, scenario, verdict) in matrix.cells() {
        table.add_row(vec![
            Cell::new(kebab(strategy)),
            Cell::new(kebab(scenario)),
            Cell::new(message::mark(Mark::of(verdict))),
            number(message::size(verdict)),
            Cell::new(seen(verdict, "\n")),
        ]);
    }
    space_columns(&mut table);
    render(&table)
}

fn seen(verdict: &Verdict, between: &str) -> String {
    let seen = verdict.violations.iter().map(|(violation, tally)| {
        format!("{} {}", message::short(*violation), grouped(&tally.interleavings))
    });
    seen.collect::<Vec<_>>().join(between)
}

/// The page `docs/verdicts.md`.
pub fn markdown(matrix: &Matrix) -> String {
    let mut out = message::verdicts_page();
    out += &format!("```text\n{}```\n\n", marks(matrix));
    out += &format!("```text\n{}```\n\n", message::mark_legend());
    out += "| | scenario | |\n|---|---|---|\n";
    for (index, named) in matrix.scenarios.iter().enumerate() {
        out += &format!("| {} | `{}` | {} |\n", letter(index), kebab(named.name), named.about);
    }
    out += message::counts_heading();
    out += "| strategy | scenario | | interleavings | of them |\n|---|---|---|---:|---|\n";
    for (strategy, scenario, verdict) in matrix.cells() {
        out += &format!(
            "| `{}` | `{}` | {} | {} | {} |\n",
            kebab(strategy),
            kebab(scenario),
            message::mark(Mark::of(verdict)),
            message::size(verdict),
            seen(verdict, ", "),
        );
    }
    out
}
