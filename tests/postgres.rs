//! PostgreSQL's own outcomes, in all schedules of two sessions at stock 1.
//!
//! The expectations are the manual's, and those of the figures that a real server gave; each test's
//! strategy is written here, so that the catalogue cannot bend with the model.

use std::sync::Arc;

use oversell::engine::{Engine, Fleet, Recorder, Stepper};
use oversell::interleaving::Interleaving;
use oversell::session::{Failure, Strategy};
use oversell::shop::{
    Applied, Guard, Isolation, Item, Lockable, Response, Set, Shop, SqlState, Statement,
};
use oversell::verdict::Outcome;
use oversell::{Actor, Order, Purchase, Receipt, Scenario, Session, Violation, strategies};

use Isolation::{ReadCommitted, RepeatableRead, Serializable};

const A: Actor = Actor::Buyer(0);
const B: Actor = Actor::Buyer(1);
const ITEM: Item = Item(0);

fn named(name: &str) -> Scenario {
    Scenario::named(name).expect("a scenario of the catalogue")
}

/// Every interleaving, with its outcome.
fn all(fleet: &Fleet, scenario: &str) -> Vec<(Interleaving, Outcome)> {
    let scenario = named(scenario);
    let recorder = Recorder::new(&scenario).keeping();
    Stepper::default().search(fleet, &scenario, &recorder).expect("it behaves");
    recorder.kept()
}

/// BEGIN; SELECT; relative UPDATE; COMMIT.
fn select_then_update(level: Isolation) -> impl Strategy {
    ("select_then_update", move |shop: &mut Session<'_>, order: &Order| -> Purchase {
        shop.transaction(level, |shop| {
            if shop.select_stock(order.item)? < order.quantity {
                return Err(Failure::OutOfStock);
            }
            shop.subtract_stock(order.item, order.quantity)?;
            Ok(Receipt)
        })
    })
}

/// BEGIN; UPDATE … WHERE stock >= q; COMMIT.
fn conditional(level: Isolation) -> impl Strategy {
    ("conditional", move |shop: &mut Session<'_>, order: &Order| -> Purchase {
        shop.transaction(level, |shop| {
            match shop.subtract_stock_if_enough(order.item, order.quantity)? {
                0 => Err(Failure::OutOfStock),
                _ => Ok(Receipt),
            }
        })
    })
}

/// Where the statement stands for the first time, of any actor or of one.
fn first(interleaving: &Interleaving, actor: Actor, wanted: fn(&Statement) -> bool) -> usize {
    let mut events = interleaving.events().iter();
    events.position(|event| event.actor == actor && wanted(&event.statement)).unwrap_or(usize::MAX)
}

fn is_select(statement: &Statement) -> bool {
    matches!(statement, Statement::Select { .. })
}

fn is_commit(statement: &Statement) -> bool {
    *statement == Statement::Commit
}

fn is_snapshot(statement: &Statement) -> bool {
    *statement == Statement::Snapshot
}

/// Who was answered with the error.
fn failed(interleaving: &Interleaving, state: SqlState) -> Vec<Actor> {
    let events = interleaving.events().iter();
    let failed = events.filter(|event| event.response == Response::Error(state));
    failed.map(|event| event.actor).collect()
}

/// Both have read before either has committed.
fn overlap(interleaving: &Interleaving, read: fn(&Statement) -> bool) -> bool {
    let last_read = first(interleaving, A, read).max(first(interleaving, B, read));
    let first_commit = first(interleaving, A, is_commit).min(first(interleaving, B, is_commit));
    last_read < first_commit
}

#[test]
fn select_then_update_at_read_committed_oversells_to_minus_one() {
    let seen = all(&Fleet::of(select_then_update(ReadCommitted)), "last_item");
    assert_eq!(seen.len(), 8);
    let mut oversold = 0;
    for (interleaving, outcome) in &seen {
        let both = overlap(interleaving, is_select);
        assert_eq!(outcome.violations.contains(&Violation::Oversold), both);
        assert_eq!(outcome.stock, if both { -1 } else { 0 });
        assert!(failed(interleaving, SqlState::SerializationFailure).is_empty());
        oversold += u32::from(both);
    }
    assert_eq!(oversold, 6);
}

