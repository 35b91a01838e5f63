//! The search for a rule: constraints as sets of interleavings.

use std::collections::{BTreeMap, BTreeSet};

use super::{Constraint, Exactness, Moment, moments};
use crate::interleaving::Interleaving;
use crate::verdict::Outcome;
use crate::violation::Violation;

/// The most constraints that have to be kept together: more is no rule that anybody reads.
const LONGEST: usize = 4;
/// The most alternatives.
const WIDEST: usize = 6;

/// A set of interleavings, by their numbers.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Set(Vec<u64>);

impl Set {
    fn of(members: impl Iterator<Item = bool>) -> Set {
        let mut words = Vec::new();
        for (index, member) in members.enumerate() {
            if index % 64 == 0 {
                words.push(0);
            }
            words[index / 64] |= u64::from(member) << (index % 64);
        }
        Set(words)
    }

    fn and(&self, other: &Set) -> Set {
        Set(self.0.iter().zip(&other.0).map(|(one, two)| one & two).collect())
    }

    fn without(&self, other: &Set) -> Set {
        Set(self.0.iter().zip(&other.0).map(|(one, two)| one & !two).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn meets(&self, other: &Set) -> bool {
        self.0.iter().zip(&other.0).any(|(one, two)| one & two != 0)
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

/// A constraint, and the interleavings that keep it.
struct Kept {
    constraint: Constraint,
    by: Set,
}

/// The rule for a violation that some interleavings show and others do not.
pub(super) fn rule(
    violation: Violation,
    all: &[(Interleaving, Outcome)],
) -> (Vec<Vec<Constraint>>, Exactness) {
    let bad = Set::of(all.iter().map(|(_, outcome)| outcome.violations.contains(&violation)));
    let good = Set::of(all.iter().map(|(_, outcome)| !outcome.violations.contains(&violation)));
    let constraints = constraints(all);
    let mut alternatives = Vec::new();
    let mut open = bad.clone();
    while !open.is_empty() && alternatives.len() < WIDEST {
        // Only constraints that one more bad interleaving keeps; at first, that all of them keep.
        let useful: Vec<&Kept> = match alternatives.len() {
            0 => constraints.iter().filter(|kept| bad.without(&kept.by).is_empty()).collect(),
            _ => Vec::new(),
        };
        let found = conjunction(&useful, &good, &open).or_else(|| {
            let first = first(&open);
            let useful: Vec<&Kept> =
                constraints.iter().filter(|kept| kept.by.meets(&first)).collect();
            conjunction(&useful, &good, &open)
        });
        let Some((conjunction, covered)) = found else { break };
        open = open.without(&covered);
        alternatives.push(conjunction);
    }
    if open.is_empty() {
        return (alternatives, Exactness::Exact);
    }
    let necessary = constraints.iter().filter(|kept| bad.without(&kept.by).is_empty());
    let telling = necessary.filter(|kept| !good.without(&kept.by).is_empty());
    let rule = telling.map(|kept| kept.constraint).take(LONGEST).collect();
    (vec![rule], Exactness::Necessary)
}

/// The first member of a set, alone.
fn first(set: &Set) -> Set {
    let mut found = false;
    let lowest = |word: &u64| {
        let bit = if found { 0 } else { word & word.wrapping_neg() };
        found |= bit != 0;
        bit
    };
    Set(set.0.iter().map(lowest).collect())
}

/// The shortest conjunction that no good interleaving keeps; among those, the one that most of the
/// open ones keep, and among those the first.
fn conjunction(useful: &[&Kept], good: &Set, open: &Set) -> Option<(Vec<Constraint>, Set)> {
    for length in 1..=LONGEST {
        let mut growth = Growth { useful, good, open, chosen: Vec::new(), best: None };
        let all = Set(vec![u64::MAX; open.0.len()]);
        growth.grow(length, 0, &all);
        if let Some((chosen, covered)) = growth.best {
            let constraints = chosen.into_iter().map(|index| useful[index].constraint);
            return Some((constraints.collect(), covered));
        }
    }
    None
}

/// The search for a conjunction of one length.
struct Growth<'a> {
    useful: &'a [&'a Kept],
    good: &'a Set,
    open: &'a Set,
    chosen: Vec<usize>,
    /// The best so far, and the open interleavings that keep it.
    best: Option<(Vec<usize>, Set)>,
}

impl Growth<'_> {
    /// Tries every way to add `length` more constraints, from number `from` on, to those that the
    /// interleavings of `kept` keep.
    fn grow(&mut self, length: usize, from: usize, kept: &Set) {
        if length == 0 {
            return self.consider(kept);
        }
        for index in from..self.useful.len() {
            let both = kept.and(&self.useful[index].by);
            if both.meets(self.open) {
                self.chosen.push(index);
                self.grow(length - 1, index + 1, &both);
                self.chosen.pop();
            }
        }
    }

    fn consider(&mut self, kept: &Set) {
        let covered = kept.and(self.open);
        let better = self.best.as_ref().is_none_or(|(_, most)| covered.len() > most.len());
        if !kept.meets(self.good) && !covered.is_empty() && better {
            self.best = Some((self.chosen.clone(), covered));
        }
    }
}

/// Every constraint between different actors, the plainest first; of those that the same
/// interleavings keep, only the first.
fn constraints(all: &[(Interleaving, Outcome)]) -> Vec<Kept> {
    let moments: Vec<BTreeMap<Moment, usize>> =
        all.iter().map(|(interleaving, _)| moments(interleaving)).collect();
    let every: BTreeSet<Moment> =
        moments.iter().flat_map(|moments| moments.keys()).copied().collect();
    let mut known = BTreeSet::new();
    let mut constraints = Vec::new();
    let mut pairs: Vec<Constraint> = Vec::new();
    for &before in &every {
        let others = every.iter().filter(|after| after.actor != before.actor);
        pairs.extend(others.map(|&after| Constraint { before, after }));
    }
    pairs.sort_by_key(Constraint::plainness);
    for constraint in pairs {
        let by = Set::of(moments.iter().map(|moments| constraint.is_kept(moments)));
        if known.insert(by.clone()) {
            constraints.push(Kept { constraint, by });
        }
    }
    constraints
}

impl Constraint {
    /// Sorts constraints by how plain they are to a reader.
    fn plainness(&self) -> (impl Ord + use<>, Constraint) {
        let nth = self.before.nth + self.after.nth;
        ((self.before.deed.max(self.after.deed), nth, self.before.deed), *self)
    }

    /// Whether the first happens, and the second does not happen before it.
    fn is_kept(&self, moments: &BTreeMap<Moment, usize>) -> bool {
        let before = moments.get(&self.before);
        let after = moments.get(&self.after);
        before.is_some_and(|before| after.is_none_or(|after| before < after))
    }
}
