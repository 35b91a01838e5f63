//! Strategies that break the rules: every engine ends, and says who did what.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use oversell::engine::{Engine, Fleet, Loom, Schedules, Shuttle, Stepper, Threads};
use oversell::fault::Misconduct;
use oversell::proof::set;
use oversell::session::Failure;
use oversell::shop::Item;
use oversell::verdict::Verdict;
use oversell::{Fault, Order, Purchase, Receipt, Scenario, Session, Violation, watchdog};

type Purchases = fn(&mut Session<'_>, &Order) -> Purchase;

/// Every engine, on so few executions that a misbehaving strategy shows in all of them.
fn engines() -> Vec<Box<dyn Engine + Send>> {
    let pct = Schedules::Pct { depth: 3 };
    vec![
        Box::new(Stepper::default()),
        Box::new(Loom::default()),
        Box::new(Shuttle { executions: 200, ..Shuttle::default() }),
        Box::new(Shuttle { executions: 200, schedules: pct, ..Shuttle::default() }),
        Box::new(Threads { executions: 20, ..Threads::default() }),
    ]
}

fn last_item() -> Scenario {
    Scenario::named("last_item").expect("a scenario of the catalogue")
}

/// On every engine the strategy ends in a fault that names it and says `what`.
fn check(name: &'static str, purchase: Purchases, what: &str) {
    for engine in engines() {
        check_on(&*engine, name, purchase, what);
    }
}

/// As [`check`], for what can only happen when purchases overlap: real threads may never do it.
fn check_in_a_race(name: &'static str, purchase: Purchases, what: &str) {
    for engine in engines().iter().filter(|engine| engine.name() != "threads") {
        check_on(&**engine, name, purchase, what);
    }
}

fn check_on(engine: &dyn Engine, name: &'static str, purchase: Purchases, what: &str) {
    let ended = engine.explore(&Fleet::of((name, purchase)), &last_item());
    let fault = ended.expect_err(engine.name());
    assert!(matches!(fault, Fault::Strategy { .. }), "{}: {fault:?}", engine.name());
    let text = fault.to_string();
    assert!(text.contains(&format!("`{name}`")), "{}: {text}", engine.name());
    assert!(text.contains(what), "{}: {text}", engine.name());
}

/// On every engine the strategy is run to its end; returns the verdicts.
fn check_verdicts(name: &'static str, purchase: Purchases) -> Vec<Verdict> {
    let explore = |engine: Box<dyn Engine + Send>| {
        let verdict = engine.explore(&Fleet::of((name, purchase)), &last_item());
        verdict.unwrap_or_else(|fault| panic!("{}: {fault}", engine.name()))
    };
    engines().into_iter().map(explore).collect()
}

#[test]
fn panics() {
    check("panics", |_shop, _order| panic!("no {}", "luck"), "panicked: no luck");
}

#[test]
fn panics_between_statements() {
    check(
        "late",
        |shop, order| {
            let stock = shop.select_stock(order.item)?;
            shop.lock(order.item)?;
            assert_eq!(stock, 100, "not enough");
            Ok(Receipt)
        },
        "not enough",
    );
}

#[test]
fn panics_in_a_race_only() {
    check_in_a_race(
        "racy",
        |shop, order| {
            let before = shop.select_stock(order.item)?;
            let after = shop.select_stock(order.item)?;
            assert_eq!(before, after, "somebody came between");
            shop.subtract_stock(order.item, order.quantity)?;
            Ok(Receipt)
        },
        "somebody came between",
    );
}

#[test]
fn makes_statements_for_ever() {
    check(
        "endless",
        |shop, order| {
            loop {
                shop.select_stock(order.item)?;
            }
        },
        "made 1000 statements in one purchase",
    );
}

#[test]
fn makes_statements_for_ever_and_ignores_errors() {
    check(
        "stubborn",
        |shop, order| {
            loop {
                let _ = shop.select_stock(order.item);
            }
        },
        "made 1000 statements in one purchase",
    );
}

#[test]
fn charges_for_ever() {
    check(
        "greedy",
        |shop, _order| {
            loop {
                let _ = shop.charge();
            }
        },
        "made 1000 statements in one purchase",
    );
}

#[test]
fn makes_statements_for_ever_in_a_race_only() {
    check_in_a_race(
        "hopeful",
        |shop, order| {
            let before = shop.select_stock(order.item)?;
            shop.subtract_stock(order.item, order.quantity)?;
            while shop.select_stock(order.item)? != before - order.quantity {}
            Ok(Receipt)
        },
        "made 1000 statements in one purchase",
    );
}

/// A count of its own runs makes the first run differ from the second.
#[test]
fn is_not_deterministic() {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    check(
        "moody",
        |shop, order| {
            if RUNS.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
                shop.select_stock(order.item)?;
            } else {
                shop.put_back(order.item, 1)?;
            }
            Ok(Receipt)
        },
        "is not deterministic",
    );
}

