//! The laws of the shop, over random statements of random actors: sane or not, none breaks one.

use oversell::session::Failure;
use oversell::shop::{
    Applied, Guard, Item, Mutex, Payments, Response, Set, Shop, Statement, Units,
};
use oversell::{Actor, Scenario};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// The buyers of every scenario here.
const BUYERS: u8 = 3;
/// How many histories each law is held against: always the same ones.
const CASES: u32 = 256;
/// The most statements of a history.
const LONGEST: usize = 40;

/// A moment in a shop's life, and who says what next.
#[derive(Clone, Debug)]
struct Moment {
    scenario: Scenario,
    shop: Shop,
    actor: Actor,
    statement: Statement,
}

impl Moment {
    /// The next moment's shop, and what came of the statement.
    fn then(&self) -> (Shop, Applied) {
        let mut shop = self.shop.clone();
        let applied = shop.apply(self.actor, &self.statement);
        (shop, applied)
    }
}

/// Holds `law` against every moment of many histories.
fn check(law: impl Fn(&Moment)) {
    let rng_seed = RngSeed::Fixed(1);
    let config = Config { cases: CASES, rng_seed, failure_persistence: None, ..Config::default() };
    let history = prop::collection::vec((actor(), statement()), 1..LONGEST);
    proptest!(config, |(scenario in scenario(), history in history)| {
        let mut shop = Shop::open(&scenario);
        for (actor, statement) in history {
            let moment = Moment { scenario: scenario.clone(), shop, actor, statement };
            law(&moment);
            shop = moment.then().0;
        }
    });
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let buyers = prop::array::uniform3((1..=3 as Units, any::<bool>()));
    (0..=4 as Units, buyers).prop_map(|(stock, buyers)| {
        let mut scenario = Scenario::new(stock).expect("a possible stock");
        for (number, (quantity, declined)) in buyers.into_iter().enumerate() {
            scenario = scenario.buys(quantity).expect("a possible order");
            if declined {
                scenario = scenario.declined(number).expect("a buyer who is there");
            }
        }
        scenario
    })
}

fn actor() -> impl Strategy<Value = Actor> {
    (0..BUYERS).prop_map(Actor::Buyer)
}

/// The only item of a scenario, mostly; else one that does not exist.
fn item() -> impl Strategy<Value = Item> {
    prop_oneof![9 => Just(Item(0)), 1 => Just(Item(1))]
}

fn statement() -> impl Strategy<Value = Statement> {
    let units = || 0..=3 as Units;
    let set = prop_oneof![
        units().prop_map(Set::To),
        units().prop_map(Set::Minus),
        units().prop_map(Set::Plus),
    ];
    let guard = prop_oneof![
        Just(Guard::None),
        units().prop_map(Guard::StockAtLeast),
        (0..=3u32).prop_map(Guard::VersionIs),
    ];
    let guarded = (item(), units()).prop_map(|(item, quantity)| Statement::Update {
        item,
        set: Set::Minus(quantity),
        guard: Guard::StockAtLeast(quantity),
    });
    let failure =
        prop_oneof![Just(Failure::OutOfStock), Just(Failure::Declined), Just(Failure::Conflict)];
    prop_oneof![
        2 => item().prop_map(|item| Statement::Select { item }),
        2 => item().prop_map(|item| Statement::SelectVersion { item }),
        6 => (item(), set, guard).prop_map(|(item, set, guard)| Statement::Update { item, set, guard }),
        3 => guarded,
        3 => item().prop_map(|item| Statement::Lock(Mutex(item))),
        3 => item().prop_map(|item| Statement::Unlock(Mutex(item))),
        2 => Just(Statement::Charge),
        1 => Just(Statement::Refund),
        2 => Just(Statement::Receipt),
        1 => failure.prop_map(Statement::Refusal),
    ]
}

fn is_money(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Charge | Statement::Refund | Statement::Receipt | Statement::Refusal(_)
    )
}

#[test]
fn the_same_statement_has_the_same_effect() {
    check(|moment| assert_eq!(moment.then(), moment.then()));
}

#[test]
fn whoever_is_blocked_changes_nothing_and_was_announced() {
    check(|moment| {
        let (after, applied) = moment.then();
        let announced = moment.shop.blocker(&moment.statement);
        match applied {
            Applied::Blocked { by } => {
                assert_eq!(after, moment.shop);
                assert_eq!(announced, Some(by));
            }
            Applied::Done(_) => assert_eq!(announced, None),
        }
    });
}

