//! Each safe strategy with what protects it taken out must fail a proof of its own: a check that
//! cannot fail is none.

use oversell::claim::Held;
use oversell::engine::{Counter, Engine, Fleet, Stepper};
use oversell::proof::{Proof, TABLE};
use oversell::session::Failure;
use oversell::verdict::Verdict;
use oversell::{Order, Purchase, Receipt, Scenario, Session, Violation, strategies};

/// Tries `mutant` on the rows of `strategy`: some row must see it break what the original keeps.
fn check(strategy: &str, mutant: fn(&mut Session<'_>, &Order) -> Purchase) {
    let fleet = Fleet::of(("mutant", mutant));
    let rows: Vec<&Proof> = TABLE.iter().filter(|proof| proof.strategy == strategy).collect();
    assert!(!rows.is_empty(), "{strategy} is in the table");
    let noticed = rows.iter().any(|proof| notices(proof, &fleet));
    assert!(noticed, "no row of {strategy} sees the mutant break anything");
}

/// As [`check`], and every row of the strategy notices, not just one.
fn check_every_row(strategy: &str, mutant: fn(&mut Session<'_>, &Order) -> Purchase) {
    let fleet = Fleet::of(("mutant", mutant));
    for proof in TABLE.iter().filter(|proof| proof.strategy == strategy) {
        assert!(notices(proof, &fleet), "{} does not notice the mutant", proof.name());
    }
}

/// A broken strategy is labelled so, and its rows fail when it breaks nothing any more.
fn check_repaired(strategy: &str, repaired: fn(&mut Session<'_>, &Order) -> Purchase) {
    let fleet = Fleet::of(("repaired", repaired));
    for proof in TABLE.iter().filter(|proof| proof.strategy == strategy) {
        assert!(fails(proof, &verdict(proof, &fleet)), "{} does not notice", proof.name());
    }
}

/// Whether the row fails for the mutant, and for more than another count: with a promise broken that
/// the original keeps there, or with nothing sold.
fn notices(proof: &Proof, mutant: &Fleet) -> bool {
    let entry = strategies::find(proof.strategy).expect("a strategy of the catalogue");
    let original = verdict(proof, &Fleet::of(entry));
    assert!(!fails(proof, &original), "{}: the original fails as well", proof.name());
    let mutated = verdict(proof, mutant);
    let breaks = Violation::UNSAFE.iter().any(|violation| {
        mutated.violations.contains_key(violation) && !original.violations.contains_key(violation)
    });
    fails(proof, &mutated) && (breaks || !mutated.sells())
}

/// The exact verdict in the row's scenario: counted, which is quick.
fn verdict(proof: &Proof, fleet: &Fleet) -> Verdict {
    let scenario = Scenario::named(proof.scenario).expect("a scenario of the catalogue");
    let counted = Counter::default().count(fleet, &scenario);
    counted.expect("the mutant is wrong, not forbidden").verdict
}

fn fails(proof: &Proof, verdict: &Verdict) -> bool {
    proof.claims.iter().any(|claim| claim.held(verdict) == Held::No)
}

/// The catalogue's own function stands for "nothing was taken out".
fn catalogue(strategy: &str) -> fn(&mut Session<'_>, &Order) -> Purchase {
    strategies::find(strategy).expect("a strategy of the catalogue").purchase
}

#[test]
fn locked_without_the_lock() {
    check("locked", catalogue("check_then_update"));
}

#[test]
fn locked_with_the_check_before_the_lock() {
    check("locked", catalogue("check_outside_lock"));
}

#[test]
fn locked_that_forgets_to_unlock() {
    check_every_row("locked", |shop, order| {
        shop.lock(order.item)?;
        if shop.select_stock(order.item)? < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.charge()?;
        shop.subtract_stock(order.item, order.quantity)?;
        Ok(Receipt)
    });
}

#[test]
fn locked_that_keeps_the_lock_on_a_decline() {
    check("locked", |shop, order| {
        shop.lock(order.item)?;
        let stock = shop.select_stock(order.item)?;
        if stock >= order.quantity {
            shop.charge()?;
            shop.subtract_stock(order.item, order.quantity)?;
        }
        shop.unlock(order.item)?;
        if stock >= order.quantity { Ok(Receipt) } else { Err(Failure::OutOfStock) }
    });
}

#[test]
fn conditional_update_without_the_condition() {
    check_every_row("conditional_update", |shop, order| {
        shop.subtract_stock(order.item, order.quantity)?;
        shop.charge()?;
        Ok(Receipt)
    });
}

#[test]
fn conditional_update_with_the_row_count_ignored() {
    check("conditional_update", |shop, order| {
        shop.subtract_stock_if_enough(order.item, order.quantity)?;
        shop.charge()?;
        Ok(Receipt)
    });
}

#[test]
fn conditional_update_that_does_not_charge() {
    check_every_row("conditional_update", |shop, order| {
        match shop.subtract_stock_if_enough(order.item, order.quantity)? {
            0 => Err(Failure::OutOfStock),
            _ => Ok(Receipt),
        }
    });
}

#[test]
fn conditional_update_that_takes_one_unit_too_few() {
    check("conditional_update", |shop, order| {
        if shop.subtract_stock_if_enough(order.item, 1)? == 0 {
            return Err(Failure::OutOfStock);
        }
        shop.charge()?;
        Ok(Receipt)
    });
}

#[test]
fn reserve_then_charge_without_putting_back() {
    check("reserve_then_charge", catalogue("conditional_update"));
}

#[test]
fn reserve_then_charge_that_puts_back_twice() {
    check("reserve_then_charge", |shop, order| {
        if shop.subtract_stock_if_enough(order.item, order.quantity)? == 0 {
            return Err(Failure::OutOfStock);
        }
        if let Err(failure) = shop.charge() {
            shop.put_back(order.item, order.quantity)?;
            shop.put_back(order.item, order.quantity)?;
            return Err(failure);
        }
        Ok(Receipt)
    });
}

#[test]
fn reserve_then_charge_with_the_row_count_ignored() {
    check_every_row("reserve_then_charge", |shop, order| {
        shop.subtract_stock_if_enough(order.item, order.quantity)?;
        if let Err(failure) = shop.charge() {
            shop.put_back(order.item, order.quantity)?;
            return Err(failure);
        }
        Ok(Receipt)
    });
}

#[test]
fn optimistic_version_without_comparing_the_version() {
    check("optimistic_version", |shop, order| {
        let (stock, _version) = shop.select_stock_and_version(order.item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.subtract_stock(order.item, order.quantity)?;
        if let Err(failure) = shop.charge() {
            shop.put_back(order.item, order.quantity)?;
            return Err(failure);
        }
        Ok(Receipt)
    });
}

#[test]
fn optimistic_version_with_the_row_count_ignored() {
    check_every_row("optimistic_version", |shop, order| {
        let (stock, version) = shop.select_stock_and_version(order.item)?;
        if stock < order.quantity {
            return Err(Failure::OutOfStock);
        }
        shop.subtract_stock_if_version(order.item, order.quantity, version)?;
        if let Err(failure) = shop.charge() {
            shop.put_back(order.item, order.quantity)?;
            return Err(failure);
        }
        Ok(Receipt)
    });
}

/// A strategy that sells nothing breaks no promise; that must not make it pass.
#[test]
fn closed_shop() {
    for strategy in strategies::CATALOGUE {
        check_every_row(strategy.name, |_shop, _order| Err(Failure::OutOfStock));
    }
}

/// The broken strategies are claimed to be broken: a repaired one must fail those claims too.
#[test]
fn broken_strategies_repaired() {
    for broken in ["check_then_update", "check_then_set", "check_outside_lock"] {
        check_repaired(broken, catalogue("locked"));
    }
    check_repaired("charge_then_conditional_update", catalogue("conditional_update"));
}

fn names(strategy: &str, scenario: &str) -> Vec<Violation> {
    let scenario = Scenario::named(scenario).expect("a scenario of the catalogue");
    let fleet = Fleet::of(strategies::find(strategy).expect("a strategy of the catalogue"));
    let verdict = Stepper::default().explore(&fleet, &scenario).expect("the catalogue behaves");
    verdict.violations.keys().copied().collect()
}

#[test]
fn hotfix_lesson_a_it_never_oversells() {
    for scenario in ["last_item", "last_item_three", "last_item_tick", "declined", "declined_tick"]
    {
        assert!(!names("hotfix", scenario).contains(&Violation::Oversold), "{scenario}");
    }
}

#[test]
fn hotfix_lesson_b_it_leaks_on_a_declined_payment() {
    assert!(names("hotfix", "declined").contains(&Violation::StockMismatch));
    assert!(!names("hotfix", "last_item").contains(&Violation::StockMismatch));
}

#[test]
fn hotfix_lesson_c_without_its_lease_it_still_never_oversells() {
    for scenario in ["last_item", "last_item_three", "last_item_tick", "declined_tick"] {
        let seen = names("hotfix_without_lease", scenario);
        assert!(!seen.contains(&Violation::Oversold), "{scenario}");
    }
}

#[test]
fn hotfix_lesson_d_without_its_guard_a_tick_oversells() {
    assert!(names("hotfix_without_guard", "last_item").is_empty());
    assert!(names("hotfix_without_guard", "last_item_tick").contains(&Violation::Oversold));
}

/// Every safe strategy, and what it is without its protecting statement: a weaker one of the catalogue.
const WEAKENED: &[(&str, &str)] = &[
    ("locked", "check_then_update"),
    ("recheck_inside_lock", "check_outside_lock"),
    ("conditional_update", "conditional_update_unchecked"),
    ("charge_update_or_refund", "charge_then_conditional_update"),
    ("reserve_then_charge", "conditional_update"),
    ("optimistic_version", "check_then_update"),
    ("read_committed_check", "read_committed"),
    ("select_for_update", "read_committed"),
    ("repeatable_read", "read_committed"),
    ("count_orders_serializable", "count_orders_repeatable_read"),
    ("warehouses_serializable", "warehouses_repeatable_read"),
    ("cart_mutexes_ordered", "cart_mutexes_unordered"),
    ("idempotency_key", "double_submit"),
    ("lease_fenced", "lease_check_then_update"),
    ("hold_with_expiry", "hold_confirmed_blindly"),
    ("skip_locked_units", "count_orders_read_committed"),
];

#[test]
fn safe_strategies_without_what_protects_them() {
    for (strategy, weaker) in WEAKENED {
        check(strategy, catalogue(weaker));
    }
}