#[test]
fn ends_differently_every_time() {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    check(
        "fickle",
        |shop, order| {
            shop.select_stock(order.item)?;
            if RUNS.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
                return Err(Failure::Conflict);
            }
            Ok(Receipt)
        },
        "is not deterministic",
    );
}

#[test]
fn unlocks_what_it_does_not_hold() {
    let unlocks: Purchases = |shop, order| {
        shop.unlock(order.item)?;
        Ok(Receipt)
    };
    check("burglar", unlocks, "gives back a lock that it does not hold");
}

#[test]
fn unlocks_what_another_holds() {
    let unlocks: Purchases = |shop, order| {
        if shop.select_stock(order.item)? == 1 {
            shop.lock(order.item)?;
            shop.set_stock(order.item, 0)?;
        }
        shop.unlock(order.item)?;
        Ok(Receipt)
    };
    check("thief", unlocks, "gives back a lock that it does not hold");
}

#[test]
fn uses_an_item_that_does_not_exist() {
    let reads: Purchases = |shop, _order| shop.select_stock(Item(7)).map(|_stock| Receipt);
    check("lost", reads, "the scenario has no item #8");
    let writes: Purchases = |shop, _order| shop.put_back(Item(1), 1).map(|()| Receipt);
    check("lost", writes, "the scenario has no item #2");
    let locks: Purchases = |shop, _order| shop.lock(Item(1)).map(|()| Receipt);
    check("lost", locks, "the scenario has no item #2");
}

#[test]
fn spins_without_a_statement() {
    let limit = Duration::from_millis(300);
    for engine in engines() {
        let name = engine.name();
        let spins: Purchases = |shop, order| {
            shop.select_stock(order.item)?;
            // Far longer than the limit, but not for ever: the watchdog leaves the thread behind.
            std::thread::sleep(Duration::from_secs(20));
            Ok(Receipt)
        };
        let fleet = Fleet::of(("spinner", spins));
        let guarded = watchdog::guard(limit, move || engine.explore(&fleet, &last_item()));
        let fault = guarded.expect_err("the watchdog barks");
        let Fault::Strategy { name: strategy, what, .. } = fault else { panic!("{name}: {fault}") };
        assert_eq!(strategy, "spinner", "{name}");
        assert_eq!(what, Misconduct::Spinning(limit), "{name}");
    }
}

/// A slow search is not a spinning strategy.
#[test]
fn the_watchdog_lets_honest_work_pass() {
    let limit = Duration::from_millis(1);
    let verdict = watchdog::guard(limit, || {
        let fleet = Fleet::of(oversell::strategies::find("check_then_update")?);
        std::thread::sleep(Duration::from_millis(200));
        Stepper::default().explore(&fleet, &last_item())
    });
    assert!(verdict.is_ok(), "{verdict:?}");
}

