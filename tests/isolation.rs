//! The laws of transactions and of the database's locks, over random statements of random actors.

#[path = "support/history.rs"]
mod history;

use std::collections::{BTreeMap, BTreeSet};

use history::{BUYERS, ask, check, check_lives, contents};
use oversell::Actor;
use oversell::shop::{Applied, Isolation, Item, Lockable, Response, Shop, SqlState, Statement};

fn is_open(shop: &Shop, actor: Actor) -> bool {
    shop.database().isolation(actor).is_some()
}

/// The locks of the database that `actor` holds.
fn locks(shop: &Shop, actor: Actor) -> BTreeSet<Lockable> {
    let held = shop.database().locks().held();
    held.filter(|(_, holder)| *holder == actor).map(|(lockable, _)| lockable).collect()
}

#[test]
fn what_is_not_committed_is_seen_by_nobody_else() {
    check(|moment| {
        let (after, _) = moment.then();
        if !is_open(&moment.shop, moment.actor) || moment.statement == Statement::Commit {
            return;
        }
        assert_eq!(contents(&after), contents(&moment.shop), "{:?}", moment.statement);
        let others = (0..BUYERS).map(Actor::Buyer);
        let others = others.filter(|other| *other != moment.actor && !after.has_ended(*other));
        for (other, item) in others.flat_map(|other| [(other, Item(0)), (other, Item(1))]) {
            for select in [Statement::SelectVersion { item }, Statement::SelectLessOrders { item }]
            {
                let before = ask(&moment.shop, other, select);
                assert_eq!(ask(&after, other, select), before, "{:?}", moment.statement);
            }
        }
    });
}

#[test]
fn what_is_rolled_back_never_happened() {
    check(|moment| {
        let (after, applied) = moment.then();
        let aborted = matches!(applied, Applied::Done(Response::Error(_)));
        let crashed = matches!(moment.statement, Statement::Crash { .. });
        if aborted || crashed || moment.statement == Statement::Rollback {
            assert_eq!(contents(&after), contents(&moment.shop), "{:?}", moment.statement);
            check_gone(&after, moment.actor);
        }
        let mut victim = moment.shop.clone();
        let error = victim.abort_victim(moment.actor);
        assert_eq!(error, Response::Error(SqlState::DeadlockDetected));
        assert_eq!(contents(&victim), contents(&moment.shop));
        check_gone(&victim, moment.actor);
    });
}

/// The actor has no transaction, and none of the locks that one keeps.
fn check_gone(shop: &Shop, actor: Actor) {
    assert!(!is_open(shop, actor));
    let kept = locks(shop, actor);
    assert!(kept.iter().all(|lockable| matches!(lockable, Lockable::Advisory(_))), "{kept:?}");
}

/// Outside of a transaction an actor holds what it locked for its session, and no more.
#[test]
fn a_transaction_takes_its_locks_with_it() {
    check_lives(|sessions: &mut BTreeSet<(Actor, Item)>, moment, after, applied| {
        let actor = moment.actor;
        match (moment.statement, applied) {
            (Statement::AdvisoryLock { item, .. }, Applied::Done(Response::Done)) => {
                let held = locks(&moment.shop, actor).contains(&Lockable::Advisory(item));
                let session =
                    matches!(moment.statement, Statement::AdvisoryLock { transaction: false, .. });
                if session && !held {
                    sessions.insert((actor, item));
                }
            }
            (Statement::AdvisoryUnlock { item }, _) => drop(sessions.remove(&(actor, item))),
            (Statement::Crash { .. }, _) => {
                sessions.retain(|(owner, _)| !after.has_ended(*owner));
            }
            (_, _) => {}
        }
        for other in moment.scenario.actors().into_iter().filter(|other| !is_open(after, *other)) {
            let mine = sessions.iter().filter(|(owner, _)| *owner == other);
            let expected: BTreeSet<_> = mine.map(|(_, item)| Lockable::Advisory(*item)).collect();
            assert_eq!(locks(after, other), expected, "{other} after {:?}", moment.statement);
        }
    });
}

