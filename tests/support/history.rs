//! Random histories of a shop: who says what, in every design at once.

use oversell::session::Failure;
use oversell::shop::{Applied, Guard, Isolation, Item, Lockable, Set, Shop, Statement, Units};
use oversell::{Actor, Scenario};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// The buyers of every scenario here. The first one's order is sent twice.
pub const BUYERS: u8 = 3;
/// How many histories each law is held against: always the same ones.
const CASES: u32 = 128;
/// The most statements of a history.
const LONGEST: usize = 60;

/// A moment in a shop's life, and who says what next.
#[derive(Clone, Debug)]
pub struct Moment {
    pub scenario: Scenario,
    pub shop: Shop,
    pub actor: Actor,
    pub statement: Statement,
}

impl Moment {
    /// The next moment's shop, and what came of the statement.
    pub fn then(&self) -> (Shop, Applied) {
        let mut shop = self.shop.clone();
        let applied = shop.apply(self.actor, &self.statement);
        (shop, applied)
    }
}

/// Holds `law` against every moment of many histories.
pub fn check(law: impl Fn(&Moment)) {
    check_lives(|(), moment, _, _| law(moment));
}

/// The same for a law that remembers: it gets the moment, the shop after it, and what was answered.
pub fn check_lives<M: Default>(law: impl Fn(&mut M, &Moment, &Shop, Applied)) {
    let rng_seed = RngSeed::Fixed(1);
    let config = Config { cases: CASES, rng_seed, failure_persistence: None, ..Config::default() };
    let history = prop::collection::vec(said(), 1..LONGEST);
    proptest!(config, |(scenario in scenario(), history in history)| {
        let mut shop = Shop::open(&scenario);
        let mut memory = M::default();
        for (actor, statement) in history {
            let Some(statement) = sensible(&shop, actor, statement) else { continue };
            let moment = Moment { scenario: scenario.clone(), shop, actor, statement };
            let (after, applied) = moment.then();
            law(&mut memory, &moment, &after, applied);
            shop = after;
        }
    });
}

/// The statement, unless it makes no sense at this moment; drawn units are those that were locked.
fn sensible(shop: &Shop, actor: Actor, statement: Statement) -> Option<Statement> {
    let held = shop.database().locks().held();
    let units = held.filter(|(_, holder)| *holder == actor).find_map(|(lockable, _)| {
        if let Lockable::Unit(item, unit) = lockable { Some((item, unit)) } else { None }
    });
    let open = shop.database().isolation(actor).is_some();
    match statement {
        _ if shop.has_ended(actor) => None,
        Statement::PlaceHold { .. } | Statement::ConfirmHold | Statement::ReleaseHold if open => {
            None
        }
        Statement::SellUnit { .. } => {
            Some(units.map_or(statement, |(item, unit)| Statement::SellUnit { item, unit }))
        }
        other => Some(other),
    }
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let buyers = prop::array::uniform3((1..=3 as Units, any::<bool>()));
    let stock = || 0..=4 as Units;
    (stock(), stock(), buyers, any::<bool>(), 1..=2u8).prop_map(
        |(one, two, buyers, check, instances)| {
            let scenario = Scenario::new(one).and_then(|scenario| scenario.and_stock(two));
            let mut scenario = scenario.expect("a possible stock");
            for (number, (quantity, declined)) in buyers.into_iter().enumerate() {
                scenario = scenario.buys(quantity).expect("a possible order");
                if declined {
                    scenario = scenario.declined(number).expect("a buyer who is there");
                }
            }
            if check {
                scenario = scenario.checked();
            }
            let scenario = scenario.instances(instances).expect("instances");
            scenario.sent_twice(0).expect("a buyer who is there")
        },
    )
}

fn said() -> impl Strategy<Value = (Actor, Statement)> {
    let buyer = (0..=BUYERS).prop_map(|number| match number {
        BUYERS => Actor::Duplicate(0),
        number => Actor::Buyer(number),
    });
    prop_oneof![
        1 => Just((Actor::Clock, Statement::Tick)),
        1 => Just((Actor::Sweeper, Statement::Sweep)),
        28 => (buyer, statement()),
    ]
}

/// One of the two items of a scenario, mostly; else one that does not exist.
fn item() -> impl Strategy<Value = Item> {
    prop_oneof![20 => Just(Item(0)), 9 => Just(Item(1)), 1 => Just(Item(2))]
}

fn units() -> impl Strategy<Value = Units> {
    0..=3 as Units
}

fn statement() -> impl Strategy<Value = Statement> {
    prop_oneof![
        5 => reads(),
        8 => updates(),
        6 => transactions(),
        4 => locks(),
        3 => leases(),
        5 => holds_and_units(),
        2 => money(),
    ]
}

