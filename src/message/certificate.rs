//! Certificates: their lines, and what is said when two differ.

use std::io;

use super::{case, kebab, plural, refusals};
use crate::certificate::{Mismatch, Unmergeable};
use crate::claim::Held;
use crate::verdict::{Outcome, Search, Verdict};

/// What a proof does not check, as in every certificate.
pub(crate) const NOT_CHECKED: &str = "\
A proof is about the strategy as it is written in Rust, over the statements of this
crate's shop. That your SQL, your ORM and your transaction settings do the same is
yours to see to: docs/own.md.";

/// Where a certificate is asked for as JSON.
pub const A_CERTIFICATE_IS_TEXT: &str =
    "a certificate is a text of its own; what differs in one is JSON with `certificate check`";

pub(crate) const CERTIFICATE_OF_THREADS: &str = "a certificate of what real threads did";

pub(crate) const USE_A_SEED: &str = "no two runs are the same; take another engine";

pub(crate) const INTERLEAVINGS: &str = "interleavings";

pub(crate) const WRITE_A_PART: &str = "write `2/3`: the second of three, of a thousand at most";

pub(crate) const BLESS_AGAIN: &str =
    "changed by hand, by a merge or by another version? Write it anew (OVERSELL_BLESS=1)";

/// A line of a file, with its number.
pub(crate) fn numbered(number: usize, line: &str) -> String {
    format!("{number}: {line}")
}

/// The title of an entry: what was proved, where, by whom.
pub(crate) fn certified(verdict: &Verdict) -> String {
    let scenario = case::short_scenario(&verdict.scenario);
    format!("{} · {scenario} · {}", kebab(&verdict.strategy), verdict.engine)
}

/// How complete a search was.
pub(crate) fn search(search: &Search) -> String {
    match search {
        Search::Complete => "complete".to_owned(),
        Search::Bounded { executions } => format!("bounded: cut off after {executions} executions"),
        Search::Sampled { seed: Some(seed) } => format!("sampled, seed {seed}"),
        Search::Sampled { seed: None } => "sampled".to_owned(),
    }
}

pub(crate) fn held(held: Held) -> &'static str {
    match held {
        Held::Yes => "holds",
        Held::SoFar => "holds so far",
        Held::No => "fails",
    }
}

/// An outcome in one line: what was sold and is left, who was refused, what broke, who was alerted.
pub(crate) fn outcome(outcome: &Outcome) -> String {
    let mut text = format!("sold {}, stock {}", outcome.sold, outcome.stock);
    let refused = refusals(outcome);
    if !refused.is_empty() {
        text += &format!(", {refused}");
    }
    let violations: Vec<&str> = outcome.violations.iter().map(|one| one.name()).collect();
    if !violations.is_empty() {
        text += &format!("; broken: {}", violations.join(", "));
    }
    let alerts: Vec<&str> = outcome.alerts.iter().map(|alert| alert.name()).collect();
    if !alerts.is_empty() {
        text += &format!("; alerts: {}", alerts.join(", "));
    }
    text
}

/// What differs from a certificate, and what to do.
pub(crate) fn mismatch(mismatch: &Mismatch) -> String {
    let file = mismatch.file.display();
    let head = if mismatch.exists {
        format!("the certificate {file} says something else than what was proved now")
    } else {
        format!("there is no certificate {file} yet; these were proved now")
    };
    // What is all new is not read line by line.
    let changes: Vec<String> = mismatch
        .changes
        .iter()
        .map(|change| match mismatch.exists {
            true => change.to_string(),
            false => format!("proof {}\n", change.title),
        })
        .collect();
    let changes = changes.join(if mismatch.exists { "\n" } else { "" });
    format!("{head}\n\n{changes}\nif that is what you meant: {}\n", case::bless())
}

pub(crate) fn unmergeable(why: &Unmergeable) -> String {
    let listed = |titles: &[String]| format!("\n  {}", titles.join("\n  "));
    match why {
        Unmergeable::Nothing => "there is no certificate to merge".to_owned(),
        Unmergeable::Divided(one, other) => {
            format!("one is part {one}, another part {other}: they are of different wholes")
        }
        Unmergeable::Missing(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| format!("part {part}")).collect();
            format!("missing: {}", parts.join(", "))
        }
        Unmergeable::Contradiction(title) => {
            format!("two certificates say different things of the same proof: {title}")
        }
        Unmergeable::Absent(titles) => {
            format!("expected, and in no part:{}", listed(titles))
        }
        Unmergeable::Unexpected(titles) => {
            format!("in a part, and not expected:{}", listed(titles))
        }
    }
}

/// The operating system's words.
pub(crate) fn io_error(error: &io::Error) -> String {
    error.to_string()
}

/// Whether a certificate still says what is so.
pub fn compared_with_certificate(mismatch: &Mismatch, proofs: usize) -> String {
    let file = mismatch.file.display();
    if mismatch.changes.is_empty() {
        return format!("{file}: all {} are as they were\n", plural(proofs as u64, "proof"));
    }
    let changes: Vec<String> = mismatch.changes.iter().map(ToString::to_string).collect();
    format!(
        "{file} says something else than what was proved now\n\n{}\nif that is what you meant: oversell certificate write --out {file}\n",
        changes.join("\n")
    )
}

/// Why there is no certificate.
pub fn not_certified(failed: &str) -> String {
    format!("no certificate, as a claim fails:\n{failed}")
}