#[test]
fn select_then_update_from_repeatable_read_up_never_oversells() {
    for level in [RepeatableRead, Serializable] {
        let mut refused = 0;
        for (interleaving, outcome) in all(&Fleet::of(select_then_update(level)), "last_item") {
            assert_eq!((outcome.sold, outcome.stock), (1, 0), "{level}");
            let failed = failed(&interleaving, SqlState::SerializationFailure);
            let both = overlap(&interleaving, is_select);
            assert_eq!(failed.len(), usize::from(both), "{level}: {}", interleaving.schedule());
            refused += failed.len();
        }
        assert!(refused > 0, "{level}");
    }
}

#[test]
fn the_loser_of_a_conditional_update_gets_40001_at_repeatable_read() {
    let mut refused = 0;
    for (interleaving, outcome) in all(&Fleet::of(conditional(RepeatableRead)), "last_item") {
        assert_eq!(outcome.sold, 1);
        let both = overlap(&interleaving, is_snapshot);
        let none = interleaving.events().iter().any(|event| event.response == Response::Rows(0));
        let failed = failed(&interleaving, SqlState::SerializationFailure).len();
        assert_eq!((failed, none), (usize::from(both), !both), "{}", interleaving.schedule());
        refused += failed;
    }
    assert!(refused > 0);
}

#[test]
fn the_loser_of_a_conditional_update_gets_no_rows_at_read_committed() {
    let seen = all(&Fleet::of(conditional(ReadCommitted)), "last_item");
    for (interleaving, outcome) in &seen {
        assert_eq!(outcome.sold, 1);
        let none = interleaving.events().iter().filter(|event| event.response == Response::Rows(0));
        assert_eq!(none.count(), 1, "{}", interleaving.schedule());
        assert!(failed(interleaving, SqlState::SerializationFailure).is_empty());
    }
}

#[test]
fn two_carts_in_opposite_order_deadlock_in_half_of_the_interleavings() {
    let fleet = Fleet::of(strategies::find("cart_unordered").expect("a strategy"));
    let seen = all(&fleet, "carts");
    let victims = seen.iter().map(|(one, _)| failed(one, SqlState::DeadlockDetected));
    let deadlocks: Vec<Vec<Actor>> = victims.filter(|victims| !victims.is_empty()).collect();
    assert_eq!((deadlocks.len(), seen.len()), (2, 4));
    assert!(deadlocks.iter().all(|victims| *victims == [B]), "the last actor of the cycle");
}

/// In how many interleavings the two strategies oversell, one buyer each.
fn oversold(one: &str, two: &str, scenario: &str) -> usize {
    let strategy = |name| -> Arc<dyn Strategy> { Arc::new(strategies::find(name).expect(name)) };
    let seen = all(&Fleet::mixed([strategy(one), strategy(two)]), scenario);
    seen.iter().filter(|(_, outcome)| outcome.violations.contains(&Violation::Oversold)).count()
}

#[test]
fn write_skew_passes_repeatable_read_and_not_serializable() {
    let (weak, strong) = ("warehouses_repeatable_read", "warehouses_serializable");
    assert_eq!(oversold(weak, weak, "warehouses"), 18);
    assert_eq!(oversold(strong, strong, "warehouses"), 0);
}

#[test]
fn serializable_protects_only_those_who_all_run_it() {
    let (weak, strong) = ("warehouses_repeatable_read", "warehouses_serializable");
    assert!(oversold(weak, strong, "warehouses") > 0);
    assert!(oversold(strong, weak, "warehouses") > 0);
    let strong = "count_orders_serializable";
    assert_eq!(oversold(strong, strong, "last_item"), 0);
    for weak in ["count_orders_read_committed", "count_orders_repeatable_read"] {
        assert!(oversold(weak, strong, "last_item") > 0, "{weak}");
        assert!(oversold(strong, weak, "last_item") > 0, "{weak}");
    }
}

fn open(name: &str) -> Shop {
    Shop::open(&named(name))
}

/// The statement runs, with this response.
fn says(shop: &mut Shop, actor: Actor, statement: Statement, response: Response) {
    assert_eq!(shop.apply(actor, &statement), Applied::Done(response), "{actor}: {statement:?}");
}

