//! An entry: what was proved of one strategy in one scenario by one engine.

use crate::claim::{Claim, Held};
use crate::engine::version;
use crate::fault::Fault;
use crate::message;
use crate::verdict::{Search, Verdict};

/// What was proved of one strategy in one scenario by one engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    title: String,
    facts: Vec<Fact>,
}

/// A line of an entry.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fact {
    /// What kind of fact it is.
    pub label: Label,
    /// The fact in words.
    pub text: String,
    /// Its number, or whether it holds; empty where there is nothing to count.
    pub count: String,
}

/// What kind of fact a line states, in the order of the lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Label {
    /// The scenario in words.
    Scenario,
    /// A claim, and whether it holds.
    Claim,
    /// Whether the search was complete.
    Verdict,
    /// How executions ended, and in how many interleavings.
    Outcome,
    /// How many interleavings there are, and how many show a violation.
    Count,
    /// An engine with its version, and how many executions it needed.
    Engine,
}

impl Label {
    /// Every label, in order.
    pub const ALL: &'static [Label] = &[
        Label::Scenario,
        Label::Claim,
        Label::Verdict,
        Label::Outcome,
        Label::Count,
        Label::Engine,
    ];

    /// The word that the line begins with.
    pub fn word(self) -> &'static str {
        match self {
            Label::Scenario => "scenario",
            Label::Claim => "claim",
            Label::Verdict => "verdict",
            Label::Outcome => "outcome",
            Label::Count => "count",
            Label::Engine => "engine",
        }
    }
}

impl Entry {
    /// An entry with these facts, which are put in order.
    pub(super) fn new(title: &str, mut facts: Vec<Fact>) -> Entry {
        facts.sort();
        facts.dedup();
        Entry { title: title.to_owned(), facts }
    }

    /// The entry of a verdict with what was claimed of it.
    pub(super) fn of(verdict: &Verdict, claims: &[(Claim, Held)]) -> Result<Entry, Fault> {
        if verdict.search == (Search::Sampled { seed: None }) {
            return Err(Fault::useless(message::CERTIFICATE_OF_THREADS, message::USE_A_SEED));
        }
        let mut facts = vec![
            fact(Label::Scenario, verdict.scenario.to_string(), ""),
            fact(Label::Verdict, message::search(&verdict.search), ""),
            fact(Label::Count, message::INTERLEAVINGS, verdict.all.interleavings.to_string()),
        ];
        for (claim, held) in claims {
            facts.push(fact(Label::Claim, claim.to_string(), message::held(*held)));
        }
        for (outcome, tally) in &verdict.outcomes {
            let text = message::outcome(outcome);
            facts.push(fact(Label::Outcome, text, tally.interleavings.to_string()));
        }
        for (violation, tally) in &verdict.violations {
            facts.push(fact(Label::Count, violation.name(), tally.interleavings.to_string()));
        }
        let title = message::certified(verdict);
        let mut entry = Entry::new(&one_line(&title), facts);
        entry.witness(verdict.engine, verdict.all.executions);
        Ok(entry)
    }

    /// Adds how many executions an engine needed. The counter makes none.
    pub(super) fn witness(&mut self, engine: &str, executions: u64) {
        let name = format!("{engine} {}", version(engine));
        let count = if executions == 0 { String::new() } else { executions.to_string() };
        self.facts.push(fact(Label::Engine, name.trim(), count));
        self.facts.sort();
    }

    /// The strategy, the scenario and the engine.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The facts, in order.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// This entry with the claims of another one, which two tests may make of the same verdict; `None`
    /// when the two do not agree on the verdict.
    pub(super) fn with_claims_of(&self, other: &Entry) -> Option<Entry> {
        let found = |entry: &Entry| -> Vec<Fact> {
            entry.facts.iter().filter(|fact| fact.label != Label::Claim).cloned().collect()
        };
        let mut facts = self.facts.clone();
        facts.extend(other.labelled(Label::Claim).cloned());
        (found(self) == found(other)).then(|| Entry::new(&self.title, facts))
    }

    /// The facts of this kind.
    pub fn labelled(&self, label: Label) -> impl Iterator<Item = &Fact> + '_ {
        self.facts.iter().filter(move |fact| fact.label == label)
    }
}

fn fact(label: Label, text: impl AsRef<str>, count: impl Into<String>) -> Fact {
    Fact { label, text: one_line(text.as_ref()), count: count.into() }
}

/// The text with single blanks for whatever white space is in it: a strategy may be called anything.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
