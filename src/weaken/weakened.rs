//! A strategy with one of its protections taken out: a decorator, which leaves the strategy as it is.

use std::sync::Arc;

use super::Protection;
use super::weakness::Weakness;
use crate::scenario::Order;
use crate::session::{Execute, Purchase, Session, Site, Stopped, Strategy};
use crate::shop::{Isolation, Item, Response, Statement};

/// A strategy without one of its protections.
///
/// It runs the strategy as it is; the statement that is made at the protection's site, and there
/// only, is weakened on its way to the shop. So it runs on every engine, as any strategy does.
///
/// ```
/// use std::sync::Arc;
/// use oversell::engine::{Engine, Fleet, Stepper};
/// use oversell::weaken::{self, Weakened, Weakness};
/// use oversell::{Scenario, Violation, strategies};
///
/// let locked = Arc::new(strategies::find("locked")?);
/// let last_item = Scenario::named("last_item")?;
/// let protections = weaken::protections(locked.clone(), std::slice::from_ref(&last_item))?;
/// let lock = protections.iter().find(|one| one.weakness == Weakness::LockNotTaken);
/// let without = Weakened::new(locked, *lock.expect("it locks"));
/// // What is left of it is the incident.
/// let verdict = Stepper::default().explore(&Fleet::of(without), &last_item)?;
/// assert_eq!(verdict.tally(Violation::Oversold).interleavings, 4u32.into());
/// # Ok::<(), oversell::Fault>(())
/// ```
#[derive(Clone)]
pub struct Weakened {
    strategy: Arc<dyn Strategy>,
    without: Protection,
}

impl Weakened {
    /// The strategy without this protection.
    pub fn new(strategy: Arc<dyn Strategy>, without: Protection) -> Weakened {
        Weakened { strategy, without }
    }
}

impl Strategy for Weakened {
    fn name(&self) -> &str {
        self.strategy.name()
    }

    fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase {
        let mut thief = Thief::new(self.without);
        shop.decorated(
            |seam, site, statement| thief.pass(seam, site, statement),
            |shop| self.strategy.purchase(shop, order),
        )
    }
}

/// Takes the protection out of one purchase.
struct Thief {
    site: Site,
    weakness: Weakness,
    /// What the purchase believes to have.
    believed: Vec<Thing>,
    /// Whether the open transaction has been lowered to READ COMMITTED, which knows no snapshots.
    without_snapshot: bool,
}

/// Something that a purchase takes and gives back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thing {
    Mutex(Item),
    Advisory(Item),
    Lease(Item),
}

impl Thief {
    fn new(without: Protection) -> Thief {
        Thief {
            site: without.site,
            weakness: without.weakness,
            believed: Vec::new(),
            without_snapshot: false,
        }
    }

    fn pass(
        &mut self,
        seam: &mut dyn Execute,
        site: Site,
        statement: &Statement,
    ) -> Result<Response, Stopped> {
        if let Some(answer) = self.of_what_was_not_taken(statement) {
            return Ok(answer);
        }
        let is_it = site == self.site && self.weakness.applies_to(statement);
        if let Statement::Begin(_) = statement {
            self.without_snapshot = is_it
                && self.weakness.rewrite(statement) == Statement::Begin(Isolation::ReadCommitted);
        }
        if !is_it {
            return seam.execute(site, statement);
        }
        if let Some(answer) = self.weakness.instead(statement) {
            self.believed.extend(taken(statement));
            return Ok(answer);
        }
        let heard = seam.execute(site, &self.weakness.rewrite(statement))?;
        Ok(self.weakness.mishear(heard))
    }

    /// The answer to a statement that only makes sense for what was taken; `None` for every other.
    fn of_what_was_not_taken(&mut self, statement: &Statement) -> Option<Response> {
        if let Statement::Snapshot = statement {
            return self.without_snapshot.then_some(Response::Done);
        }
        if let Statement::CheckLease { item, .. } = *statement {
            return self.believed.contains(&Thing::Lease(item)).then_some(Response::Rows(1));
        }
        let (thing, answer) = match *statement {
            Statement::Unlock { item } => (Thing::Mutex(item), Response::Done),
            Statement::AdvisoryUnlock { item } => (Thing::Advisory(item), Response::Done),
            Statement::ReleaseLease { item, .. } => (Thing::Lease(item), Response::Rows(1)),
            _ => return None,
        };
        let index = self.believed.iter().position(|other| *other == thing)?;
        self.believed.remove(index);
        Some(answer)
    }
}

/// What the statement takes, to be given back by another.
fn taken(statement: &Statement) -> Option<Thing> {
    match *statement {
        Statement::Lock { item } => Some(Thing::Mutex(item)),
        Statement::AdvisoryLock { item, transaction: false } => Some(Thing::Advisory(item)),
        Statement::AcquireLease { item, .. } => Some(Thing::Lease(item)),
        _ => None,
    }
}
