//! Findings: what came of a case, for the person who sees a test fail.

use comfy_table::Cell;

use super::excerpt::excerpt;
use super::lanes::{lanes, replayed as lanes_of_replay};
use super::text::{number, plain_table, render, space_columns};
use crate::case::{Finding, Findings};
use crate::message;
use crate::replay::Replay;
use crate::scenario::Scenario;

/// How wide the text is, in characters: a test runner's output has no width of its own.
const WIDTH: u16 = 80;

/// The claims in each scenario and, of the first that fails, the simplest interleaving that speaks
/// against it.
pub fn findings(findings: &Findings) -> String {
    if let [one] = &findings.findings[..] {
        return finding(one);
    }
    let heading = message::case_heading(&findings.findings);
    let failed: Vec<&Finding> =
        findings.findings.iter().filter(|finding| !finding.holds()).collect();
    let Some(first) = failed.first() else {
        return heading + &table(&findings.findings.iter().collect::<Vec<_>>());
    };
    let shown = failed.len().min(FAILED_SHOWN);
    let more = message::more_scenarios(failed.len() - shown);
    format!("{heading}{}{more}\n{}", table(&failed[..shown]), finding(first))
}

/// How many scenarios in which a claim fails are listed: the rest is no news.
const FAILED_SHOWN: usize = 6;

/// A row for each scenario.
fn table(findings: &[&Finding]) -> String {
    let mut table = plain_table(WIDTH);
    table.set_header(vec![
        Cell::new(""),
        Cell::new("scenario"),
        number("interleavings"),
        Cell::new("claims that fail"),
    ]);
    for finding in findings {
        let failed = finding.failed().map(|(claim, _)| claim.to_string());
        table.add_row(vec![
            Cell::new(mark(finding)),
            Cell::new(message::short_scenario(&finding.verdict.scenario)),
            number(message::short_count(&finding.verdict.all.interleavings)),
            Cell::new(failed.collect::<Vec<_>>().join("\n")),
        ]);
    }
    space_columns(&mut table);
    render(&table)
}

/// The claims in one scenario, and the simplest interleaving that speaks against one.
pub fn finding(finding: &Finding) -> String {
    let mut out = message::head(&finding.verdict);
    for &(claim, held) in &finding.claims {
        out += &message::claim_line(claim, held, &finding.verdict);
    }
    out += &finding.reason.as_ref().map(message::because).unwrap_or_default();
    let Some((violation, example)) = finding.counterexample() else {
        return if finding.holds() { out } else { out + &what_happens(finding) };
    };
    let drawn = match &finding.replay {
        Some(replay) => lanes_of_replay(replay, &example.scenario, WIDTH),
        None => lanes(&example.interleaving, &example.scenario, WIDTH),
    };
    out += &format!(
        "\n{}\n{drawn}\n{}",
        message::simplest(&finding.verdict, example),
        message::broken(&example.broken(violation)),
    );
    out + &excerpt(&example.interleaving)
}

/// One character: proved, nothing found so far, or refuted.
fn mark(finding: &Finding) -> &'static str {
    match (finding.holds(), finding.is_settled()) {
        (false, _) => "✗",
        (true, false) => "~",
        (true, true) => "✓",
    }
}

/// How many outcomes are listed in place of one that was not seen.
const OUTCOMES_SHOWN: usize = 8;

/// The outcomes that there are, where no interleaving can be shown for a claim that fails.
fn what_happens(finding: &Finding) -> String {
    let outcomes = finding.verdict.outcomes.iter();
    let lines: String = outcomes.take(OUTCOMES_SHOWN).map(message::outcome_line).collect();
    format!("{}{lines}", message::WHAT_HAPPENS)
}

/// A replay that somebody asked for in place of the proof.
pub fn replayed(strategy: &str, scenario: &Scenario, replay: &Replay) -> String {
    format!(
        "{}\n{}\n{}{}",
        message::replayed(strategy, scenario, replay),
        lanes_of_replay(replay, scenario, WIDTH),
        message::after_replay(replay),
        excerpt(&replay.interleaving),
    )
}
