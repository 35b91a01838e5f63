//! Every sentence that a person reads.

mod bare;
mod case;
mod certificate;
mod compare;
mod drawing;
mod explain;
mod fault;
mod flags;
mod matrix;
#[cfg(feature = "cli")]
mod page;
mod proof;
#[cfg(feature = "proptest")]
mod random;
mod replay;
mod scenario;
mod smallest;
mod tour;
mod verdict;
mod weaken;

pub use bare::{WITNESS, bare_heading, bare_notes, bare_threads};
pub use certificate::{A_CERTIFICATE_IS_TEXT, compared_with_certificate, not_certified};
pub use drawing::{NOT_ALL, ONE_INTERLEAVING, nothing_to_draw};
pub use explain::because;
pub use fault::{INSTEAD_OF_COLUMNS, Kind};
pub use flags::scenario_flags;
#[cfg(feature = "cli")]
pub use page::page_written;
pub use proof::{
    SEARCH_INTERRUPTED, about, chapter, interrupted, legend, next_steps, real_threads,
};
pub use replay::{after_replay, broken, replayed, script_head, stress};
pub use tour::tour_keys;
pub use verdict::{
    counted, long_search, replay_command, replay_line, simplest, too_long_to_show, truth, verdict,
};

pub(crate) use bare::{bare_cell, bare_columns};
pub(crate) use case::*;
pub(crate) use certificate::*;
pub(crate) use compare::*;
pub(crate) use drawing::{SHOP, drawing_end, drawing_title, stock, told, told_wait};
pub(crate) use explain::reason;
pub(crate) use fault::*;
pub(crate) use matrix::{counts_heading, mark, mark_legend, size, verdicts_page};
#[cfg(feature = "cli")]
pub(crate) use page::{play, promise, resource};
pub(crate) use proof::{claim, claim_fails, short, summary, witness_disagrees};
#[cfg(feature = "proptest")]
pub(crate) use random::{refuted, too_large_to_count};
pub(crate) use replay::{answer, replay, waits, would_be_aborted};
pub(crate) use scenario::{failure, scenario};
pub(crate) use smallest::{ending, fault_class, growth, shortest, smallest};
pub(crate) use tour::{
    finding, findings, second, tour_command, tour_heading, tour_runs, tour_title, tour_took,
    tour_words,
};
pub(crate) use verdict::{head, more_outcomes, percent, refusals, short_count};
pub(crate) use weaken::{load, survey, weakness, without};
#[cfg(feature = "cli")]
pub(crate) use weaken::{place, worth};

use crate::report::{grouped, wrap};

/// "1 step", "4 steps", "2 switches".
fn plural(number: u64, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ if noun.ends_with("ch") || noun.ends_with("sh") => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", grouped(&number))
}

/// What a progress bar counts while protections are taken out.
pub const PROTECTIONS: &str = "protections taken out";

/// The text in lines of at most 80 characters; from the second on, indented.
fn wrapped(text: &str, indent: usize) -> String {
    const WIDTH: usize = 80;
    wrap(text, WIDTH, WIDTH - indent).join(&format!("\n{}", " ".repeat(indent))) + "\n"
}

/// A name as it is typed: `check-then-update`.
pub fn kebab(name: &str) -> String {
    name.replace('_', "-")
}
