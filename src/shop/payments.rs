//! Payments: the card of every customer, the charges, the refunds, the receipts and the endings.

use std::collections::BTreeMap;

use super::given::Given;
use super::response::Response;
use super::statement::Statement;
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
#[non_exhaustive]
pub struct Account {
    /// What was ordered, and what fails.
    pub buyer: Given<Buyer>,
    /// How often the customer was charged.
    pub charges: u32,
    /// How often the money was given back.
    pub refunds: u32,
    /// How many receipts were written for the order.
    pub receipts: u32,
    /// How often the bank declined.
    pub declines: u32,
}

impl Account {
    fn new(buyer: Given<Buyer>) -> Account {
        Account { buyer, charges: 0, refunds: 0, receipts: 0, declines: 0 }
    }
}

impl Payments {
    /// The books before the first purchase.
    pub fn new(buyers: &[Buyer]) -> Payments {
        let account = |buyer: &Buyer| Account::new(Given::new(buyer.clone()));
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

    /// The account of the order that `actor` pursues; `None` for the environment.
    pub fn account(&self, actor: Actor) -> Option<&Account> {
        self.accounts.get(actor.order()?)
    }

    /// The order that `actor` pursues.
    ///
    /// # Panics
    ///
    /// For an actor of the environment, and for one that the scenario does not have.
    pub fn order(&self, actor: Actor) -> &Order {
        &self.account(actor).expect("only buyers have an order").buyer.order
    }

    /// The bank's answer, which depends on the customer's own card and on nothing that another actor
    /// can touch. `None` for statements that are not the bank's or the customer's business.
    ///
    /// It is a function on its own because whoever steps a strategy without a shop needs it too.
    pub fn answer(buyer: &Buyer, statement: &Statement) -> Option<Response> {
        match statement {
            Statement::Charge if buyer.declined => Some(Response::Declined),
            other => other.is_private().then_some(Response::Done),
        }
    }

    /// A charge, a refund, a receipt or a refusal.
    pub(super) fn apply(&mut self, actor: Actor, statement: &Statement) -> Response {
        let number = actor.order().expect("only buyers pay");
        let account = &mut self.accounts[number];
        let answer = Payments::answer(&account.buyer, statement).expect("a statement about money");
        match (statement, answer) {
            (Statement::Charge, Response::Done) => account.charges += 1,
            (Statement::Charge, _) => account.declines += 1,
            (Statement::Refund, _) => account.refunds += 1,
            (Statement::Receipt, _) => {
                account.receipts += 1;
                self.end(actor, Ok(()));
            }
            (Statement::Refusal(failure), _) => self.end(actor, Err(*failure)),
            (_, _) => {}
        }
        answer
    }

    pub(super) fn rename(&mut self, name: &dyn Fn(Actor) -> Actor) {
        let accounts = self.accounts.clone();
        for (order, account) in accounts.into_iter().enumerate() {
            self.accounts[super::locks::renamed_order(order, name)] = account;
        }
        let endings = std::mem::take(&mut self.endings);
        self.endings = endings.into_iter().map(|(actor, ending)| (name(actor), ending)).collect();
    }

    /// Takes the actor's account and ending out: an account as before the purchase is left behind.
    pub(super) fn take(&mut self, actor: Actor) -> (Account, Option<Result<(), Failure>>) {
        let number = actor.order().expect("only buyers have an account");
        let account = &mut self.accounts[number];
        let blank = Account::new(account.buyer.clone());
        (std::mem::replace(account, blank), self.endings.remove(&actor))
    }

    /// Puts back what was [taken](Payments::take).
    pub(super) fn put(
        &mut self,
        actor: Actor,
        account: Account,
        ending: Option<Result<(), Failure>>,
    ) {
        let number = actor.order().expect("only buyers have an account");
        self.accounts[number] = account;
        if let Some(ending) = ending {
            self.endings.insert(actor, ending);
        }
    }

    /// The purchase of `actor` is over.
    pub(super) fn end(&mut self, actor: Actor, ending: Result<(), Failure>) {
        self.endings.entry(actor).or_insert(ending);
    }
}
