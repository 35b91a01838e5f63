//! Crashes, API instances, duplicates, ticks, budgets, mixed fleets, costs and alerts: each number here
//! was counted by hand first.

mod support;

use std::sync::Arc;

use oversell::cost::Cost;
use oversell::engine::{Engine, Fleet, Stepper};
use oversell::proof::set;
use oversell::scenario::{Budget, Crash};
use oversell::session::{Failure, Strategy};
use oversell::shop::{Alert, Applied, Isolation, Item, Mutex, Resource, Response, Shop, Statement};
use oversell::verdict::Verdict;
use oversell::{Actor, Fault, Scenario, Violation, strategies};
use support::{fleet, verdict};

const A: Actor = Actor::Buyer(0);
const B: Actor = Actor::Buyer(1);
const ITEM: Item = Item(0);

fn named(name: &str) -> Scenario {
    Scenario::named(name).expect("a scenario of the catalogue")
}

fn stepped(strategy: &str, scenario: &Scenario) -> Verdict {
    verdict(&Stepper::default(), strategy, scenario)
}

fn number(verdict: &Verdict, violation: Violation) -> String {
    verdict.tally(violation).interleavings.to_string()
}

fn done(shop: &mut Shop, actor: Actor, statement: Statement) -> Response {
    match shop.apply(actor, &statement) {
        Applied::Done(response) => response,
        blocked => panic!("{actor}: {statement:?} {blocked:?}"),
    }
}

/// Nobody crashes: 2. A crashes before its first step, which can stand anywhere among B's three (update,
/// charge, receipt): 4. After its update, with which it won: B's refusal before or after the crash, 2, and
/// the unit leaks. After its charge: 3, and the money is gone as well. The same for B: 2 + 2 · (4 + 2 + 3).
#[test]
fn one_crash_anywhere_in_reserve_then_charge() {
    let verdict = stepped("reserve_then_charge", &named("crash"));
    assert_eq!(verdict.all.interleavings, 20u32.into());
    assert_eq!(number(&verdict, Violation::StockMismatch), "10");
    assert_eq!(number(&verdict, Violation::ChargedWithoutGoods), "6");
    assert!(!verdict.violations.contains_key(&Violation::Oversold));
}

/// The sum over the placements in which the fault happens, and the one without, is the united number.
#[test]
fn every_placement_is_counted_once() {
    let scenario = named("crash");
    for strategy in ["reserve_then_charge", "locked", "select_for_update", "hotfix"] {
        let mut counted = 0;
        for (index, placement) in scenario.placements(12).iter().enumerate() {
            let (_, found) =
                set(&Stepper::default(), &fleet(strategy), placement).expect("it runs");
            let crashed = found.iter().filter(|interleaving| {
                let mut events = interleaving.events().iter();
                events.any(|event| matches!(event.statement, Statement::Crash { .. }))
            });
            counted += if index == 0 { found.len() } else { crashed.count() };
        }
        let united = stepped(strategy, &scenario).all.interleavings;
        assert_eq!(united, counted.into(), "{strategy}");
    }
}

#[test]
fn a_crash_frees_locks_and_leaves_leases() {
    let mut shop = Shop::open(&named("last_item"));
    done(&mut shop, A, Statement::AcquireLease { item: ITEM, ttl_ticks: 1 });
    done(&mut shop, A, Statement::Lock { item: ITEM });
    done(&mut shop, A, Statement::Begin(Isolation::ReadCommitted));
    done(&mut shop, A, Statement::SelectForUpdate { item: ITEM });
    assert_eq!(shop.held().count(), 2);
    done(&mut shop, A, Statement::Crash { instance: false });
    assert_eq!(shop.held().count(), 0);
    assert_eq!(shop.leases().live(ITEM).map(|lease| lease.holder), Some(A));
    assert_eq!(shop.payments().endings()[&A], Err(Failure::Crashed));
    done(&mut shop, B, Statement::Begin(Isolation::ReadCommitted));
    assert_eq!(done(&mut shop, B, Statement::SelectForUpdate { item: ITEM }), Response::Stock(1));
    assert_eq!(done(&mut shop, Actor::Clock, Statement::Tick), Response::Done);
    assert!(shop.leases().live(ITEM).is_none());
}

