//! Every sentence that a person reads.

mod bare;
mod fault;
mod flags;
mod matrix;
mod proof;
mod replay;
mod scenario;
mod verdict;

pub use bare::{WITNESS, bare_heading, bare_notes, bare_threads};
pub use fault::Kind;
pub use flags::scenario_flags;
pub use proof::{about, chapter, legend, next_steps, real_threads};
pub use replay::{after_replay, broken, replayed, stress};
pub use verdict::{counted, long_search, replay_command, simplest, too_long_to_show, verdict};

pub(crate) use bare::{bare_cell, bare_columns};
pub(crate) use fault::*;
pub(crate) use matrix::{counts_heading, mark, mark_legend, size, verdicts_page};
pub(crate) use proof::{claim, claim_fails, short, summary, witness_disagrees};
pub(crate) use replay::{waits, would_be_aborted};
pub(crate) use scenario::{failure, scenario};
pub(crate) use verdict::{more_outcomes, percent, refusals, short_count};

use crate::report::grouped;

/// "1 step", "4 steps", "2 switches".
fn plural(number: u64, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ if noun.ends_with("ch") || noun.ends_with("sh") => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", grouped(&number))
}

/// A name as it is typed: `check-then-update`.
pub fn kebab(name: &str) -> String {
    name.replace('_', "-")
}