fn reads() -> impl Strategy<Value = Statement> {
    prop_oneof![
        3 => item().prop_map(|item| Statement::Select { item }),
        3 => item().prop_map(|item| Statement::SelectVersion { item }),
        1 => Just(Statement::SelectSum),
        2 => item().prop_map(|item| Statement::SelectForUpdate { item }),
        1 => (item(), 0..4u32).prop_map(|(item, token)| Statement::SelectFenced { item, token }),
        1 => item().prop_map(|item| Statement::SelectLessOrders { item }),
    ]
}

fn updates() -> impl Strategy<Value = Statement> {
    let set = prop_oneof![
        units().prop_map(Set::To),
        units().prop_map(Set::Minus),
        units().prop_map(Set::Plus),
    ];
    let guard = prop_oneof![
        Just(Guard::None),
        units().prop_map(Guard::StockAtLeast),
        (0..=3u32).prop_map(Guard::VersionIs),
        (0..=3u32).prop_map(Guard::FenceAtMost),
    ];
    let guarded = (item(), units()).prop_map(|(item, quantity)| Statement::Update {
        item,
        set: Set::Minus(quantity),
        guard: Guard::StockAtLeast(quantity),
    });
    prop_oneof![
        4 => (item(), set, guard).prop_map(|(item, set, guard)| Statement::Update { item, set, guard }),
        2 => guarded,
        1 => (item(), -1..=2 as Units)
            .prop_map(|(item, quantity)| Statement::InsertOrder { item, quantity }),
        1 => Just(Statement::InsertKey),
    ]
}

fn transactions() -> impl Strategy<Value = Statement> {
    let isolation = prop_oneof![
        Just(Isolation::ReadCommitted),
        Just(Isolation::RepeatableRead),
        Just(Isolation::Serializable),
    ];
    prop_oneof![
        5 => isolation.prop_map(Statement::Begin),
        1 => Just(Statement::Snapshot),
        3 => Just(Statement::Commit),
        1 => Just(Statement::Rollback),
    ]
}

fn locks() -> impl Strategy<Value = Statement> {
    prop_oneof![
        (item(), any::<bool>())
            .prop_map(|(item, transaction)| Statement::AdvisoryLock { item, transaction }),
        item().prop_map(|item| Statement::AdvisoryUnlock { item }),
        item().prop_map(|item| Statement::Lock { item }),
        item().prop_map(|item| Statement::Unlock { item }),
    ]
}

fn leases() -> impl Strategy<Value = Statement> {
    prop_oneof![
        (item(), 1..=2u32)
            .prop_map(|(item, ttl_ticks)| Statement::AcquireLease { item, ttl_ticks }),
        (item(), prop::option::of(1..4u32))
            .prop_map(|(item, token)| Statement::ReleaseLease { item, token }),
        (item(), 1..4u32).prop_map(|(item, token)| Statement::CheckLease { item, token }),
    ]
}

fn holds_and_units() -> impl Strategy<Value = Statement> {
    prop_oneof![
        2 => (item(), 1..=2 as Units, 1..=2u32).prop_map(|(item, quantity, ttl_ticks)| {
            Statement::PlaceHold { item, quantity, ttl_ticks }
        }),
        1 => Just(Statement::ConfirmHold),
        1 => Just(Statement::ReleaseHold),
        4 => item().prop_map(|item| Statement::LockUnit { item }),
        4 => (item(), 0..4u32).prop_map(|(item, unit)| Statement::SellUnit { item, unit }),
    ]
}

fn money() -> impl Strategy<Value = Statement> {
    let failure = prop_oneof![Just(Failure::OutOfStock), Just(Failure::Conflict)];
    prop_oneof![
        4 => Just(Statement::Charge),
        2 => Just(Statement::Refund),
        2 => Just(Statement::Receipt),
        1 => failure.prop_map(Statement::Refusal),
        1 => any::<bool>().prop_map(|instance| Statement::Crash { instance }),
    ]
}

/// Everything that is committed, as a reader could select it.
pub fn contents(shop: &Shop) -> impl PartialEq + std::fmt::Debug {
    let tables = shop.database().committed();
    let rows = tables.products().iter().map(|row| (row.stock, row.version, row.fence));
    let items = || (0..tables.products().len() as u8).map(Item);
    let units = items().flat_map(|item| (0..8).map(move |unit| (item, unit)));
    let keys = (0..usize::from(BUYERS)).filter(|key| tables.has_key(*key));
    (
        rows.collect::<Vec<_>>(),
        items().map(|item| tables.ordered(item)).collect::<Vec<_>>(),
        units.filter(|(item, unit)| tables.is_sold(*item, *unit)).collect::<Vec<_>>(),
        keys.collect::<Vec<_>>(),
        tables.holds().clone(),
    )
}

/// What `actor` would be answered now.
pub fn ask(shop: &Shop, actor: Actor, statement: Statement) -> Applied {
    shop.clone().apply(actor, &statement)
}
