//! The laws of the shop, over random statements of random actors: sane or not, none breaks one.
//!
//! Two things are never drawn, because no engine ever asks them: a statement of somebody whose purchase
//! has ended, and a hold within a transaction (the model has no lock of a hold's row).

#[path = "support/history.rs"]
mod history;

use std::collections::BTreeMap;

use history::{BUYERS, ask, check, check_lives, contents};
use oversell::Actor;
use oversell::session::Failure;
use oversell::shop::{
    Applied, Guard, Item, Misuse, Payments, Resource, Response, Set, Shop, SqlState, Statement,
    Token, Units,
};

#[test]
fn the_same_statement_has_the_same_effect() {
    check(|moment| assert_eq!(moment.then(), moment.then()));
}

#[test]
fn whoever_is_blocked_changes_nothing_and_was_announced() {
    check(|moment| {
        let (after, applied) = moment.then();
        let announced = moment.shop.wait(moment.actor, &moment.statement);
        match applied {
            Applied::Blocked(wait) => {
                assert_eq!(after, moment.shop);
                assert_eq!(announced, Some(wait));
                assert_eq!(moment.shop.holder(wait.on), Some(wait.by));
                let database = matches!(wait.on, Resource::Database(_));
                assert!(wait.by != moment.actor || !database, "nobody waits for its own lock");
            }
            Applied::Done(Response::Misuse(Misuse::NoSuchItem(_))) => {}
            Applied::Done(_) => assert_eq!(announced, None),
        }
    });
}

#[test]
fn what_is_not_there_is_a_misuse_in_every_statement() {
    check(|moment| {
        let (after, applied) = moment.then();
        let absent = moment.statement.item().filter(|item| item.0 >= 2);
        let misuse = absent.map(|item| Applied::Done(Response::Misuse(Misuse::NoSuchItem(item))));
        let answered = matches!(applied, Applied::Done(Response::Misuse(Misuse::NoSuchItem(_))));
        assert_eq!(answered, absent.is_some());
        if let Some(misuse) = misuse {
            assert_eq!((after, applied), (moment.shop.clone(), misuse));
        }
    });
}

#[test]
fn misuse_changes_nothing() {
    check(|moment| {
        let (after, applied) = moment.then();
        if let Applied::Done(Response::Misuse(_)) = applied {
            assert_eq!(after, moment.shop, "{:?}", moment.statement);
        }
    });
}

#[test]
fn every_unit_is_somewhere() {
    check(|moment| {
        let (after, _) = moment.then();
        let ledger = after.ledger();
        assert_eq!(ledger.initial(), moment.scenario.stock().iter().sum::<Units>());
        let somewhere = after.stock() + ledger.sold() + ledger.held() + ledger.leaked();
        assert_eq!(ledger.initial(), somewhere, "{:?}", moment.statement);
    });
}

/// Who has ended has nothing in its hands but what its hold still keeps.
#[test]
fn nothing_is_held_by_nobody() {
    check(|moment| {
        let (after, _) = moment.then();
        let ended = after.payments().endings().keys();
        let holds = after.database().committed().holds();
        if ended.count() == moment.scenario.purchases() {
            let kept: Units = holds.values().map(|hold| hold.quantity).sum();
            assert_eq!(after.ledger().held(), kept, "{:?}", moment.statement);
        }
    });
}

#[test]
fn the_monitor_misses_no_low_and_forgets_none() {
    check(|moment| {
        let (after, _) = moment.then();
        let rows = after.database().committed().products().iter().map(|row| row.stock);
        let lowest = after.monitor().lowest_stock();
        let now = rows.min().expect("two rows");
        assert_eq!(lowest, moment.shop.monitor().lowest_stock().min(now));
        assert!(after.monitor().alerts().is_superset(moment.shop.monitor().alerts()));
    });
}

#[test]
fn a_guarded_update_never_makes_the_stock_negative() {
    check(|moment| {
        let Statement::Update { item, set: Set::Minus(q), guard: Guard::StockAtLeast(least) } =
            moment.statement
        else {
            return;
        };
        let (after, applied) = moment.then();
        if q <= least && applied == Applied::Done(Response::Rows(1)) {
            let seen = ask(&after, moment.actor, Statement::Select { item });
            let Applied::Done(Response::Stock(stock)) = seen else { panic!("{seen:?}") };
            assert!(stock >= 0, "{:?} leaves {stock}", moment.statement);
        }
    });
}

#[test]
fn a_table_with_the_check_never_goes_below_zero() {
    check(|moment| {
        let (after, applied) = moment.then();
        if moment.scenario.has_check() {
            let rows = after.database().committed().products();
            assert!(rows.iter().all(|row| row.stock >= 0), "{:?}", moment.statement);
        } else {
            assert_ne!(applied, Applied::Done(Response::Error(SqlState::CheckViolation)));
        }
    });
}

#[test]
fn an_update_of_no_row_changes_nothing() {
    check(|moment| {
        let (after, applied) = moment.then();
        let idle = matches!(
            applied,
            Applied::Done(Response::Rows(0) | Response::Stock(_) | Response::Row { .. })
        );
        // A SELECT FOR UPDATE, a fenced one and a first SELECT leave something else than rows.
        if idle && !matches!(moment.statement, Statement::SelectFenced { .. }) {
            assert_eq!(contents(&after), contents(&moment.shop), "{:?}", moment.statement);
            assert_eq!(after.ledger(), moment.shop.ledger());
        }
    });
}

