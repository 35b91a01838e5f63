//! Tables: verdicts and proofs, as text.

use comfy_table::Cell;

use super::text::{
    fix_widths, grouped, keep_words, margin, number, plain_table, render, space_columns,
};
use crate::claim::Held;
use crate::counted::Counted;
use crate::fault::Fault;
use crate::interleaving::Interleaving;
use crate::message::{self, kebab};
use crate::proof::{Chapter, Proof, Proved, Trial};
use crate::strategies;
use crate::verdict::{Outcome, Search, Verdict};
use crate::violation::Violation;

/// What came of a proof: a result, or a fault of its strategy.
pub type Tried = (Proof, Result<Proved, Fault>);

/// The widths of the proof table's columns with the gaps between them, in characters.
const PROOF_WIDTHS: [u16; 6] = [22, 14, 10, 17, 8, 1];
/// How far the proof table is indented, to stand below the strategy's name.
const INDENT: usize = 3;

/// One chapter of the proof table: a heading, then a table per strategy.
pub fn chapter(chapter: Chapter, tried: &[Tried]) -> String {
    let rows: Vec<&Tried> = tried.iter().filter(|(proof, _)| proof.chapter == chapter).collect();
    let mut out = format!("{}\n", message::chapter(chapter));
    let mut header = Some(header());
    for group in rows.chunk_by(|(one, _), (next, _)| one.strategy == next.strategy) {
        let strategy = group[0].0.strategy;
        let about = strategies::find(strategy).map_or("", |entry| entry.about);
        out += &margin(&header.take().unwrap_or_default(), INDENT);
        out += &format!(" {}: {about}\n", kebab(strategy));
        out += &margin(&proofs(group), INDENT);
    }
    out
}

fn header() -> String {
    let mut table = plain_table(80);
    table.set_header(vec![
        Cell::new("scenario"),
        number("interleavings"),
        number("oversell"),
        Cell::new("also seen"),
        number("loom"),
        Cell::new(""),
    ]);
    fix_widths(&mut table, &PROOF_WIDTHS);
    render(&table)
}

fn proofs(tried: &[&Tried]) -> String {
    let mut table = plain_table(80);
    for (proof, proved) in tried {
        let scenario = Cell::new(kebab(proof.scenario));
        match proved {
            Err(_) => table.add_row(vec![
                scenario,
                number("—"),
                number("—"),
                Cell::new("see below"),
                number("—"),
                Cell::new("✗"),
            ]),
            Ok(proved) => table.add_row(vec![
                scenario,
                number(size(&proved.verdict)),
                number(share(&proved.verdict, Violation::Oversold)),
                Cell::new(others(&proved.verdict)),
                number(loom(proof, proved)),
                Cell::new(mark(proved)),
            ]),
        };
    }
    fix_widths(&mut table, &PROOF_WIDTHS);
    render(&table)
}

fn size(verdict: &Verdict) -> String {
    match verdict.search {
        Search::Complete => message::short_count(&verdict.all.interleavings),
        Search::Bounded { .. } | Search::Sampled { .. } => {
            format!("{} runs", grouped(&verdict.all.executions))
        }
    }
}

fn share(verdict: &Verdict, violation: Violation) -> String {
    let complete = verdict.search == Search::Complete;
    match verdict.violations.get(&violation) {
        None if complete => "never".to_owned(),
        None => "none seen".to_owned(),
        Some(tally) if complete => message::short_count(&tally.interleavings),
        Some(tally) => format!("{} runs", grouped(&tally.executions)),
    }
}

/// The violations besides overselling, with their counts, a line each.
fn others(verdict: &Verdict) -> String {
    let others = Violation::ALL
        .iter()
        .filter(|violation| **violation != Violation::Oversold)
        .filter(|violation| verdict.violations.contains_key(violation))
        .map(|&violation| format!("{} {}", message::short(violation), share(verdict, violation)));
    others.collect::<Vec<_>>().join("\n")
}

fn loom(proof: &Proof, proved: &Proved) -> String {
    match (proof.trial, &proved.witness) {
        (Trial::Exhaustive { .. }, Some(witness)) => grouped(&witness.executions),
        (_, _) => proved.verdict.engine.to_owned(),
    }
}

/// One character: proved, nothing found so far, or refuted.
fn mark(proved: &Proved) -> &'static str {
    if !proved.holds() {
        "✗"
    } else if proved.claims.iter().any(|(_, held)| *held == Held::SoFar) {
        "~"
    } else {
        "✓"
    }
}

/// What went wrong in a proof, a line each; nothing when it holds.
pub fn complaints((proof, proved): &Tried) -> String {
    let name = format!("{}, {}", kebab(proof.strategy), kebab(proof.scenario));
    match proved {
        Err(fault) => format!("{name}: {fault}\n"),
        Ok(proved) => {
            let mut out = String::new();
            for claim in proved.failed() {
                out += &format!("{name}: {}\n", message::claim_fails(&claim, &proved.verdict));
            }
            if let Some(witness) = proved.witness.as_ref().filter(|witness| !witness.agrees()) {
                out += &format!("{name}: {}\n", message::witness_disagrees(witness));
            }
            out
        }
    }
}

