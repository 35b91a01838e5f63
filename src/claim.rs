//! Claims: what a proof expects of a verdict.

use std::fmt;

use crate::verdict::{Count, Search, Verdict};
use crate::violation::Violation;

/// What a proof expects of a verdict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Claim {
    /// No interleaving shows the violation.
    Never(Violation),
    /// Some interleaving shows the violation: the strategy is known to be broken, and why.
    Sometimes(Violation),
    /// Every interleaving shows the violation.
    Always(Violation),
    /// No interleaving shows a violation of [`Violation::UNSAFE`].
    Safe,
    /// Some interleaving sells something. A strategy that sells nothing is not safe, it is closed.
    Sells,
    /// There are exactly this many interleavings.
    Interleavings(u64),
    /// Exactly this many interleavings show the violation.
    Exactly(u64, Violation),
}

/// A level of safety, by name: what it takes to say so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Level {
    /// No interleaving sells more than there is; some sell something.
    NeverOversells,
    /// No interleaving breaks a promise of [`Violation::UNSAFE`]; some sell something.
    FullySafe,
}

impl Level {
    /// The claims that the level stands for.
    pub fn claims(self) -> &'static [Claim] {
        match self {
            Level::NeverOversells => &[Claim::Never(Violation::Oversold), Claim::Sells],
            Level::FullySafe => &[Claim::Safe, Claim::Sells],
        }
    }
}

/// Whether a verdict bears a claim out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// It does, for all interleavings.
    Yes,
    /// Nothing speaks against it, but the search was bounded or sampled.
    SoFar,
    /// It does not.
    No,
}

impl Claim {
    /// The violation that speaks against the claim in this verdict, the gravest first; `None` when none
    /// does, or when what is missing is a witness.
    pub fn refuted_by(self, verdict: &Verdict) -> Option<Violation> {
        let seen = |violation: &Violation| verdict.violations.contains_key(violation);
        match self {
            Claim::Never(violation) => Some(violation).filter(seen),
            Claim::Safe => Violation::UNSAFE.iter().copied().find(seen),
            Claim::Exactly(number, violation) => {
                let more = verdict.tally(violation).interleavings > Count::from(number);
                Some(violation).filter(|_| more)
            }
            Claim::Sometimes(_) | Claim::Always(_) | Claim::Sells | Claim::Interleavings(_) => None,
        }
    }

    /// Whether the claim is about something that is there to be seen. A search that has not seen it
    /// settles nothing, but it has not shown either what its proof is there to show.
    pub fn needs_witness(self) -> bool {
        match self {
            Claim::Sometimes(_) | Claim::Sells | Claim::Interleavings(_) | Claim::Exactly(..) => {
                true
            }
            Claim::Never(_) | Claim::Always(_) | Claim::Safe => false,
        }
    }

    /// Holds the claim against a verdict.
    ///
    /// A witness settles *sometimes* for good, and settles *never* and *always* against. Their
    /// absence settles nothing unless the search was complete.
    pub fn held(self, verdict: &Verdict) -> Held {
        let complete = verdict.search == Search::Complete;
        let settled = |holds: bool| match (holds, complete) {
            (true, true) => Held::Yes,
            (true, false) => Held::SoFar,
            (false, _) => Held::No,
        };
        let witnessed = |seen: bool| match (seen, complete) {
            (true, _) => Held::Yes,
            (false, true) => Held::No,
            (false, false) => Held::SoFar,
        };
        let seen = |violation| verdict.violations.contains_key(&violation);
        match self {
            Claim::Never(violation) => settled(!seen(violation)),
            Claim::Safe => settled(!Violation::UNSAFE.iter().any(|&violation| seen(violation))),
            Claim::Always(violation) => {
                settled(verdict.tally(violation).interleavings == verdict.all.interleavings)
            }
            Claim::Sometimes(violation) => witnessed(seen(violation)),
            Claim::Sells => witnessed(verdict.sells()),
            Claim::Interleavings(number) => exactly(&verdict.all.interleavings, number, complete),
            Claim::Exactly(number, violation) => {
                exactly(&verdict.tally(violation).interleavings, number, complete)
            }
        }
    }
}

/// A pinned count: only a complete search can reach it, and no search can exceed it.
fn exactly(seen: &Count, number: u64, complete: bool) -> Held {
    match (seen.cmp(&Count::from(number)), complete) {
        (std::cmp::Ordering::Equal, true) => Held::Yes,
        (std::cmp::Ordering::Greater, _) | (_, true) => Held::No,
        (_, false) => Held::SoFar,
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::message::claim(self))
    }
}
