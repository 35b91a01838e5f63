//! Payments: the card of every customer, the charges, the refunds and the receipts.

use std::collections::BTreeMap;

use super::statement::{Response, Statement};
use crate::actor::Actor;
use crate::scenario::{Buyer, Order};
use crate::session::Failure;

/// The books of the money: one account per order, and how every purchase ended.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Payments {
    accounts: Vec<Account>,
    endings: BTreeMap<Actor, Result<(), Failure>>,
}

/// What happened to one order's money.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Account {
    /// What was ordered, and whether the card is declined.
    pub buyer: Buyer,
    /// How often the customer was charged.
    pub charges: u32,
    /// How often the money was given back.
    pub refunds: u32,
    /// How many receipts were written for the order.
    pub receipts: u32,
}

impl Payments {
    /// The books before the first purchase.
    pub fn new(buyers: &[Buyer]) -> Payments {
        let account =
            |buyer: &Buyer| Account { buyer: buyer.clone(), charges: 0, refunds: 0, receipts: 0 };
        Payments { accounts: buyers.iter().map(account).collect(), endings: BTreeMap::new() }
    }

    /// The accounts, in the order of the orders.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// How the purchases that have ended did so, in actor order.
    pub fn endings(&self) -> &BTreeMap<Actor, Result<(), Failure>> {
        &self.endings
    }

    /// The order that `actor` pursues.
    ///
    /// # Panics
    ///
    /// For an actor of the environment, and for one that the scenario does not have.
    pub fn order(&self, actor: Actor) -> &Order {
        let number = actor.order().expect("only buyers have an order");
        &self.accounts[number].buyer.order
    }

    /// The bank's answer, which depends on the customer's own card and on nothing that another actor
    /// can touch. `None` for statements that are not the bank's or the customer's business.
    ///
    /// It is a function on its own because whoever steps a strategy without a shop needs it too.
    pub fn answer(buyer: &Buyer, statement: &Statement) -> Option<Response> {
        match statement {
            Statement::Charge if buyer.declined => Some(Response::Declined),
            Statement::Charge | Statement::Refund => Some(Response::Done),
            Statement::Receipt | Statement::Refusal(_) => Some(Response::Done),
            Statement::Select { .. }
            | Statement::SelectVersion { .. }
            | Statement::Update { .. }
            | Statement::Lock(_)
            | Statement::Unlock(_) => None,
        }
    }

    pub(super) fn apply(&mut self, actor: Actor, statement: &Statement) -> Response {
        let number = actor.order().expect("only buyers pay");
        let account = &mut self.accounts[number];
        let answer = Payments::answer(&account.buyer, statement).expect("a statement about money");
        match (statement, answer) {
            (Statement::Charge, Response::Done) => account.charges += 1,
            (Statement::Refund, _) => account.refunds += 1,
            (Statement::Receipt, _) => {
                account.receipts += 1;
                self.endings.insert(actor, Ok(()));
            }
            (Statement::Refusal(failure), _) => {
                self.endings.insert(actor, Err(*failure));
            }
            (_, _) => {}
        }
        answer
    }
}