/// The last lines of the proof table: how many proofs, and how they came out.
pub fn summary(tried: &[Tried]) -> String {
    let count = |wanted: &str| {
        let marks = tried.iter().map(|(_, proved)| proved.as_ref().map_or("✗", mark));
        marks.filter(|mark| *mark == wanted).count()
    };
    message::summary(count("✓"), count("~"), count("✗"))
}

/// A verdict with its outcomes, at most `width` characters wide.
pub fn verdict(verdict: &Verdict, width: u16) -> String {
    message::verdict(verdict) + &outcomes(verdict, width)
}

/// The outcomes of a verdict, with their counts.
fn outcomes(verdict: &Verdict, width: u16) -> String {
    let mut table = plain_table(width);
    let shown: Vec<&Outcome> = verdict.outcomes.keys().collect();
    let columns = OutcomeColumns::of(&shown);
    let mut header = vec![number("interleavings"), number("executions")];
    header.extend(columns.header());
    table.set_header(header);
    for (outcome, tally) in &verdict.outcomes {
        let mut row =
            vec![number(grouped(&tally.interleavings)), number(grouped(&tally.executions))];
        row.extend(columns.row(outcome));
        table.add_row(row);
    }
    keep_words(&mut table);
    space_columns(&mut table);
    render(&table)
}

/// What was counted, at most `width` characters wide.
pub fn counted(counted: &Counted, width: u16) -> String {
    // With a budget of faults there are no probabilities, and few outcomes.
    if counted.outcome_probability.is_empty() {
        return message::counted(counted) + &outcomes(&counted.verdict, width);
    }
    let mut out = message::counted(counted);
    let mut table = plain_table(width);
    // With many buyers there are many outcomes: the likely ones first, and the rest as a number.
    let mut outcomes: Vec<_> = counted.outcome_probability.iter().collect();
    outcomes.sort_by(|(_, one), (_, two)| two.total_cmp(one));
    let shown: Vec<&Outcome> =
        outcomes.iter().take(OUTCOMES_SHOWN).map(|(outcome, _)| *outcome).collect();
    let columns = OutcomeColumns::of(&shown);
    let mut header = vec![number("probability")];
    header.extend(columns.header());
    table.set_header(header);
    for (outcome, probability) in outcomes.iter().take(OUTCOMES_SHOWN) {
        let mut row = vec![number(message::percent(**probability))];
        row.extend(columns.row(outcome));
        table.add_row(row);
    }
    space_columns(&mut table);
    out += &render(&table);
    if let Some(more) = outcomes.len().checked_sub(OUTCOMES_SHOWN).filter(|more| *more > 0) {
        out += &message::more_outcomes(more);
    }
    out
}

/// How many outcomes a count shows; JSON has all.
const OUTCOMES_SHOWN: usize = 12;

/// The columns that describe an outcome. Two may differ in nothing but whom they wake up.
struct OutcomeColumns {
    paged: bool,
}

impl OutcomeColumns {
    fn of(outcomes: &[&Outcome]) -> OutcomeColumns {
        OutcomeColumns { paged: outcomes.iter().any(|outcome| !paged(outcome).is_empty()) }
    }

    fn header(&self) -> Vec<Cell> {
        let mut header =
            vec![number("sold"), number("stock"), Cell::new("refused"), Cell::new("broken")];
        header.extend(self.paged.then(|| Cell::new("paged")));
        header
    }

    fn row(&self, outcome: &Outcome) -> Vec<Cell> {
        let mut row = vec![
            number(outcome.sold),
            number(outcome.stock),
            Cell::new(message::refusals(outcome)),
            Cell::new(broken(outcome)),
        ];
        row.extend(self.paged.then(|| Cell::new(paged(outcome))));
        row
    }
}

/// The alerts that wake somebody up, a line each.
fn paged(outcome: &Outcome) -> String {
    let paging = outcome.alerts.iter().filter(|alert| alert.pages());
    paging.map(|alert| alert.name()).collect::<Vec<_>>().join("\n")
}

fn broken(outcome: &Outcome) -> String {
    if outcome.violations.is_empty() {
        return "nothing".to_owned();
    }
    outcome.violations.iter().map(|violation| violation.name()).collect::<Vec<_>>().join("\n")
}

/// Every interleaving on a line: its schedule and its outcome.
pub fn interleavings(all: &[(Interleaving, Outcome)], width: u16) -> String {
    let mut table = plain_table(width);
    table.set_header(vec![
        Cell::new("schedule"),
        number("sold"),
        number("stock"),
        Cell::new("broken"),
    ]);
    for (interleaving, outcome) in all {
        table.add_row(vec![
            Cell::new(interleaving.schedule()),
            number(outcome.sold),
            number(outcome.stock),
            Cell::new(broken(outcome)),
        ]);
    }
    space_columns(&mut table);
    render(&table)
}
