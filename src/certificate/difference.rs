//! What differs between two certificates, as a reviewer wants to read it.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use super::{Certificate, Entry, Fact};

/// A certificate that was checked in says something else than what was proved now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    /// The file that was checked in; `None` where it is not there.
    pub file: PathBuf,
    /// Whether there is such a file.
    pub exists: bool,
    /// What is different, entry by entry.
    pub changes: Vec<Change>,
}

/// What is different in one entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its title.
    pub title: String,
    /// Facts that are no longer so.
    pub gone: Vec<Fact>,
    /// Facts that are new.
    pub new: Vec<Fact>,
    /// Facts with another count: the fact as it is now, and the count that it had.
    pub counted: Vec<(Fact, String)>,
    /// Whether the entry is in only one of the two: all its facts are new, or all are gone.
    pub whole: bool,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::message::mismatch(self))
    }
}

impl std::error::Error for Mismatch {}

impl Certificate {
    /// What is different from the certificate `before`, in the order of the titles.
    pub fn changes_since(&self, before: &Certificate) -> Vec<Change> {
        let titles: BTreeSet<&str> =
            before.entries().chain(self.entries()).map(Entry::title).collect();
        let change = |title: &str| Change::between(title, before.entry(title), self.entry(title));
        titles.into_iter().filter_map(change).collect()
    }
}

impl Change {
    fn between(title: &str, before: Option<&Entry>, after: Option<&Entry>) -> Option<Change> {
        let facts = |entry: Option<&Entry>| entry.map(|entry| entry.facts().to_vec());
        let (old, new) = (facts(before).unwrap_or_default(), facts(after).unwrap_or_default());
        let mut change = Change {
            title: title.to_owned(),
            gone: old.iter().filter(|fact| !new.contains(fact)).cloned().collect(),
            new: Vec::new(),
            counted: Vec::new(),
            whole: before.is_none() || after.is_none(),
        };
        for fact in new.into_iter().filter(|fact| !old.contains(fact)) {
            let same = |gone: &Fact| (gone.label, &gone.text) == (fact.label, &fact.text);
            match change.gone.iter().position(same) {
                Some(index) => {
                    let count = change.gone.remove(index).count;
                    change.counted.push((fact, count));
                }
                None => change.new.push(fact),
            }
        }
        let differs =
            !(change.gone.is_empty() && change.new.is_empty() && change.counted.is_empty());
        differs.then_some(change)
    }
}

/// The change as lines: `-` what is gone, `+` what is new, `~` what is counted otherwise.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "proof {}", self.title)?;
        for (mark, facts) in [('-', &self.gone), ('+', &self.new)] {
            for fact in facts {
                writeln!(f, "{mark} {}", super::text::line(fact))?;
            }
        }
        for (fact, before) in &self.counted {
            let count = format!("{before} → {}", fact.count);
            writeln!(f, "~ {}", super::text::line(&Fact { count, ..fact.clone() }))?;
        }
        Ok(())
    }
}
