//! The smallest case that breaks each strategy, and how far the others hold.

use oversell::engine::{Counter, Engine, Fleet, Stepper};
use oversell::scenario::Crash;
use oversell::smallest::{Ending, FaultClass, Grown, Smallest, smallest};
use oversell::strategies::{self, CATALOGUE};
use oversell::{Scenario, Violation};

fn fleet(strategy: &str) -> Fleet {
    Fleet::of(strategies::find(strategy).expect("a strategy of the catalogue"))
}

fn grown(strategy: &str) -> Smallest {
    smallest(&fleet(strategy), &Scenario::new, &mut |_| {}).expect("the catalogue behaves")
}

/// The first case that breaks it, in words.
fn check(strategy: &str, class: FaultClass, violation: Violation, case: &str, share: (u64, u64)) {
    let found = grown(strategy);
    let (first, broken) = found.broken().expect("something breaks it");
    let verdict = &broken.counted.verdict;
    let of = (verdict.tally(violation).interleavings, verdict.all.interleavings.clone());
    assert_eq!((first, broken.violation), (class, violation), "{strategy}");
    assert_eq!(verdict.scenario.to_string(), case, "{strategy}");
    assert_eq!(of, (share.0.into(), share.1.into()), "{strategy}");
    let example = &verdict.counterexamples[&violation];
    let schedule = example.interleaving.schedule();
    let replay = Stepper::replay(&fleet(strategy), &example.scenario, &schedule);
    assert!(replay.expect("it replays").violations().contains(&violation), "{strategy}");
}

#[test]
fn of_the_incident() {
    let races = FaultClass::None;
    check("check_then_update", races, Violation::Oversold, "stock 1, A and B buy 1", (4, 6));
    check("check_then_set", races, Violation::Oversold, "stock 1, A and B buy 1", (4, 6));
    check("check_outside_lock", races, Violation::Oversold, "stock 1, A and B buy 1", (6, 10));
    // It takes one buyer, who wants more than there is.
    let alone = "stock 1, A buys 2";
    check("conditional_update_unchecked", races, Violation::Oversold, alone, (1, 1));
}

#[test]
fn of_what_only_a_fault_breaks() {
    let declined = "stock 1, A buys 1 (declined)";
    check("hotfix", FaultClass::Decline, Violation::StockMismatch, declined, (1, 1));
    check("conditional_update", FaultClass::Decline, Violation::StockMismatch, declined, (1, 1));
    let tick = "stock 1, A and B buy 1, 1 tick";
    check("lease_check_then_update", FaultClass::Tick, Violation::Oversold, tick, (108, 318));
    let twice = "stock 2, A buys 1, A is sent twice";
    check("locked", FaultClass::Duplicate, Violation::FulfilledTwice, twice, (2, 2));
}

/// What holds, class by class; the scenarios and their interleavings are pinned.
fn check_holds(strategy: &str, class: FaultClass, scenarios: u64, interleavings: u64) {
    let found = grown(strategy);
    let grown: &Grown = found.classes.iter().find(|one| one.class == class).expect("every class");
    assert!(matches!(grown.ending, Ending::Holds), "{strategy}: {:?}", grown.ending);
    assert!(grown.sells, "{strategy} sells");
    assert_eq!(grown.scenarios, scenarios, "{strategy}");
    assert_eq!(grown.interleavings, interleavings.into(), "{strategy}");
}

#[test]
fn how_far_the_safe_ones_hold() {
    check_holds("locked", FaultClass::None, 24, 198);
    check_holds("locked", FaultClass::Decline, 24, 198);
    check_holds("conditional_update", FaultClass::None, 24, 198);
    check_holds("select_for_update", FaultClass::Instances, 18, 192);
    check_holds("hotfix", FaultClass::None, 24, 3_354);
    check_holds("hotfix_without_lease", FaultClass::Tick, 24, 912);
    check_holds("lease_fenced", FaultClass::Tick, 24, 37_409_269);
    check_holds("idempotency_key", FaultClass::Duplicate, 24, 21_598_070);
}

#[test]
fn what_breaks_without_a_fault_is_tried_with_none() {
    for grown in &grown("check_then_update").classes[1..] {
        assert!(matches!(grown.ending, Ending::NotTried), "{grown:?}");
    }
}

#[test]
fn two_instances_break_a_mutex() {
    let found = grown("locked");
    let grown = found.classes.iter().find(|grown| grown.class == FaultClass::Instances);
    let Some(Ending::Broken(broken)) = grown.map(|grown| &grown.ending) else {
        panic!("a mutex is of one process")
    };
    assert_eq!(broken.violation, Violation::Oversold);
    assert_eq!(broken.counted.verdict.scenario.buyers().len(), 2);
}

/// A shop with so many units and buyers of one each, and all faults that can strike A in it.
fn cases(stock: i64, buyers: usize) -> Vec<Scenario> {
    let plain =
        (0..buyers).try_fold(Scenario::new(stock).expect("a stock"), |shop, _| shop.buys(1));
    let plain = plain.expect("few buyers");
    let crash = |after_steps| Crash { after_steps, instance: false };
    let mut cases = vec![
        Ok(plain.clone()),
        plain.clone().declined(0),
        plain.clone().ticks(1).and_then(|shop| shop.sweeps(1)),
        plain.clone().sent_twice(0),
        plain.clone().instances(2),
    ];
    cases.extend((0..5).map(|steps| plain.clone().crashes(0, crash(steps))));
    cases.into_iter().map(|case| case.expect("a valid scenario")).collect()
}

/// Every case that is small enough is enumerated as well: the counts are the same.
#[test]
fn every_small_case_is_counted_as_it_is_enumerated() {
    const MOST: u32 = 1_000;
    let cases: Vec<Scenario> =
        [(1, 1), (1, 2), (2, 2)].iter().flat_map(|&(stock, buyers)| cases(stock, buyers)).collect();
    for (entry, case) in
        CATALOGUE.iter().flat_map(|entry| cases.iter().map(move |case| (entry, case)))
    {
        let fleet = Fleet::of(*entry);
        let counted = Counter::default().count(&fleet, case).expect("it counts").verdict;
        if counted.all.interleavings > MOST.into() {
            continue;
        }
        let verdict = Stepper::default().explore(&fleet, case).expect("it behaves");
        let name = format!("{} in {case}", entry.name);
        assert_eq!(counted.all.interleavings, verdict.all.interleavings, "{name}");
        for &violation in Violation::ALL {
            let both = [&counted, &verdict].map(|one| one.tally(violation).interleavings);
            assert_eq!(both[0], both[1], "{name}: {violation}");
        }
    }
}