#[test]
fn versions_and_fences_only_grow() {
    check(|moment| {
        let (after, applied) = moment.then();
        let rows = |shop: &Shop| shop.database().committed().products().to_vec();
        for (before, after) in rows(&moment.shop).iter().zip(rows(&after)) {
            assert!(after.version >= before.version, "{:?}", moment.statement);
            assert!(after.fence >= before.fence, "{:?}", moment.statement);
        }
        let Statement::Update { item, guard: Guard::VersionIs(version), .. } = moment.statement
        else {
            return;
        };
        if applied == Applied::Done(Response::Rows(1)) {
            let seen = ask(&after, moment.actor, Statement::SelectVersion { item });
            let Applied::Done(Response::Row { version: now, .. }) = seen else {
                panic!("{seen:?}")
            };
            assert_eq!(now, version + 1);
        }
    });
}

#[test]
fn tokens_only_grow() {
    check_lives(|last: &mut BTreeMap<Item, Token>, moment, _, applied| {
        if let (Statement::AcquireLease { item, .. }, Applied::Done(Response::Lease(Some(token)))) =
            (moment.statement, applied)
        {
            assert!(last.insert(item, token).is_none_or(|before| token > before));
        }
    });
}

#[test]
fn a_live_lease_has_one_holder() {
    check(|moment| {
        let (after, applied) = moment.then();
        for (item, lease) in after.leases().all() {
            assert!(lease.expires > after.now(), "an expired lease of {item} lives");
        }
        let live = |shop: &Shop, item| shop.leases().live(item).copied();
        match (moment.statement, applied) {
            (Statement::AcquireLease { item, .. }, Applied::Done(Response::Lease(taken))) => {
                assert_eq!(taken.is_none(), live(&moment.shop, item).is_some());
                let lease = live(&after, item);
                if let (Some(token), Some(lease)) = (taken, lease) {
                    assert_eq!((lease.holder, lease.token), (moment.actor, token));
                }
            }
            (Statement::ReleaseLease { item, token: Some(token) }, Applied::Done(response)) => {
                let mine = live(&moment.shop, item).is_some_and(|lease| lease.token == token);
                let absent = matches!(response, Response::Misuse(_));
                assert!(absent || response == Response::Rows(u8::from(mine)));
                assert_eq!(live(&after, item), live(&moment.shop, item).filter(|_| !mine));
            }
            (Statement::CheckLease { item, token }, Applied::Done(Response::Rows(rows))) => {
                let mine = live(&moment.shop, item).is_some_and(|lease| lease.token == token);
                assert_eq!(rows, u8::from(mine));
            }
            (Statement::Tick | Statement::ReleaseLease { .. }, _) => {}
            (_, _) => assert_eq!(after.leases(), moment.shop.leases(), "{:?}", moment.statement),
        }
    });
}

#[test]
fn a_mutex_has_one_holder_and_only_the_holder_frees_it() {
    check(|moment| {
        let (after, applied) = moment.then();
        let mutex = |item| moment.shop.mutex(moment.actor, item);
        match (moment.statement, applied) {
            (Statement::Lock { item }, Applied::Done(Response::Done)) => {
                assert_eq!(moment.shop.mutexes().holder(mutex(item)), None);
                assert_eq!(after.mutexes().holder(mutex(item)), Some(moment.actor));
            }
            (Statement::Unlock { item }, Applied::Done(Response::Done)) => {
                assert_eq!(moment.shop.mutexes().holder(mutex(item)), Some(moment.actor));
                assert_eq!(after.mutexes().holder(mutex(item)), None);
            }
            (Statement::Crash { .. }, _) => {
                let gone = |(_, holder): &(_, Actor)| !after.has_ended(*holder);
                let left = moment.shop.mutexes().held().filter(gone);
                assert!(after.mutexes().held().eq(left), "what the dead held, and no more");
            }
            (_, _) => assert_eq!(after.mutexes(), moment.shop.mutexes()),
        }
    });
}

/// The stepper asks for the bank's answer without a shop: it must be the shop's own.
#[test]
fn the_bank_answers_the_same_without_a_shop() {
    check(|moment| {
        let Some(number) = moment.actor.order() else { return };
        let buyer = &moment.scenario.buyers()[number];
        let answer = Payments::answer(buyer, &moment.statement);
        assert_eq!(answer.is_some(), moment.statement.is_private());
        if let Some(answer) = answer {
            assert_eq!(moment.then().1, Applied::Done(answer));
        }
    });
}

/// All of a shop but its monitor.
fn books(shop: &Shop) -> impl PartialEq + std::fmt::Debug {
    let (database, mutexes, leases) = (shop.database(), shop.mutexes(), shop.leases());
    let books = (shop.payments().clone(), shop.ledger().clone());
    (database.clone(), mutexes.clone(), leases.clone(), books, shop.now())
}

/// Why a charge, a receipt or a refusal is no step where nothing crashes: it makes no difference to
/// anybody else when it happens, so no interleaving is lost by recording it where it stands. (The monitor
/// forgets then who is inside of a lock; that is why the record has one place for it.)
#[test]
fn money_commutes_with_every_statement_of_another_buyer() {
    let money = [
        Statement::Charge,
        Statement::Refund,
        Statement::Receipt,
        Statement::Refusal(Failure::OutOfStock),
    ];
    check(|moment| {
        if matches!(moment.statement, Statement::Crash { .. }) {
            return;
        }
        let others = (0..BUYERS).map(Actor::Buyer);
        let others =
            others.filter(|other| *other != moment.actor && !moment.shop.has_ended(*other));
        for (other, aside) in others.flat_map(|other| money.iter().map(move |s| (other, s))) {
            let (mut behind, applied) = moment.then();
            behind.apply(other, aside);
            let mut before = moment.shop.clone();
            before.apply(other, aside);
            assert_eq!(before.apply(moment.actor, &moment.statement), applied);
            assert_eq!(books(&before), books(&behind), "{aside:?} of {other}");
        }
    });
}
