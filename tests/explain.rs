//! The reason is the reason: every rule, evaluated here once more and by other means, singles out the
//! bad interleavings and no others.

use std::collections::BTreeSet;

use oversell::engine::{Engine, Fleet, Recorder, Stepper};
use oversell::explain::{Constraint, Deed, Exactness, Moment, Reason};
use oversell::interleaving::Interleaving;
use oversell::proof::{TABLE, Trial};
use oversell::verdict::{Outcome, Search};
use oversell::{Scenario, Violation, strategies};

/// All interleavings of a scenario, each with its outcome.
type All = Vec<(Interleaving, Outcome)>;

/// A set of interleavings, by their numbers.
type Set = BTreeSet<usize>;

/// What the headline rows print.
#[rustfmt::skip]
const PINNED: &[(&str, &str, &str)] = &[
    ("check_then_update", "last_item", "Oversold: A reads before B writes, and B reads before A writes"),
    ("check_then_set", "last_item", "Oversold: A reads before B writes, and B reads before A writes"),
    ("read_committed", "last_item", "Oversold: A reads before B commits, and B reads before A commits"),
    ("check_outside_lock", "last_item", "Oversold: A reads before B writes, and B reads before A writes"),
    ("unlock_before_commit", "last_item", "Oversold: A reads before B commits, and B reads before A commits"),
    ("conditional_update_unchecked", "last_item", "Oversold: in every order"),
    ("count_orders_repeatable_read", "last_item", "Oversold: A reads before B commits, and B reads before A commits"),
    ("lease_check_then_update", "last_item_tick", "Oversold: A reads before B writes, and B reads before A writes"),
    ("lease_fenced_write", "last_item_tick", "Oversold: the other reads before one buyer writes, one buyer writes before the other writes, and one buyer locks before the other locks"),
    ("cart_mutexes_unordered", "carts", "Deadlock: A locks before B reads, and B locks before A reads"),
    ("reserve_then_charge", "crash", "StockMismatch: one buyer writes before the other writes, and one buyer crashes before the other pays"),
    ("hotfix", "declined", "StockMismatch: A writes before B writes"),
];

#[test]
fn every_broken_strategy_has_a_rule_that_is_exact() {
    let rows = broken();
    assert!(rows.len() > 20, "only {} rows break with two purchases", rows.len());
    for (strategy, scenario, violation, all) in rows {
        let reason = Reason::find(violation, &all).expect("it is broken");
        let (bad, kept) = (bad(violation, &all), kept(&reason, &all));
        match reason.exactness {
            Exactness::Always => assert_eq!(bad.len(), all.len(), "{strategy} {scenario}"),
            Exactness::Exact => {
                assert!(bad.len() < all.len(), "{strategy} {scenario}");
                assert_eq!(kept, bad, "{strategy} {scenario}: {reason}");
            }
            Exactness::Necessary => panic!("{strategy} {scenario}: only necessary: {reason}"),
        }
    }
}

#[test]
fn the_headlines_say_what_they_said() {
    let rows = broken();
    for (strategy, scenario, text) in PINNED {
        let named = |row: &&Row| row.0 == *strategy && row.1 == *scenario;
        let (_, _, violation, all) = rows.iter().find(named).expect("a row of the table");
        let reason = Reason::find(*violation, all).expect("it is broken");
        assert_eq!(format!("{violation}: {reason}"), *text, "{strategy} {scenario}");
    }
}

#[test]
fn where_nothing_is_broken_there_is_no_reason() {
    let all = enumerate("conditional_update", "last_item");
    for &violation in Violation::ALL {
        assert_eq!(Reason::find(violation, &all), None);
    }
}

#[test]
fn one_interleaving_judged_wrongly_is_another_rule() {
    let all = enumerate("check_then_update", "last_item");
    let right = Reason::find(Violation::Oversold, &all).expect("it oversells");
    for wrong in 0..all.len() {
        let mutated = judged(&all, |index, is_bad| is_bad != (index == wrong));
        let now = Reason::find(Violation::Oversold, &mutated).expect("three or five oversell");
        assert_ne!(now, right, "interleaving {wrong}");
        assert_ne!(kept(&right, &mutated), bad(Violation::Oversold, &mutated), "the old rule");
        assert_eq!(kept(&now, &mutated), bad(Violation::Oversold, &mutated), "the new rule");
    }
}

#[test]
fn a_violation_without_a_rule_is_not_said_to_have_one() {
    let all = enumerate("lease_check_then_update", "last_item_tick");
    let exactness = |all: &All| Reason::find(Violation::Oversold, all).expect("bad ones").exactness;
    assert_eq!(exactness(&all), Exactness::Exact);
    assert_eq!(exactness(&judged(&all, |_, _| true)), Exactness::Always);

    // Every third interleaving: nothing in the order of statements tells those.
    let scattered = judged(&all, |index, _| index % 3 == 0);
    let reason = Reason::find(Violation::Oversold, &scattered).expect("bad ones");
    assert_eq!(reason.exactness, Exactness::Necessary);
    let (bad, kept) = (bad(Violation::Oversold, &scattered), kept(&reason, &scattered));
    assert!(bad.is_subset(&kept) && bad != kept, "necessary, and not enough: {reason}");
}

