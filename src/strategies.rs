//! The catalogue of strategies, in teaching order: one file each.

mod cart;
mod cart_mutexes;
mod charge_not_awaited;
mod charge_then_conditional_update;
mod charge_update_or_refund;
mod check_outside_lock;
mod check_then_set;
mod check_then_update;
mod conditional_update;
mod conditional_update_unchecked;
mod count_orders_then_insert;
mod double_submit;
mod hold_with_expiry;
mod hotfix;
mod idempotency_key;
mod instance_locked;
mod lease_check_then_update;
mod lease_fenced;
mod lease_fenced_write;
mod lease_owner_checked_first;
mod lease_released_by_stranger;
mod locked;
mod optimistic_version;
mod read_committed;
mod read_committed_check;
mod recheck_inside_lock;
mod repeatable_read;
mod reserve_then_charge;
mod select_for_update;
mod skip_locked_units;
mod unlock_before_commit;
mod warehouses;

pub use cart::{cart_ordered, cart_unordered};
pub use cart_mutexes::{cart_mutexes_ordered, cart_mutexes_unordered};
pub use charge_not_awaited::charge_not_awaited;
pub use charge_then_conditional_update::charge_then_conditional_update;
pub use charge_update_or_refund::charge_update_or_refund;
pub use check_outside_lock::check_outside_lock;
pub use check_then_set::check_then_set;
pub use check_then_update::check_then_update;
pub use conditional_update::conditional_update;
pub use conditional_update_unchecked::conditional_update_unchecked;
pub use count_orders_then_insert::{
    count_orders_read_committed, count_orders_repeatable_read, count_orders_serializable,
};
pub use double_submit::double_submit;
pub use hold_with_expiry::{hold_confirmed_blindly, hold_with_expiry};
pub use hotfix::{hotfix, hotfix_without_guard, hotfix_without_lease};
pub use idempotency_key::idempotency_key;
pub use instance_locked::instance_locked;
pub use lease_check_then_update::lease_check_then_update;
pub use lease_fenced::lease_fenced;
pub use lease_fenced_write::lease_fenced_write;
pub use lease_owner_checked_first::lease_owner_checked_first;
pub use lease_released_by_stranger::lease_released_by_stranger;
pub use locked::locked;
pub use optimistic_version::{OptimisticVersion, optimistic_version, optimistic_without_retry};
pub use read_committed::read_committed;
pub use read_committed_check::{read_committed_check, read_committed_check_set};
pub use recheck_inside_lock::recheck_inside_lock;
pub use repeatable_read::repeatable_read;
pub use reserve_then_charge::reserve_then_charge;
pub use select_for_update::select_for_update;
pub use skip_locked_units::skip_locked_units;
pub use unlock_before_commit::unlock_before_commit;
pub use warehouses::{warehouses_repeatable_read, warehouses_serializable};

use crate::fault::{Fault, Kind};
use crate::scenario::Order;
use crate::session::{Purchase, Session, Strategy};

/// A strategy of the catalogue.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Its name, in `snake_case`: the name of its function.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// The name of its file in `src/strategies`, without `.rs`: variants share one.
    pub file: &'static str,
    /// The text of its file.
    pub source: &'static str,
    /// The purchase function.
    pub purchase: fn(&mut Session<'_>, &Order) -> Purchase,
}

/// An entry from the function of that name, in the file of that name or of another.
macro_rules! entry {
    ($name:ident, $about:literal) => {
        entry!($name in $name, $about)
    };
    ($name:ident in $file:ident, $about:literal) => {
        Entry {
            name: stringify!($name),
            about: $about,
            file: stringify!($file),
            source: include_str!(concat!("strategies/", stringify!($file), ".rs")),
            purchase: $name,
        }
    };
}

