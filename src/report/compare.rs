//! Comparisons: what a change of a strategy mends and breaks, as text.

use comfy_table::Cell;

use super::lanes::lanes;
use super::text::{margin, number, plain_table, render, space_columns};
use crate::claim::Held;
use crate::compare::{Change, Difference, Matched, Pair};
use crate::message;
use crate::verdict::{Count, Verdict};
use crate::violation::Violation;

/// How wide the text is where nobody says, in characters.
pub const WIDTH: u16 = 80;

/// What changes, scenario by scenario, at most `width` characters wide.
pub fn change(change: &Change, width: u16) -> String {
    let parts = change.differences.iter().map(|difference| {
        let demands = change
            .demands
            .iter()
            .map(|&demand| message::demand_line(demand, difference.held(demand) == Held::Yes));
        let demands: String = demands.collect();
        one(difference, &demands, width)
    });
    parts.collect::<Vec<_>>().join("\n")
}

fn one(difference: &Difference, demands: &str, width: u16) -> String {
    let mut out = message::compared(difference);
    out += &message::in_short(difference);
    out += demands;
    out += &format!("\n{}\n", table(difference, width));
    out += &message::outcomes("new outcomes", difference.appeared());
    out += &message::outcomes("outcomes gone", difference.gone());
    out += &message::matched(difference.mended.as_ref(), true);
    out += &message::matched(difference.broken.as_ref(), false);
    out += &pair(difference.mended.as_ref(), difference, (&difference.old, &difference.new), width);
    out += &pair(difference.broken.as_ref(), difference, (&difference.new, &difference.old), width);
    out + &rollout(difference, width)
}

/// Who runs what, and how often that breaks.
fn table(difference: &Difference, width: u16) -> String {
    let mut table = plain_table(width);
    table.set_header(vec![
        Cell::new("who runs it"),
        number("interleavings"),
        number("oversell"),
        number("break a promise"),
    ]);
    let row = |name: String, verdict: &Verdict| {
        let oversold = verdict.tally(Violation::Oversold).interleavings;
        vec![
            Cell::new(name),
            number(message::short_count(&verdict.all.interleavings)),
            number(count(&oversold, verdict)),
            number(count(&crate::compare::unsafe_in(verdict), verdict)),
        ]
    };
    table.add_row(row(message::ALL_OLD.to_owned(), &difference.old));
    table.add_row(row(message::ALL_NEW.to_owned(), &difference.new));
    for mix in &difference.rollout.mixes {
        table.add_row(row(message::mixture(mix), &mix.verdict));
    }
    space_columns(&mut table);
    render(&table)
}

/// A count, or that there is none, as far as that is known.
fn count(count: &Count, verdict: &Verdict) -> String {
    match (*count == Count::ZERO, verdict.search == crate::verdict::Search::Complete) {
        (true, true) => "never".to_owned(),
        (true, false) => "none seen".to_owned(),
        (false, _) => message::short_count(count),
    }
}

/// One schedule under both strategies: the one that it breaks, and the other.
fn pair(
    matched: Option<&Matched>,
    difference: &Difference,
    (broken, safe): (&Verdict, &Verdict),
    width: u16,
) -> String {
    let Some(pair) = matched.and_then(|matched| matched.example.as_ref()) else {
        return String::new();
    };
    let Pair { broken: bad, safe: good, .. } = pair;
    let draw = |interleaving| margin(&lanes(interleaving, &difference.scenario, width - 2), 2);
    format!(
        "\n{}{}\n{}{}",
        message::under(pair, &broken.strategy),
        draw(bad),
        message::under_same_turns(pair, &safe.strategy),
        draw(good),
    )
}

/// What breaks while both are there, where the new one alone does not.
fn rollout(difference: &Difference, width: u16) -> String {
    let safe = crate::compare::unsafe_in(&difference.new) == Count::ZERO;
    let Some(mix) = difference.rollout.broken().filter(|_| safe) else { return String::new() };
    let broken =
        Violation::UNSAFE.iter().find_map(|one| mix.verdict.counterexamples.get_key_value(one));
    let Some((violation, example)) = broken else { return String::new() };
    let title = message::simplest(&mix.verdict, example);
    let lanes = lanes(&example.interleaving, &example.scenario, width - 2);
    let broken = message::broken(&example.broken(*violation));
    format!(
        "\n{}{}",
        message::while_it_rolls_out(mix),
        margin(&format!("{title}\n{lanes}{broken}"), 2)
    )
}
