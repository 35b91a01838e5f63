//! The proof table: chapters, claims, and what fails.

use super::plural;
use crate::claim::Claim;
use crate::proof::{Chapter, Witness};
use crate::report::grouped;
use crate::verdict::Verdict;
use crate::violation::Violation;

pub(crate) fn claim(claim: &Claim) -> String {
    match claim {
        Claim::Never(violation) => format!("never {violation}"),
        Claim::Sometimes(violation) => format!("sometimes {violation}"),
        Claim::Always(violation) => format!("always {violation}"),
        Claim::Safe => "safe".to_owned(),
        Claim::Sells => "sometimes sells".to_owned(),
        Claim::Interleavings(number) => format!("{number} interleavings"),
        Claim::Exactly(number, violation) => format!("{violation} in exactly {number}"),
    }
}

/// The heading of a chapter.
pub fn chapter(chapter: Chapter) -> &'static str {
    match chapter {
        Chapter::Incident => "THE INCIDENT: one unit left, sold twice",
        Chapter::Reproduction => {
            "WHY NO TEST SHOWED IT: it takes two switches at the right moment, which a random\nscheduler makes soon and real threads hardly ever (see the last lines)"
        }
        Chapter::Attempts => "WHAT WAS TRIED: and what it still breaks",
        Chapter::Hotfix => {
            "THE HOTFIX: the lease was decoration, the WHERE clause carried the load"
        }
        Chapter::Fixes => "WHAT HOLDS: in the scenarios below it, and what it costs",
    }
}

/// What the marks and columns of the proof table mean.
pub fn legend() -> &'static str {
    "\
✓ every claim holds for good: over all interleavings, or by a run that shows it
~ nothing against the claims in random runs: no proof  ✗ a claim fails
interleavings: all there are, or how many runs; oversell: how many of them do
loom: its executions, which found the same set as the stepper (more of them than
  interleavings where it visits some twice); where it cannot go, who could: the
  counter (count) or random runs (shuttle)
also seen: other violations, in the short words that `oversell list` explains
"
}

/// What real threads did with the incident.
pub fn real_threads(verdict: &Verdict) -> String {
    format!(
        "ON REAL THREADS: no two runs are the same\n  {} of two buyers on the last item: {} oversold it. A payment that\n  takes time opens the window that tests mock away:\n  oversell stress check-then-update --payment-ms 2\n",
        plural(verdict.all.executions, "run"),
        grouped(&verdict.tally(Violation::Oversold).executions)
    )
}

/// Ctrl-C ended it, and what is finished is shown.
pub fn interrupted(done: usize, all: usize) -> String {
    format!("interrupted after {done} of {}", plural(all as u64, "proof"))
}

/// Ctrl-C ended a search, and what was seen is shown.
pub const SEARCH_INTERRUPTED: &str = "interrupted: this is what was seen until then";

/// Where to go from the proof table.
pub fn next_steps() -> &'static str {
    "next: oversell show check-then-update, oversell list, oversell --help\n"
}

/// A violation, short enough for a narrow column.
pub(crate) fn short(violation: Violation) -> &'static str {
    match violation {
        Violation::Oversold => "oversold",
        Violation::NegativeStock => "negative",
        Violation::StockMismatch => "mismatch",
        Violation::ChargedWithoutGoods => "charged",
        Violation::GoodsWithoutCharge => "uncharged",
        Violation::FulfilledTwice => "twice",
        Violation::LostSale => "lost sale",
        Violation::Deadlock => "deadlock",
        Violation::MutualExclusion => "exclusion",
        Violation::LeaseStolen => "stolen",
    }
}

/// What a violation is, in one line.
pub fn about(violation: Violation) -> &'static str {
    match violation {
        Violation::Oversold => "more units on receipts than there were to sell",
        Violation::NegativeStock => "a row below zero at any moment",
        Violation::StockMismatch => "units lost or sold twice: a lost update or a leak",
        Violation::ChargedWithoutGoods => "a charge neither fulfilled nor refunded",
        Violation::GoodsWithoutCharge => "a receipt without a charge",
        Violation::FulfilledTwice => "one order, two receipts",
        Violation::LostSale => "refused though all that was ordered is left at the end",
        Violation::Deadlock => "buyers who wait for each other for ever",
        Violation::MutualExclusion => "two holders inside what a mutex or a lease protects",
        Violation::LeaseStolen => "a live lease removed by somebody who does not hold it",
    }
}

pub(crate) fn claim_fails(claim: &Claim, verdict: &Verdict) -> String {
    let all = &verdict.all.interleavings;
    let seen: Vec<String> = verdict
        .violations
        .iter()
        .map(|(violation, tally)| format!("{violation} in {}", grouped(&tally.interleavings)))
        .collect();
    let seen = if seen.is_empty() { "no violation".to_owned() } else { seen.join(", ") };
    format!("claimed: {claim}; found: {seen} of {} interleavings", grouped(all))
}

pub(crate) fn witness_disagrees(witness: &Witness) -> String {
    if !witness.complete {
        "loom's search was cut off".to_owned()
    } else if witness.differing > 0 {
        format!("loom and the stepper disagree on {} interleavings", witness.differing)
    } else {
        let (executions, expected) = (grouped(&witness.executions), grouped(&witness.expected));
        format!("loom needed {executions} executions, not {expected}")
    }
}

pub(crate) fn summary(proved: usize, sampled: usize, failed: usize) -> String {
    let all = proved + sampled + failed;
    format!("{all} proofs: {proved} proved, {sampled} sampled, {failed} failed\n")
}
