//! The catalogue of strategies, in teaching order: one file each.

mod charge_then_conditional_update;
mod check_outside_lock;
mod check_then_set;
mod check_then_update;
mod conditional_update;
mod locked;
mod optimistic_version;
mod reserve_then_charge;

pub use charge_then_conditional_update::charge_then_conditional_update;
pub use check_outside_lock::check_outside_lock;
pub use check_then_set::check_then_set;
pub use check_then_update::check_then_update;
pub use conditional_update::conditional_update;
pub use locked::locked;
pub use optimistic_version::{OptimisticVersion, optimistic_version};
pub use reserve_then_charge::reserve_then_charge;

use crate::fault::Fault;
use crate::message::Kind;
use crate::scenario::Order;
use crate::session::{Purchase, Session, Strategy};

/// A strategy of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name, in `snake_case`: the name of its function and of its file.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// The text of its file.
    pub source: &'static str,
    /// The purchase function.
    pub purchase: fn(&mut Session<'_>, &Order) -> Purchase,
}

/// An entry from the function of that name in the file of that name.
macro_rules! entry {
    ($name:ident, $about:literal) => {
        Entry {
            name: stringify!($name),
            about: $about,
            source: include_str!(concat!("strategies/", stringify!($name), ".rs")),
            purchase: $name,
        }
    };
}

/// Every strategy: the incident, what was tried, what holds.
pub const CATALOGUE: &[Entry] = &[
    entry!(check_then_update, "SELECT; charge; stock = stock - q: the incident"),
    entry!(check_then_set, "SELECT; charge; stock = <read> - q: as an ORM saves"),
    entry!(check_outside_lock, "SELECT; charge; then lock around the UPDATE alone"),
    entry!(locked, "a mutex around SELECT, charge and UPDATE"),
    entry!(conditional_update, "UPDATE … WHERE stock >= q; then charge"),
    entry!(charge_then_conditional_update, "charge; then UPDATE … WHERE stock >= q; no refund"),
    entry!(reserve_then_charge, "UPDATE … WHERE stock >= q; charge; put back on decline"),
    entry!(optimistic_version, "UPDATE … WHERE version = v, one retry; then charge"),
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