/// A row of the table: strategy, scenario, its first violation, and all interleavings.
type Row = (&'static str, &'static str, Violation, All);

/// The exhaustive rows with two purchases that break a promise.
fn broken() -> Vec<Row> {
    let rows = TABLE.iter().filter(|proof| matches!(proof.trial, Trial::Exhaustive { .. }));
    let small = rows.filter(|proof| {
        let scenario = Scenario::named(proof.scenario).expect("the table names what there is");
        scenario.purchasers().count() == 2
    });
    let row = |proof: &oversell::proof::Proof| {
        let all = enumerate(proof.strategy, proof.scenario);
        let shown = |violation: &&Violation| !bad(**violation, &all).is_empty();
        let first = *Violation::UNSAFE.iter().find(shown)?;
        Some((proof.strategy, proof.scenario, first, all))
    };
    small.filter_map(row).collect()
}

fn enumerate(strategy: &str, scenario: &str) -> All {
    let fleet = Fleet::of(strategies::find(strategy).expect("the strategy exists"));
    let scenario = Scenario::named(scenario).expect("the scenario exists");
    let recorder = Recorder::new(&scenario).keeping();
    let search = Stepper::default().search(&fleet, &scenario, &recorder).expect("well behaved");
    assert_eq!(search, Search::Complete);
    recorder.kept()
}

fn bad(violation: Violation, all: &All) -> Set {
    (0..all.len()).filter(|&index| all[index].1.violations.contains(&violation)).collect()
}

/// The same interleavings, of which only those that are chosen oversell.
fn judged(all: &All, chosen: impl Fn(usize, bool) -> bool) -> All {
    let mut all = all.clone();
    for (index, (_, outcome)) in all.iter_mut().enumerate() {
        let was = outcome.violations.remove(&Violation::Oversold);
        if chosen(index, was) {
            outcome.violations.insert(Violation::Oversold);
        }
    }
    all
}

/// The interleavings that keep any alternative of a rule.
fn kept(reason: &Reason, all: &All) -> Set {
    let keeps = |interleaving: &Interleaving| {
        let any = |rule: &Vec<Constraint>| rule.iter().all(|one| is_kept(one, interleaving));
        reason.alternatives.iter().any(any)
    };
    (0..all.len()).filter(|&index| keeps(&all[index].0)).collect()
}

/// Walks the interleaving: whichever of the two comes first decides.
fn is_kept(constraint: &Constraint, interleaving: &Interleaving) -> bool {
    let Constraint { before, after } = constraint;
    let mut left = (before.nth, after.nth);
    for event in interleaving.events().iter().filter(|event| event.step) {
        let is = |moment: &Moment| {
            moment.actor == event.actor && moment.deed == deed(&event.statement.to_string())
        };
        for (is_it, left, verdict) in
            [(is(before), &mut left.0, true), (is(after), &mut left.1, false)]
        {
            match (is_it, *left) {
                (true, 0) => return verdict,
                (true, _) => *left -= 1,
                (false, _) => {}
            }
        }
    }
    false
}

/// What a statement is, by its text: the library goes by its type.
fn deed(text: &str) -> Deed {
    const WORDS: &[(&str, Deed)] = &[
        ("SELECT", Deed::Reads),
        ("UPDATE", Deed::Writes),
        ("INSERT", Deed::Writes),
        ("hold", Deed::Writes),
        ("release hold", Deed::Writes),
        ("confirm hold", Deed::Confirms),
        ("snapshot", Deed::Snapshots),
        ("COMMIT", Deed::Commits),
        ("ROLLBACK", Deed::RollsBack),
        ("advisory lock", Deed::Locks),
        ("advisory unlock", Deed::Unlocks),
        ("lock", Deed::Locks),
        ("unlock", Deed::Unlocks),
        ("SET lease", Deed::Locks),
        ("DEL lease", Deed::Unlocks),
        ("lease still", Deed::Looks),
        ("tick", Deed::Ticks),
        ("sweep", Deed::Sweeps),
        ("CRASH", Deed::Crashes),
        ("charge", Deed::Pays),
        ("refund", Deed::Pays),
        ("receipt", Deed::Ends),
        ("refused", Deed::Ends),
    ];
    let known = WORDS.iter().find(|(word, _)| text.starts_with(word));
    known.unwrap_or_else(|| panic!("an unknown statement: {text}")).1
}
