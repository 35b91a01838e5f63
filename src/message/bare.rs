//! Bare memory: what was run, and how far it can be trusted.

use crate::bare::Bare;
use crate::report::grouped;
use crate::verdict::Search;

/// What a complete search on bare memory is worth.
pub const WITNESS: &str = "loom alone, no second witness";

/// The line above the table.
pub fn bare_heading() -> &'static str {
    "ON BARE MEMORY: one unit, two buyers, no shop; how many executions sell it twice\n"
}

/// What the table says, and what it does not.
pub fn bare_notes() -> String {
    format!(
        "\
* {WITNESS}. loom had nothing left to try, which is less
  than all there is: it misses orders of atomic loads (its issues 166, 392), and
  takes SeqCst for acquire and release (180).

relaxed-lock is why there are two engines: its buyers do exclude each other,
but it does not hand over what was written inside. shuttle's memory is
sequentially consistent and cannot show that; loom's is not, and does.

check-then-update is why loom's word is no proof here. By hand it has 6 orders,
and 4 oversell. Where buyers go as they are spawned, loom misses 3 of the 6,
those in which the second moves first. Its 4 of 6 is chance. Held until both
are there, it finds all 6. Executions are not orders: some orders come twice,
and some loads return an old value, which SeqCst forbids.
"
    )
}

/// A cell of the table. No sample says "never".
pub(crate) fn bare_cell(bare: &Bare) -> String {
    let (oversold, executions) = (grouped(&bare.oversold), grouped(&bare.executions));
    match (&bare.search, bare.oversold) {
        (Search::Complete, 0) => format!("0 of {executions} *"),
        (Search::Sampled { .. }, 0) => format!("none seen in {executions}"),
        (Search::Bounded { .. }, 0) => format!("none seen in {executions}, cut off"),
        (Search::Complete | Search::Sampled { .. }, _) => format!("{oversold} of {executions}"),
        (Search::Bounded { .. }, _) => format!("{oversold} of {executions}, cut off"),
    }
}

/// The words above the columns.
pub(crate) fn bare_columns(seed: Option<u64>) -> [String; 4] {
    let seed = seed.map_or(String::new(), |seed| format!(", seed {seed}"));
    let shuttle = format!("shuttle, sampled{seed}");
    ["program".to_owned(), "loom, spawned".to_owned(), "loom, held".to_owned(), shuttle]
}

/// The line above what real threads did.
pub fn bare_threads() -> &'static str {
    "ON REAL THREADS: no two runs are the same, and none of them proves anything\n"
}