/// The engines' own stacks are so small that formatting a text could end the process.
#[test]
fn formats_much_text() {
    let talks: Purchases = |shop, order| {
        let stock = shop.select_stock(order.item)?;
        let text = format!("{order:?} {:?} {:>1000} {:e}", vec![stock; 1_000], stock, stock as f64);
        if text.len() < 1_000 { Err(Failure::OutOfStock) } else { Ok(Receipt) }
    };
    check_verdicts("talks", talks);
}

#[test]
fn uses_much_stack() {
    let heavy: Purchases = |shop, order| {
        let stock = shop.select_stock(order.item)?;
        let filler = std::hint::black_box([stock as u8; 100 * 1024]);
        let sum: u64 = filler.iter().map(|byte| u64::from(*byte)).sum();
        shop.set_stock(order.item, i64::from(sum > 0))?;
        Ok(Receipt)
    };
    check_verdicts("heavy", heavy);
}

/// A deadlock is an outcome. All engines see the same interleavings with it.
fn check_deadlock(name: &'static str, purchase: Purchases) {
    check_deadlock_in(&last_item(), name, purchase);
}

fn check_deadlock_in(scenario: &Scenario, name: &'static str, purchase: Purchases) {
    let fleet = Fleet::of((name, purchase));
    let (stepped, known) = set(&Stepper::default(), &fleet, scenario).expect("an outcome");
    let deadlocks = stepped.tally(Violation::Deadlock).interleavings;
    assert!(deadlocks > 0u32.into(), "{name} deadlocks");
    for engine in engines() {
        let (verdict, seen) = set(&*engine, &fleet, scenario).expect("an outcome");
        assert!(seen.is_subset(&known), "{}", engine.name());
        let always = stepped.all.interleavings == deadlocks;
        if always || engine.name() != "threads" {
            assert!(verdict.violations.contains_key(&Violation::Deadlock), "{}", engine.name());
        }
        if engine.name() == "loom" {
            assert_eq!(seen, known);
            assert_eq!(verdict.tally(Violation::Deadlock).interleavings, deadlocks);
        }
    }
}

/// Two mutexes, taken in opposite order: a cycle of two.
#[test]
fn locks_crosswise() {
    let carts = Scenario::named("carts").expect("a scenario of the catalogue");
    check_deadlock_in(&carts, "crosswise", |shop, order| {
        for item in order.basket() {
            shop.lock(item)?;
        }
        for item in order.basket() {
            shop.unlock(item)?;
        }
        Err(Failure::OutOfStock)
    });
}

#[test]
fn forgets_to_unlock() {
    check_deadlock("forgets", |shop, order| {
        shop.lock(order.item)?;
        shop.subtract_stock_if_enough(order.item, order.quantity)?;
        shop.charge()?;
        Ok(Receipt)
    });
}

#[test]
fn locks_twice() {
    check_deadlock("locks_twice", |shop, order| {
        shop.lock(order.item)?;
        shop.select_stock(order.item)?;
        shop.lock(order.item)?;
        Ok(Receipt)
    });
}

/// The first to lock forgets to unlock only when the other was there already.
#[test]
fn forgets_to_unlock_in_a_race_only() {
    check_deadlock("forgets_sometimes", |shop, order| {
        shop.put_back(order.item, 1)?;
        shop.lock(order.item)?;
        let both_are_there = shop.select_stock(order.item)? == 3;
        if !both_are_there {
            shop.unlock(order.item)?;
        }
        Ok(Receipt)
    });
}

#[test]
fn no_executions_are_no_evidence() {
    let shuttle = Shuttle { executions: 0, ..Shuttle::default() };
    let fleet = Fleet::of(oversell::strategies::find("locked").expect("a strategy"));
    let verdict = shuttle.explore(&fleet, &last_item()).expect("nothing happens");
    assert_eq!(verdict.all.executions, 0);
    assert!(!verdict.sells());
}
