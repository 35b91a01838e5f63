//! The matrix: its marks and its page.

use super::verdict::big;
use crate::matrix::Mark;
use crate::verdict::{Search, Verdict};

/// A cell of the matrix, as one character.
pub(crate) fn mark(mark: Mark) -> char {
    match mark {
        Mark::Oversells => '✗',
        Mark::Breaks => '!',
        Mark::LosesSales => '~',
        Mark::Unknown => '?',
        Mark::Closed => '-',
        Mark::Safe => '✓',
    }
}

/// What the marks mean, a line each.
pub(crate) fn mark_legend() -> String {
    let meaning = |of: Mark| match of {
        Mark::Oversells => "some interleaving oversells",
        Mark::Breaks => "some interleaving breaks another promise",
        Mark::LosesSales => "some interleaving turns a buyer away though stock is left",
        Mark::Unknown => "nothing broken in what was counted, which was not all",
        Mark::Closed => "nothing is ever sold",
        Mark::Safe => "no interleaving breaks a promise",
    };
    Mark::ALL.iter().map(|&of| format!("{} {}\n", mark(of), meaning(of))).collect()
}

/// How many interleavings a verdict is about.
pub(crate) fn size(verdict: &Verdict) -> String {
    let all = big(&verdict.all.interleavings);
    match verdict.search {
        Search::Complete => all,
        Search::Bounded { .. } | Search::Sampled { .. } => format!("at least {all}"),
    }
}

/// The beginning of the page of verdicts.
pub(crate) fn verdicts_page() -> String {
    "# Verdicts\n\nEvery strategy in every named scenario, counted exactly over all interleavings. This page is \
     written by `oversell matrix --markdown`\nand kept fresh by a test; \
     `OVERSELL_BLESS=1 cargo test --test matrix` writes it anew.\n\n"
        .to_owned()
}

/// What stands above the counts on the page of verdicts.
pub(crate) fn counts_heading() -> &'static str {
    "\n## The counts behind the marks\n\n"
}
