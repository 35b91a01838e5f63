//! Small things that every text report needs.

use comfy_table::{
    Cell, ColumnConstraint, ContentArrangement, Table, TableComponent, Width, presets,
};

/// A number with its thousands apart: `1,176`.
///
/// ```
/// assert_eq!(oversell::report::grouped(&1176), "1,176");
/// assert_eq!(oversell::report::grouped(&-20), "-20");
/// ```
pub fn grouped(number: &impl ToString) -> String {
    let text = number.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.as_str()),
    };
    let mut out = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The text with this many spaces in front of every line.
pub fn margin(text: &str, spaces: usize) -> String {
    let pad = " ".repeat(spaces);
    text.lines().map(|line| format!("{pad}{line}").trim_end().to_owned() + "\n").collect()
}

/// The text in lines: the first of at most `first` characters, the others of at most `rest`. A word
/// that is longer has a line of its own. A no-break space is a part of its word.
pub(crate) fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let room = if lines.len() == 1 { first } else { rest };
        let line = lines.last_mut().expect("there is always one");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else {
            *line += &format!(" {word}");
        }
    }
    lines
}

/// A table without lines but one under its header, laid out for this width.
pub(super) fn plain_table(width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, '─')
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    table
}

/// Gives each column a width of its own, so that several tables align.
pub(super) fn fix_widths(table: &mut Table, widths: &[u16]) {
    for (index, &width) in widths.iter().enumerate() {
        let column = table.column_mut(index).expect("a width for each column");
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    space_columns(table);
}

/// Two blanks between columns (one of them the table's own), and none at the edges.
pub(super) fn space_columns(table: &mut Table) {
    let last = table.column_count().saturating_sub(1);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, u16::from(index != last)));
    }
}

/// Gives each column at least the width of its longest word, so that none is broken.
pub(super) fn keep_words(table: &mut Table) {
    let mut longest: Vec<u16> = vec![0; table.column_count()];
    for row in table.header().into_iter().chain(table.row_iter()) {
        for (cell, width) in row.cell_iter().zip(&mut longest) {
            let content = cell.content();
            let words = content.split_whitespace().map(|word| word.chars().count() as u16);
            *width = words.chain([*width]).max().unwrap_or_default();
        }
    }
    for (column, width) in table.column_iter_mut().zip(longest) {
        // A column's width includes its padding.
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width + 1)));
    }
}

/// The rendered table without the blanks at the ends of lines.
pub(super) fn render(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// A cell that is read from the right.
pub(super) fn number(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(comfy_table::CellAlignment::Right)
}
