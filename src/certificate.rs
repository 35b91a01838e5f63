//! Certificates: what was proved, as a text to check in beside the tests.
//!
//! A certificate is for the reviewer of a change: which strategy, in which scenario, what is claimed,
//! what came out. Its bytes are the same on every run and machine, so whatever differs was changed by
//! somebody. Counts, and the engines with their versions, stand in a column of their own.

mod difference;
mod entry;
mod file;
mod merge;
mod text;

pub use difference::{Change, Mismatch};
pub use entry::{Entry, Fact, Label};
pub use file::{compare_or_bless, read, write};
pub use merge::Unmergeable;

use std::collections::BTreeMap;
use std::fmt;

use crate::case::Findings;
use crate::fault::Fault;
use crate::proof::Proved;

/// What was proved: an entry per strategy, scenario and engine, in the order of their titles.
///
/// ```
/// use oversell::certificate::Certificate;
/// use oversell::{Violation, strategies};
///
/// let case = oversell::prove(strategies::find("locked")?).never(Violation::Oversold);
/// let certificate = Certificate::of(&case.run()?)?;
/// assert_eq!(certificate.to_string().parse(), Ok(certificate.clone()));
/// assert!(certificate.to_string().contains("proof locked · last-item · stepper"));
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Certificate {
    /// Which part of a whole this is.
    pub part: Part,
    entries: BTreeMap<String, Entry>,
}

/// A part of what was proved on several machines: `2 of 3`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Part {
    /// Which part, counted from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl Default for Part {
    fn default() -> Part {
        Part { number: 1, of: 1 }
    }
}

impl Part {
    /// Whether the item of this index, counted from 0, belongs to the part. Items are dealt out in turn.
    pub fn has(self, index: usize) -> bool {
        index % self.of as usize + 1 == self.number as usize
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

impl Certificate {
    /// The certificate of a case.
    ///
    /// # Errors
    ///
    /// [`Fault::Useless`] for what real threads did, which is something else every time.
    pub fn of(findings: &Findings) -> Result<Certificate, Fault> {
        let mut certificate = Certificate::default();
        for finding in &findings.findings {
            certificate.add(Entry::of(&finding.verdict, &finding.claims)?);
        }
        Ok(certificate)
    }

    /// The certificate of proofs of the table, as a part of all of them.
    ///
    /// # Errors
    ///
    /// As for [`Certificate::of`].
    pub fn of_table(proofs: &[Proved], part: Part) -> Result<Certificate, Fault> {
        let mut certificate = Certificate { part, ..Certificate::default() };
        for proved in proofs {
            let mut entry = Entry::of(&proved.verdict, &proved.claims)?;
            if let Some(witness) = &proved.witness {
                entry.witness("loom", witness.executions);
            }
            certificate.add(entry);
        }
        Ok(certificate)
    }

    /// The entries, in the order of their titles.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> + '_ {
        self.entries.values()
    }

    /// The entry of this title.
    pub fn entry(&self, title: &str) -> Option<&Entry> {
        self.entries.get(title)
    }

    fn add(&mut self, entry: Entry) {
        self.entries.insert(entry.title().to_owned(), entry);
    }
}
