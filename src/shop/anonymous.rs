//! Buyers without names: for counting, buyers who do the same are told apart only while they hold
//! something that the others have to go around.

use super::{Account, Item, Shop, Units};
use crate::actor::Actor;
use crate::session::Failure;

/// All that a shop knows of a buyer to whom nothing in it belongs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Private {
    account: Account,
    ending: Option<Result<(), Failure>>,
    taken: Vec<(Item, Units)>,
}

impl Private {
    /// Whether the purchase has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.ending.is_some()
    }
}

impl Shop {
    /// Calls every actor by another name. Names of buyers must go to buyers, one to one.
    pub(crate) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        self.database.rename(name);
        self.mutexes.rename(name);
        self.leases.rename(name);
        self.payments.rename(name);
        self.ledger.rename(name);
        self.monitor.rename(name);
    }

    /// Whether anything in the shop is this buyer's, beside the account.
    pub(crate) fn knows(&self, actor: Actor) -> bool {
        self.database.knows(actor)
            || self.mutexes.held().any(|(_, holder)| holder == actor)
            || self.leases.all().any(|(_, lease)| lease.holder == actor)
            || self.monitor.knows(actor)
    }

    /// Takes a buyer whom the shop does not know out of the books.
    pub(crate) fn take_out(&mut self, actor: Actor) -> Private {
        if let Some(order) = actor.order() {
            self.database.forget_key(order);
        }
        let (account, ending) = self.payments.take(actor);
        Private { account, ending, taken: self.ledger.take_out(actor) }
    }

    /// Puts a buyer back into the books, under this name.
    pub(crate) fn put_in(&mut self, actor: Actor, private: &Private) {
        self.payments.put(actor, private.account.clone(), private.ending);
        for &(item, units) in &private.taken {
            self.ledger.take(actor, item, units);
        }
    }
}