#[test]
fn every_unit_is_somewhere() {
    check(|moment| {
        let (after, _) = moment.then();
        let ledger = after.ledger();
        assert_eq!(ledger.initial(), moment.scenario.stock()[0]);
        let somewhere = after.stock() + ledger.sold() + ledger.held() + ledger.leaked();
        assert_eq!(ledger.initial(), somewhere, "{:?}", moment.statement);
    });
}

#[test]
fn the_monitor_misses_no_low_and_forgets_none() {
    check(|moment| {
        let (after, _) = moment.then();
        let lowest = after.monitor().lowest_stock();
        assert_eq!(lowest, moment.shop.monitor().lowest_stock().min(after.stock()));
        let remembered = |shop: &Shop| shop.monitor().alerts().count();
        assert!(remembered(&after) >= remembered(&moment.shop));
    });
}

#[test]
fn a_guarded_update_never_makes_the_stock_negative() {
    check(|moment| {
        let Statement::Update { set: Set::Minus(q), guard: Guard::StockAtLeast(least), .. } =
            moment.statement
        else {
            return;
        };
        let (after, _) = moment.then();
        if q <= least {
            assert!(after.stock() >= moment.shop.stock().min(0));
        }
    });
}

#[test]
fn an_update_of_no_row_changes_nothing() {
    check(|moment| {
        let (after, applied) = moment.then();
        let idle = matches!(
            applied,
            Applied::Done(Response::Rows(0) | Response::Misuse(_) | Response::Stock(_))
                | Applied::Done(Response::Row { .. } | Response::Declined)
        );
        if idle {
            assert_eq!(after, moment.shop, "{:?} → {applied:?}", moment.statement);
        }
    });
}

#[test]
fn the_version_grows_by_one_with_each_update_that_compares_it() {
    check(|moment| {
        let (after, applied) = moment.then();
        let version = |shop: &Shop| shop.database().rows()[0].version;
        let compared =
            matches!(moment.statement, Statement::Update { guard: Guard::VersionIs(_), .. });
        let hit = compared && applied == Applied::Done(Response::Rows(1));
        assert_eq!(version(&after), version(&moment.shop) + u32::from(hit));
    });
}

#[test]
fn a_select_reads_what_is_there() {
    check(|moment| {
        let row = moment.shop.database().rows()[0];
        let expected = match moment.statement {
            Statement::Select { item: Item(0) } => Response::Stock(row.stock),
            Statement::SelectVersion { item: Item(0) } => {
                Response::Row { stock: row.stock, version: row.version }
            }
            _ => return,
        };
        assert_eq!(moment.then().1, Applied::Done(expected));
    });
}

#[test]
fn a_mutex_has_one_holder_and_only_the_holder_frees_it() {
    check(|moment| {
        let (after, applied) = moment.then();
        match (&moment.statement, applied) {
            (Statement::Lock(mutex), Applied::Done(Response::Done)) => {
                assert_eq!(moment.shop.mutexes().holder(*mutex), None);
                assert_eq!(after.mutexes().holder(*mutex), Some(moment.actor));
            }
            (Statement::Unlock(mutex), Applied::Done(Response::Done)) => {
                assert_eq!(moment.shop.mutexes().holder(*mutex), Some(moment.actor));
                assert_eq!(after.mutexes().holder(*mutex), None);
            }
            (_, _) => assert_eq!(after.mutexes(), moment.shop.mutexes()),
        }
    });
}

/// The stepper asks for the bank's answer without a shop: it must be the shop's own.
#[test]
fn the_bank_answers_the_same_without_a_shop() {
    check(|moment| {
        let number = moment.actor.order().expect("only buyers act here");
        let buyer = &moment.scenario.buyers()[number];
        let answer = Payments::answer(buyer, &moment.statement);
        assert_eq!(answer.is_some(), is_money(&moment.statement));
        if let Some(answer) = answer {
            assert_eq!(moment.then().1, Applied::Done(answer));
        }
    });
}

/// Why a charge, a receipt or a refusal is no step: it makes no difference to anybody else when it
/// happens, so no interleaving is lost by recording it where it stands.
#[test]
fn money_commutes_with_every_statement_of_another_buyer() {
    let money = [
        Statement::Charge,
        Statement::Refund,
        Statement::Receipt,
        Statement::Refusal(Failure::OutOfStock),
    ];
    check(|moment| {
        let others = (0..BUYERS).map(Actor::Buyer).filter(|actor| *actor != moment.actor);
        for (other, aside) in others.flat_map(|other| money.iter().map(move |s| (other, s))) {
            let (mut behind, applied) = moment.then();
            behind.apply(other, aside);
            let mut before = moment.shop.clone();
            before.apply(other, aside);
            assert_eq!(before.apply(moment.actor, &moment.statement), applied);
            assert_eq!(before, behind, "{aside:?} of {other}");
        }
    });
}