/// A and C share an instance; nobody sent an order twice, so nobody else can have ended.
#[test]
fn an_instance_takes_all_its_buyers_with_it() {
    let scenario = named("last_item_three").instances(2).expect("instances");
    let mut shop = Shop::open(&scenario);
    done(&mut shop, Actor::Buyer(2), Statement::Lock { item: ITEM });
    done(&mut shop, A, Statement::Crash { instance: true });
    let ended: Vec<Actor> = shop.payments().endings().keys().copied().collect();
    assert_eq!(ended, [A, Actor::Buyer(2)]);
    assert_eq!(shop.unfinished(), 1);
    let mutex = Mutex { instance: 0, item: ITEM };
    assert_eq!(shop.holder(Resource::Mutex(mutex)), None);

    let crash = Crash { after_steps: 1, instance: true };
    let scenario = scenario.crashes(0, crash).expect("a buyer who is there");
    let verdict = stepped("locked", &scenario);
    assert!(verdict.sells(), "B lives");
    assert!(!verdict.violations.contains_key(&Violation::Deadlock));
}

/// With a tick in front of, between and behind the two statements there would be six with it and two
/// without; the last tick of each is dropped, and leaves the one without.
#[test]
fn ticks_beyond_the_end_are_dropped() {
    let scenario = named("last_item_tick");
    let (_, found) =
        set(&Stepper::default(), &fleet("conditional_update"), &scenario).expect("runs");
    assert_eq!(found.len(), 6);
    for interleaving in &found {
        assert_ne!(interleaving.schedule().0.last(), Some(&Actor::Clock));
    }
}

#[test]
fn an_order_that_may_be_sent_twice() {
    let budget = Budget { duplicates: 1, ..Budget::NONE };
    let one = || Scenario::new(2).and_then(|scenario| scenario.buys(1)).expect("a scenario");
    let verdict = stepped("double_submit", &one().with_budget(budget));
    assert_eq!(verdict.all.interleavings, 3u32.into(), "A; A and A', either first");
    assert_eq!(number(&verdict, Violation::FulfilledTwice), "2");
    let safe = stepped("idempotency_key", &one().with_budget(budget));
    assert!(!safe.violations.contains_key(&Violation::FulfilledTwice));
}

#[test]
fn faults_are_placed_among_four_buyers_at_most() {
    let budget = Budget { declines: 1, ..Budget::NONE };
    let five = (0..5).try_fold(Scenario::new(1).expect("a stock"), |shop, _| shop.buys(1));
    let scenario = five.expect("five buyers").with_budget(budget);
    let fault = Stepper::default().explore(&fleet("locked"), &scenario);
    assert!(matches!(fault, Err(Fault::OutOfRange { value: 5, .. })), "{fault:?}");
}

/// S(A) U(A) and B's one statement C: `SUC` and `CSU` are right, `SCU` sells what B has.
#[test]
fn a_mixed_fleet_is_as_weak_as_its_weakest() {
    let strategy = |name| -> Arc<dyn Strategy> { Arc::new(strategies::find(name).expect(name)) };
    let mixed = Fleet::mixed([strategy("check_then_update"), strategy("conditional_update")]);
    let verdict = Stepper::default().explore(&mixed, &named("last_item")).expect("it behaves");
    assert_eq!(verdict.all.interleavings, 3u32.into());
    assert_eq!(number(&verdict, Violation::Oversold), "1");
    let alone = stepped("conditional_update", &named("last_item"));
    assert!(!alone.violations.contains_key(&Violation::Oversold));
}

fn check_cost(strategy: &str, scenario: &str, expect: impl Fn(&mut Cost)) {
    let mut expected = Cost::default();
    expect(&mut expected);
    assert_eq!(stepped(strategy, &named(scenario)).cost, Some(expected), "{strategy}");
}

#[test]
fn costs() {
    // Two interleavings of two statements; of five, the loser's first after a wait.
    check_cost("conditional_update", "last_item", |cost| {
        (cost.statements, cost.sales) = (4, 2);
    });
    check_cost("select_for_update", "last_item", |cost| {
        (cost.statements, cost.sales, cost.waits) = (10, 2, 2);
    });
    // AAB and BBA: 3 each; the four that overlap: 4, and the loser reads once more.
    check_cost("optimistic_version", "last_item", |cost| {
        (cost.statements, cost.sales, cost.retries) = (26, 6, 4);
    });
    // Stock 2: the loser of the four that overlap goes, though a unit is left.
    check_cost("optimistic_without_retry", "two_left", |cost| {
        (cost.statements, cost.sales, cost.turned_away) = (24, 8, 4);
    });
    assert_eq!(stepped("cart_unordered", &named("carts")).cost.map(|cost| cost.aborts), Some(2));
}

#[test]
fn who_is_paged() {
    let silent = stepped("check_then_set", &named("last_item"));
    assert_eq!(silent.silently_oversold(), 4u32.into());
    let loud = stepped("check_then_update", &named("last_item"));
    assert_eq!(loud.silently_oversold(), 0u32.into());
    for outcome in loud.outcomes.keys() {
        let oversold = outcome.violations.contains(&Violation::Oversold);
        assert_eq!(outcome.alerts.contains(&Alert::NegativeStock), oversold);
    }
}
