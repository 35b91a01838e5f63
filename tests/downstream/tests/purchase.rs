//! The proofs of a crate that is not ours: one that holds, one that does not, and a change.

use oversell::claim::Level;
use oversell::engine::Shuttle;
use oversell::{Failure, Order, Purchase, Receipt, Session, Violation};

/// SELECT stock; charge; UPDATE … SET stock = stock - q.
fn version_one(shop: &mut Session<'_>, order: &Order) -> Purchase {
    if shop.select_stock(order.item)? < order.quantity {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    shop.subtract_stock(order.item, order.quantity)?;
    Ok(Receipt)
}

/// UPDATE … WHERE stock >= q; charge; put back what the bank declined.
fn version_two(shop: &mut Session<'_>, order: &Order) -> Purchase {
    if shop.subtract_stock_if_enough(order.item, order.quantity)? == 0 {
        return Err(Failure::OutOfStock);
    }
    let charged = shop.charge();
    if charged == Err(Failure::Declined) {
        shop.put_back(order.item, order.quantity)?;
    }
    charged?;
    Ok(Receipt)
}

#[test]
fn version_two_is_safe() {
    oversell::prove(version_two)
        .in_scenario("last_item_three")
        .in_scenario("declined")
        .level(Level::FullySafe)
        .certified("tests/version_two.cert")
        .check();
}

/// Fails on purpose.
#[test]
fn version_one_oversells() {
    oversell::prove(version_one).never(Violation::Oversold).check();
}

#[test]
fn the_change_mends() {
    oversell::compare(version_one, version_two).refines().new_is(Level::FullySafe).check();
}

/// Fails on purpose: as long as one process runs version one, it oversells.
#[test]
fn the_change_can_roll_out() {
    oversell::compare(version_one, version_two).rollout_is(Level::NeverOversells).check();
}

/// Fails on purpose, on an engine that likes to talk about schedules when something panics.
#[test]
fn version_one_oversells_in_samples() {
    oversell::prove(version_one).never(Violation::Oversold).engine(Shuttle::default()).check();
}