/// Every strategy: the incident, what was tried, what holds.
#[rustfmt::skip]
pub const CATALOGUE: &[Entry] = &[
    entry!(check_then_update, "SELECT; charge; stock = stock - q: the incident"),
    entry!(check_then_set, "SELECT; charge; stock = <read> - q: as an ORM saves"),
    entry!(read_committed, "the incident within BEGIN and COMMIT"),
    entry!(check_outside_lock, "SELECT; charge; then lock around the UPDATE alone"),
    entry!(instance_locked, "locked, with one mutex per API instance"),
    entry!(unlock_before_commit, "advisory lock, given back before COMMIT"),
    entry!(conditional_update_unchecked, "UPDATE … WHERE stock >= q, count ignored; charge"),
    entry!(charge_then_conditional_update, "charge; UPDATE … WHERE stock >= q; no refund"),
    entry!(charge_not_awaited, "UPDATE … WHERE stock >= q; charge, result ignored"),
    entry!(read_committed_check_set in read_committed_check, "absolute write over CHECK (stock >= 0)"),
    entry!(count_orders_read_committed in count_orders_then_insert, "count orders, INSERT, at READ COMMITTED"),
    entry!(count_orders_repeatable_read in count_orders_then_insert, "count orders, INSERT, at REPEATABLE READ"),
    entry!(warehouses_repeatable_read in warehouses, "sum of two rows, take from one, at REPEATABLE READ"),
    entry!(lease_check_then_update, "a lease around SELECT, charge and UPDATE"),
    entry!(lease_released_by_stranger, "the lease deleted without comparing its token"),
    entry!(lease_owner_checked_first, "the lease looked at before the UPDATE"),
    entry!(lease_fenced_write, "the UPDATE refuses tokens older than the last write"),
    entry!(cart_unordered in cart, "two rows locked FOR UPDATE in basket order"),
    entry!(cart_mutexes_unordered in cart_mutexes, "two in-process mutexes in basket order"),
    entry!(double_submit, "one order sent twice, nobody notices"),
    entry!(hold_confirmed_blindly in hold_with_expiry, "a hold with expiry, confirmed without looking"),
    entry!(optimistic_without_retry in optimistic_version, "UPDATE … WHERE version = v, no retry; then charge"),
    entry!(hotfix, "lease; UPDATE … WHERE stock >= q; charge; DEL lease"),
    entry!(hotfix_without_lease in hotfix, "the hotfix with its lease taken out"),
    entry!(hotfix_without_guard in hotfix, "the hotfix with SELECT, then UPDATE"),
    entry!(locked, "a mutex around SELECT, charge and UPDATE"),
    entry!(recheck_inside_lock, "SELECT; lock; SELECT; charge; UPDATE; unlock"),
    entry!(conditional_update, "UPDATE … WHERE stock >= q; then charge"),
    entry!(charge_update_or_refund, "charge; UPDATE … WHERE stock >= q; else refund"),
    entry!(reserve_then_charge, "UPDATE … WHERE stock >= q; charge; put back on decline"),
    entry!(optimistic_version, "UPDATE … WHERE version = v, one retry; then charge"),
    entry!(read_committed_check, "relative write over CHECK (stock >= 0), refund on 23514"),
    entry!(select_for_update, "SELECT … FOR UPDATE; charge; UPDATE; COMMIT"),
    entry!(repeatable_read, "SELECT; UPDATE at REPEATABLE READ, retry on 40001; charge"),
    entry!(count_orders_serializable in count_orders_then_insert, "count orders, INSERT, at SERIALIZABLE"),
    entry!(warehouses_serializable in warehouses, "sum of two rows, take from one, at SERIALIZABLE"),
    entry!(cart_ordered in cart, "two rows locked FOR UPDATE in id order"),
    entry!(cart_mutexes_ordered in cart_mutexes, "two in-process mutexes in id order"),
    entry!(idempotency_key, "a unique key in the transaction of the UPDATE"),
    entry!(lease_fenced, "SELECT and UPDATE refuse older tokens"),
    entry!(hold_with_expiry, "hold; charge; confirm if still held, else refund"),
    entry!(skip_locked_units, "a row a unit, FOR UPDATE SKIP LOCKED"),
];

/// The strategy of this name; `-` and `_` are the same.
///
/// # Errors
///
/// [`Fault::Unknown`], with the names that come nearest.
pub fn find(name: &str) -> Result<Entry, Fault> {
    let wanted = name.replace('-', "_");
    let known = CATALOGUE.iter().find(|entry| entry.name == wanted);
    known.copied().ok_or_else(|| {
        Fault::unknown(Kind::Strategy, name, CATALOGUE.iter().map(|entry| entry.name))
    })
}

impl Strategy for Entry {
    fn name(&self) -> &str {
        self.name
    }

    fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase {
        (self.purchase)(shop, order)
    }
}