/// The statement waits for this actor.
fn waits(shop: &mut Shop, actor: Actor, statement: Statement, holder: Actor) {
    match shop.apply(actor, &statement) {
        Applied::Blocked(wait) => assert_eq!(wait.by, holder),
        done => panic!("{actor}: {statement:?} does not wait: {done:?}"),
    }
}

/// A shop in which A and its duplicate have begun, and A has inserted their key.
fn with_a_key() -> (Shop, Actor) {
    let (mut shop, twice) = (open("sent_twice"), Actor::Duplicate(0));
    for actor in [A, twice] {
        says(&mut shop, actor, Statement::Begin(ReadCommitted), Response::Done);
    }
    says(&mut shop, A, Statement::InsertKey, Response::Done);
    waits(&mut shop, twice, Statement::InsertKey, A);
    (shop, twice)
}

#[test]
fn the_second_insert_of_a_unique_key_waits_then_fails() {
    let (mut shop, twice) = with_a_key();
    says(&mut shop, A, Statement::Commit, Response::Done);
    let error = Response::Error(SqlState::UniqueViolation);
    says(&mut shop, twice, Statement::InsertKey, error);
    assert_eq!(shop.database().isolation(twice), None, "rolled back");
}

#[test]
fn the_second_insert_of_a_unique_key_succeeds_when_the_first_rolled_back() {
    let (mut shop, twice) = with_a_key();
    says(&mut shop, A, Statement::Rollback, Response::Done);
    says(&mut shop, twice, Statement::InsertKey, Response::Done);
}

#[test]
fn skip_locked_never_waits() {
    let mut shop = open("last_item");
    let lock = Statement::LockUnit { item: ITEM };
    for actor in [A, B] {
        says(&mut shop, actor, Statement::Begin(ReadCommitted), Response::Done);
    }
    says(&mut shop, A, lock, Response::Unit(Some(0)));
    says(&mut shop, B, lock, Response::Unit(None));
    says(&mut shop, A, Statement::Rollback, Response::Done);
    says(&mut shop, B, lock, Response::Unit(Some(0)));
}

/// A unit that was sold since the snapshot looks free; PostgreSQL's FOR UPDATE says 40001 there.
#[test]
fn skip_locked_at_repeatable_read_gives_40001_for_what_was_sold_since() {
    let mut shop = open("last_item");
    let lock = Statement::LockUnit { item: ITEM };
    says(&mut shop, A, Statement::Begin(RepeatableRead), Response::Done);
    says(&mut shop, A, Statement::Select { item: ITEM }, Response::Stock(1));
    says(&mut shop, B, Statement::Begin(ReadCommitted), Response::Done);
    says(&mut shop, B, lock, Response::Unit(Some(0)));
    says(&mut shop, B, Statement::SellUnit { item: ITEM, unit: 0 }, Response::Rows(1));
    says(&mut shop, B, Statement::Commit, Response::Done);
    says(&mut shop, A, lock, Response::Error(SqlState::SerializationFailure));
}

#[test]
fn an_advisory_lock_of_the_session_survives_commit_and_one_of_the_transaction_does_not() {
    for (transaction, holder) in [(false, Some(A)), (true, None)] {
        let mut shop = open("last_item");
        let lock = Statement::AdvisoryLock { item: ITEM, transaction };
        says(&mut shop, A, Statement::Begin(ReadCommitted), Response::Done);
        says(&mut shop, A, lock, Response::Done);
        waits(&mut shop, B, lock, A);
        says(&mut shop, A, Statement::Commit, Response::Done);
        assert_eq!(shop.database().locks().holder(Lockable::Advisory(ITEM)), holder);
    }
}

#[test]
fn an_update_that_waited_looks_at_the_new_row() {
    let subtract = |guard| Statement::Update { item: ITEM, set: Set::Minus(1), guard };
    for (end, rows) in [(Statement::Commit, 0), (Statement::Rollback, 1)] {
        let mut shop = open("last_item");
        for actor in [A, B] {
            says(&mut shop, actor, Statement::Begin(ReadCommitted), Response::Done);
        }
        says(&mut shop, A, subtract(Guard::None), Response::Rows(1));
        waits(&mut shop, B, subtract(Guard::StockAtLeast(1)), A);
        says(&mut shop, A, end, Response::Done);
        says(&mut shop, B, subtract(Guard::StockAtLeast(1)), Response::Rows(rows));
    }
}
