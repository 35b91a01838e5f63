//! Merging: the parts that several machines proved become one certificate.

use std::fmt;

use super::{Certificate, Entry, Part};

/// Why parts do not make a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Unmergeable {
    /// There is no part at all.
    Nothing,
    /// The parts are of wholes that were divided otherwise.
    Divided(Part, Part),
    /// These parts are missing.
    Missing(Vec<Part>),
    /// Two parts say different things of the same proof: the title.
    Contradiction(String),
    /// These proofs are expected, and in no part: their titles.
    Absent(Vec<String>),
    /// These proofs are in a part, and not expected: their titles.
    Unexpected(Vec<String>),
}

impl fmt::Display for Unmergeable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::message::unmergeable(self))
    }
}

impl std::error::Error for Unmergeable {}

impl Certificate {
    /// Makes one certificate of all parts. Certificates that are wholes themselves are put together.
    ///
    /// # Errors
    ///
    /// When a part is missing, or two contradict each other.
    pub fn merge(parts: &[Certificate]) -> Result<Certificate, Unmergeable> {
        let first = parts.first().ok_or(Unmergeable::Nothing)?.part;
        if let Some(other) = parts.iter().find(|other| other.part.of != first.of) {
            return Err(Unmergeable::Divided(first, other.part));
        }
        let all = (1..=first.of).map(|number| Part { number, of: first.of });
        let missing: Vec<Part> =
            all.filter(|part| parts.iter().all(|one| one.part != *part)).collect();
        if !missing.is_empty() {
            return Err(Unmergeable::Missing(missing));
        }
        let mut whole = Certificate::default();
        for entry in parts.iter().flat_map(Certificate::entries) {
            let merged = match whole.entry(entry.title()) {
                None => entry.clone(),
                Some(known) => known
                    .with_claims_of(entry)
                    .ok_or_else(|| Unmergeable::Contradiction(entry.title().to_owned()))?,
            };
            whole.add(merged);
        }
        Ok(whole)
    }

    /// Checks that this has just the proofs of another certificate.
    ///
    /// # Errors
    ///
    /// [`Unmergeable::Absent`] and [`Unmergeable::Unexpected`].
    pub fn check_titles(&self, expected: &Certificate) -> Result<(), Unmergeable> {
        let lacking = |of: &Certificate, from: &Certificate| -> Vec<String> {
            let titles = of.entries().map(Entry::title).filter(|title| from.entry(title).is_none());
            titles.map(str::to_owned).collect()
        };
        let (absent, unexpected) = (lacking(expected, self), lacking(self, expected));
        if !absent.is_empty() {
            return Err(Unmergeable::Absent(absent));
        }
        if !unexpected.is_empty() {
            return Err(Unmergeable::Unexpected(unexpected));
        }
        Ok(())
    }
}