/// What an actor has read in its transaction.
type Reads = BTreeMap<(Actor, Statement), Response>;

#[test]
fn from_repeatable_read_up_reads_are_repeatable() {
    check_lives(|reads: &mut Reads, moment, after, applied| {
        let actor = moment.actor;
        let isolation = after.database().isolation(actor);
        let forget = |statement: &Statement| {
            let read = matches!(
                statement,
                Statement::Select { .. }
                    | Statement::SelectVersion { .. }
                    | Statement::SelectSum
                    | Statement::SelectLessOrders { .. }
            );
            !read && statement.may_wait_in_database()
                || matches!(statement, Statement::InsertOrder { .. } | Statement::Begin(_))
        };
        let snapshot = isolation.is_some_and(|level| level >= Isolation::RepeatableRead);
        if !snapshot || forget(&moment.statement) {
            reads.retain(|(reader, _), _| *reader != actor);
            return;
        }
        let Applied::Done(response @ (Response::Stock(_) | Response::Row { .. })) = applied else {
            return;
        };
        let first = *reads.entry((actor, moment.statement)).or_insert(response);
        assert_eq!(response, first, "{actor} reads again: {:?}", moment.statement);
    });
}

/// At READ COMMITTED, and outside of a transaction, a SELECT reads what is committed now.
#[test]
fn a_select_reads_what_is_there() {
    check_lives(|writers: &mut BTreeSet<Actor>, moment, after, applied| {
        let level = moment.shop.database().isolation(moment.actor);
        if level.is_none() {
            writers.remove(&moment.actor);
        }
        let row = moment
            .statement
            .item()
            .and_then(|item| moment.shop.database().committed().row(item).copied());
        let fresh = level.is_none_or(|level| level == Isolation::ReadCommitted);
        let expected = match (moment.statement, row) {
            (Statement::Select { .. }, Some(row)) => Response::Stock(row.stock),
            (Statement::SelectVersion { .. }, Some(row)) => {
                Response::Row { stock: row.stock, version: row.version }
            }
            (_, _) => {
                if is_open(after, moment.actor) {
                    writers.insert(moment.actor);
                }
                if level.is_none() {
                    writers.remove(&moment.actor);
                }
                return;
            }
        };
        if fresh && !writers.contains(&moment.actor) {
            assert_eq!(applied, Applied::Done(expected));
        }
    });
}

/// Who has sold which units in its open transaction.
type Selling = BTreeMap<Actor, BTreeSet<(Item, u32)>>;

#[test]
fn a_unit_is_never_sold_twice() {
    check_lives(|selling: &mut Selling, moment, after, applied| {
        let actor = moment.actor;
        match (moment.statement, applied) {
            (Statement::SellUnit { item, unit }, Applied::Done(Response::Rows(1))) => {
                selling.entry(actor).or_default().insert((item, unit));
            }
            (Statement::Commit, Applied::Done(Response::Done)) => {
                for (item, unit) in selling.remove(&actor).unwrap_or_default() {
                    let sold = |shop: &Shop| shop.database().committed().is_sold(item, unit);
                    assert!(!sold(&moment.shop) && sold(after), "{unit} of {item}, by {actor}");
                }
            }
            (_, _) => {}
        }
        if !is_open(after, actor) {
            selling.remove(&actor);
        }
    });
}

#[test]
fn skip_locked_never_waits_and_never_finds_what_another_has() {
    check(|moment| {
        let Statement::LockUnit { item } = moment.statement else { return };
        match moment.then().1 {
            Applied::Blocked(wait) => panic!("SKIP LOCKED waits: {wait:?}"),
            Applied::Done(Response::Unit(Some(unit))) => {
                let holder = moment.shop.database().locks().holder(Lockable::Unit(item, unit));
                assert_eq!(holder, None);
                assert!(!moment.shop.database().committed().is_sold(item, unit));
            }
            Applied::Done(_) => {}
        }
    });
}
