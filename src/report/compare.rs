//! Comparisons: what a change of a strategy mends and breaks, as text.

use comfy_table::Cell;

use super::lanes::lanes;
use super::text::{margin, number, plain_table, render, space_columns};
use crate::claim::Claim;
use crate::compare::{Change, Demand, Difference};
use crate::message;
use crate::verdict::{Count, Verdict};
use crate::violation::Violation;

/// How wide the text is where nobody says, in characters.
pub const WIDTH: u16 = 80;

/// What changes, at most `width` characters wide: of one scenario all that there is to say, of several a
/// line each, and all of the first in which a demand fails.
pub fn change(change: &Change, width: u16) -> String {
    if let [one] = &change.differences[..] {
        return detail(change, one, width);
    }
    let lines: String = change.differences.iter().map(|one| overview(change, one)).collect();
    let failed = change.differences.iter().find(|one| change.failed(one).next().is_some());
    lines + &failed.map(|one| format!("\n{}", detail(change, one, width))).unwrap_or_default()
}

fn overview(change: &Change, difference: &Difference) -> String {
    let holds = change.failed(difference).next().is_none();
    message::overview(difference, holds)
}

fn detail(change: &Change, difference: &Difference, width: u16) -> String {
    let mut out = message::compared(difference);
    out += &message::in_short(difference);
    for &demand in &change.demands {
        out += &message::demand_line(demand, difference.held(demand));
    }
    out += &format!("\n{}\n", table(difference, width));
    let complete = difference.is_complete();
    out += &message::outcomes("new outcomes", complete, difference.appeared());
    out += &message::outcomes("outcomes gone", complete, difference.gone());
    out += &message::matched(difference.mended.as_ref(), true);
    out += &message::matched(difference.broken.as_ref(), false);
    if change.failed(difference).next().is_none() {
        return out + &all_pictures(difference, width);
    }
    let pictures = change.failed(difference).map(|demand| picture(demand, difference, width));
    out + &pictures.into_iter().find(|picture| !picture.is_empty()).unwrap_or_default()
}

/// All that can be shown: where no demand fails, somebody wants to see.
fn all_pictures(difference: &Difference, width: u16) -> String {
    let mended = pair(difference, true, width);
    let broken = pair(difference, false, width);
    // Where the new one alone breaks as well, the mixture shows nothing more.
    let safe = crate::compare::unsafe_in(&difference.new) == Count::ZERO;
    let mixture = difference.rollout.broken().filter(|_| safe);
    let claim = Demand::RollOut(Claim::Safe);
    let rollout = mixture.map(|_| picture(claim, difference, width)).unwrap_or_default();
    mended + &broken + &rollout
}

/// What speaks against a demand.
fn picture(demand: Demand, difference: &Difference, width: u16) -> String {
    match demand {
        Demand::Refines => pair(difference, false, width),
        Demand::New(claim) => {
            refuted(claim, &difference.new, &message::new_alone(&difference.new), width)
        }
        Demand::RollOut(claim) => {
            let mixes = difference.rollout.mixes.iter();
            let mut pictures = mixes
                .map(|mix| refuted(claim, &mix.verdict, &message::while_it_rolls_out(mix), width));
            pictures.find(|picture| !picture.is_empty()).unwrap_or_default()
        }
    }
}

/// The simplest interleaving of a verdict that speaks against a claim, below a title.
fn refuted(claim: Claim, verdict: &Verdict, title: &str, width: u16) -> String {
    let violation = claim.refuted_by(verdict);
    let Some((violation, example)) =
        violation.and_then(|violation| verdict.counterexamples.get_key_value(&violation))
    else {
        return String::new();
    };
    let simplest = message::simplest(verdict, example);
    let lanes = lanes(&example.interleaving, &example.scenario, width - 2);
    let broken = message::broken(&example.broken(*violation));
    format!("\n{title}{}", margin(&format!("{simplest}\n{lanes}{broken}"), 2))
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
fn pair(difference: &Difference, mends: bool, width: u16) -> String {
    let (matched, broken, safe) = match mends {
        true => (&difference.mended, &difference.old, &difference.new),
        false => (&difference.broken, &difference.new, &difference.old),
    };
    let Some(pair) = matched.as_ref().and_then(|matched| matched.example.as_ref()) else {
        return String::new();
    };
    let draw = |interleaving| margin(&lanes(interleaving, &difference.scenario, width - 2), 2);
    format!(
        "\n{}{}\n{}{}",
        message::under(pair, &broken.strategy),
        draw(&pair.broken),
        message::under_same_turns(pair, &safe.strategy),
        draw(&pair.safe),
    )
}
