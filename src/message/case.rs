//! Cases: claims of your own, and what a failing test says.

use super::{kebab, plural, scenario, verdict, wrapped};
use crate::case::{Failed, Finding};
use crate::claim::{Claim, Held};
use crate::report::grouped;
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use crate::session::Failure;
use crate::shop::SqlState;
use crate::verdict::{Count, Verdict};
use crate::violation::Violation;

pub(crate) const CASE_WITHOUT_CLAIMS: &str = "a case without claims";

pub(crate) const ADD_A_CLAIM: &str = "add `.never(…)`, `.level(…)` or another claim";

pub(crate) const LEAST_FIRST: &str = "it has no number in it; write the smaller one first";

pub(crate) const OF_THE_CASE: &str = "the case has no more scenarios";

pub(crate) const INSTEAD_OF_BLESS: &str = "set it to 1 to write certificates anew, or not at all";

pub(crate) const INSTEAD_OF_REPLAY: &str =
    "set it to a schedule such as ABBA, or 2:ABBA in the second scenario";

pub(crate) const INSTEAD_OF_CERTIFICATES: &str = "set it to a folder, or not at all";

/// Above the table of a case's scenarios.
pub(crate) fn case_heading(findings: &[Finding]) -> String {
    let name = findings.first().map(|finding| kebab(&finding.verdict.strategy));
    let failed = findings.iter().filter(|finding| !finding.holds()).count();
    let all = plural(findings.len() as u64, "scenario");
    let sampled = findings.iter().filter(|finding| !finding.is_settled()).count();
    let how = match failed {
        0 if sampled > 0 => format!(
            "nothing speaks against a claim in {all}; {sampled} of them sampled, which is no proof"
        ),
        0 => format!("every claim holds in {all}"),
        _ => format!("a claim fails in {failed} of {all}"),
    };
    wrapped(&format!("{} · {how}", name.unwrap_or_default()), 2)
}

/// Below the table, where it does not show all.
pub(crate) fn more_scenarios(more: usize) -> String {
    match more {
        0 => String::new(),
        _ => format!("   and in {} more\n", grouped(&more)),
    }
}

/// A scenario by its name or, where it has none, in words.
pub(crate) fn short_scenario(of: &Scenario) -> String {
    match of.name() {
        "" => scenario(of),
        name => kebab(name),
    }
}

/// A claim with what was found of it.
pub(crate) fn claim_line(claim: Claim, held: Held, verdict: &Verdict) -> String {
    let line = match held {
        Held::Yes => format!("✓ {claim}"),
        Held::SoFar if claim.needs_witness() => format!("✗ {claim}: not seen"),
        Held::SoFar => format!("~ {claim}, in what was seen; that is no proof"),
        Held::No => format!("✗ {claim}: {}", found(claim, verdict)),
    };
    wrapped(&line, 2)
}

fn found(claim: Claim, verdict: &Verdict) -> String {
    let all = verdict::big(&verdict.all.interleavings);
    let number = |violation: Violation| verdict::big(&verdict.tally(violation).interleavings);
    match claim {
        Claim::Never(violation) | Claim::Always(violation) | Claim::Exactly(_, violation) => {
            format!("it is in {} of {all} interleavings", number(violation))
        }
        Claim::Sometimes(violation) => {
            let none = format!("it is in none of {all} interleavings");
            if violation == Violation::Deadlock { none + &aborts(verdict) } else { none }
        }
        Claim::Safe => {
            let broken = Violation::UNSAFE.iter().copied();
            let seen = broken.filter(|violation| verdict.violations.contains_key(violation));
            let parts: Vec<String> =
                seen.map(|violation| format!("{violation} in {}", number(violation))).collect();
            format!("{} of {all} interleavings", parts.join(", "))
        }
        Claim::Sells => format!("none of {all} interleavings sells anything"),
        Claim::Interleavings(_) => format!("there are {all}"),
    }
}

/// What is no deadlock, though it looks like one: a cycle that the database ended.
fn aborts(verdict: &Verdict) -> String {
    let aborted = Failure::Database(SqlState::DeadlockDetected);
    let outcomes = verdict.outcomes.iter().filter(|(one, _)| one.refused.contains_key(&aborted));
    let number: Count = outcomes.map(|(_, tally)| &tally.interleavings).sum();
    if number == Count::ZERO {
        return String::new();
    }
    let number = verdict::big(&number);
    format!("; the database ended a cycle of waits in {number} (40P01), which is no deadlock")
}

/// Above the outcomes that there are, where the one that is claimed is not among them.
pub(crate) const WHAT_HAPPENS: &str = "what happens, and in how many interleavings:\n";

/// How to see one interleaving of a failing test again. One without a step needs no schedule.
pub(crate) fn rerun(number: usize, schedule: &Schedule) -> String {
    if schedule.is_empty() {
        return String::new();
    }
    let mut value = schedule.to_string();
    if number > 1 {
        value = format!("{number}:{value}");
    }
    if value.contains([' ', '\'']) {
        value = format!("\"{value}\"");
    }
    format!("replay it: {}={value} {}\n", crate::environment::REPLAY, again())
}

/// The command that runs this test again, as far as the test runner says which it is.
fn again() -> String {
    let thread = std::thread::current();
    match thread.name() {
        Some(name) if name != "main" => format!("cargo test -- --exact {name}"),
        _ => "and run this test again".to_owned(),
    }
}

/// Why a case did not pass.
pub(crate) fn failed(failed: &Failed) -> String {
    match failed {
        Failed::Claims(report) => format!("a claim fails\n\n{report}"),
        Failed::Certificate(mismatch) => mismatch.to_string(),
        Failed::Fault(fault) => wrapped(&format!("there is no verdict: {fault}"), 2),
        Failed::Replayed(text) => {
            let name = crate::environment::REPLAY;
            format!("nothing was proved: {name} is set, and this is what it replays\n\n{text}")
        }
    }
}

/// How to write a certificate anew.
pub(super) fn bless() -> String {
    format!("{}=1 {}", crate::environment::BLESS, again())
}
