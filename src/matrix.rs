//! The matrix: every strategy in every scenario, counted exactly.

use crate::engine::{Counter, Fleet};
use crate::fault::Fault;
use crate::scenario::Named;
use crate::strategies::Entry;
use crate::verdict::{Search, Verdict};
use crate::violation::Violation;

/// Strategies × scenarios.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Matrix {
    /// The scenarios: the columns.
    pub scenarios: Vec<Named>,
    /// The strategies: the rows, with a verdict per scenario; `None` where the scenario is made for
    /// others.
    pub rows: Vec<(Entry, Vec<Option<Verdict>>)>,
}

/// What a cell of the matrix says, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Mark {
    /// Some interleaving oversells.
    Oversells,
    /// Some interleaving breaks another promise.
    Breaks,
    /// Some interleaving turns a buyer away though stock is left; nothing else.
    LosesSales,
    /// Nothing is broken in what could be counted, which was not all.
    Unknown,
    /// No interleaving sells anything.
    Closed,
    /// No interleaving breaks a promise.
    Safe,
}

impl Mark {
    /// Every mark, the worst first.
    pub const ALL: &'static [Mark] =
        &[Mark::Oversells, Mark::Breaks, Mark::LosesSales, Mark::Unknown, Mark::Closed, Mark::Safe];

    /// What a verdict comes to. A violation that was seen counts, however the search ended.
    pub fn of(verdict: &Verdict) -> Mark {
        let seen = |violation| verdict.violations.contains_key(&violation);
        if seen(Violation::Oversold) {
            Mark::Oversells
        } else if Violation::UNSAFE.iter().any(|&violation| seen(violation)) {
            Mark::Breaks
        } else if verdict.search != Search::Complete {
            Mark::Unknown
        } else if !verdict.sells() {
            Mark::Closed
        } else if seen(Violation::LostSale) {
            Mark::LosesSales
        } else {
            Mark::Safe
        }
    }
}

impl Matrix {
    /// How many states a cell may cost: all but the widest need fewer than two thousand.
    pub const MAX_STATES: u64 = 5_000;

    /// Counts every cell. `progress` hears how many are done.
    ///
    /// # Errors
    ///
    /// When a strategy misbehaves.
    pub fn count(
        strategies: &[Entry],
        scenarios: &[Named],
        progress: impl Fn(u64),
    ) -> Result<Matrix, Fault> {
        let counter = Counter { max_states: Matrix::MAX_STATES };
        let mut done = 0;
        let mut rows = Vec::new();
        for &entry in strategies {
            let fleet = Fleet::of(entry);
            let mut verdicts = Vec::new();
            for named in scenarios {
                let meant = named.only.is_empty() || named.only.contains(&entry.name);
                let counted =
                    meant.then(|| counter.count(&fleet, &named.scenario())).transpose()?;
                verdicts.push(counted.map(|counted| counted.verdict));
                done += 1;
                progress(done);
            }
            rows.push((entry, verdicts));
        }
        Ok(Matrix { scenarios: scenarios.to_vec(), rows })
    }

    /// Every cell that has a verdict: the names of its strategy and its scenario, and the verdict.
    pub fn cells(&self) -> impl Iterator<Item = (&'static str, &'static str, &Verdict)> + '_ {
        self.rows.iter().flat_map(|(entry, verdicts)| {
            let cells = self.scenarios.iter().zip(verdicts);
            cells.filter_map(|(named, verdict)| Some((entry.name, named.name, verdict.as_ref()?)))
        })
    }
}
