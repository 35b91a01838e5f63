//! Violations: broken promises, each judged by one function from outside the shop.

use std::collections::BTreeSet;
use std::fmt;

use crate::actor::Actor;
use crate::session::Failure;
use crate::shop::Shop;

/// A broken promise.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Violation {
    /// More units on receipts than there were to sell.
    Oversold,
    /// A row below zero at any moment.
    NegativeStock,
    /// At the end, what there was is not what was sold and what is left: a lost update or a leak.
    StockMismatch,
    /// A charge neither fulfilled nor refunded.
    ChargedWithoutGoods,
    /// A receipt without a charge.
    GoodsWithoutCharge,
    /// One order, two receipts.
    FulfilledTwice,
    /// Refused for another reason than its own declined card, though at the end at least the
    /// quantity that it ordered is unsold.
    LostSale,
    /// Buyers who wait for each other, or for one who has left, for ever. A cycle of waits that the
    /// database sees is none: it aborts one of them (40P01), which is counted as cost.
    Deadlock,
    /// Two holders of one mutex or lease inside what it protects: one touched the row, then the
    /// other, then the first again.
    MutualExclusion,
    /// A live lease removed by somebody who does not hold it.
    LeaseStolen,
}

impl Violation {
    /// Every violation, the incident's own first.
    pub const ALL: &'static [Violation] = &[
        Violation::Oversold,
        Violation::NegativeStock,
        Violation::StockMismatch,
        Violation::ChargedWithoutGoods,
        Violation::GoodsWithoutCharge,
        Violation::FulfilledTwice,
        Violation::LostSale,
        Violation::Deadlock,
        Violation::MutualExclusion,
        Violation::LeaseStolen,
    ];

    /// The violations that a safe strategy never shows. A lost sale is claimed row by row: it costs
    /// money and breaks no promise.
    pub const UNSAFE: &'static [Violation] = &[
        Violation::Oversold,
        Violation::NegativeStock,
        Violation::StockMismatch,
        Violation::ChargedWithoutGoods,
        Violation::GoodsWithoutCharge,
        Violation::FulfilledTwice,
        Violation::Deadlock,
        Violation::MutualExclusion,
        Violation::LeaseStolen,
    ];

    /// The name, as in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Violation::Oversold => "Oversold",
            Violation::NegativeStock => "NegativeStock",
            Violation::StockMismatch => "StockMismatch",
            Violation::ChargedWithoutGoods => "ChargedWithoutGoods",
            Violation::GoodsWithoutCharge => "GoodsWithoutCharge",
            Violation::FulfilledTwice => "FulfilledTwice",
            Violation::LostSale => "LostSale",
            Violation::Deadlock => "Deadlock",
            Violation::MutualExclusion => "MutualExclusion",
            Violation::LeaseStolen => "LeaseStolen",
        }
    }

    /// Whether the violation is there as soon as it happens, whatever comes later. The others are
    /// judged when the last purchase has ended.
    pub fn shows_at_once(self) -> bool {
        matches!(
            self,
            Violation::Oversold
                | Violation::NegativeStock
                | Violation::MutualExclusion
                | Violation::LeaseStolen
        )
    }

    /// Whether `shop` shows it: at any moment if it shows at once, else at the end.
    pub fn is_in(self, shop: &Shop) -> bool {
        match self {
            Violation::Oversold => shop.ledger().is_oversold(),
            Violation::NegativeStock => shop.monitor().lowest_stock() < 0,
            Violation::StockMismatch => shop.ledger().has_leaked(),
            Violation::ChargedWithoutGoods => charged_without_goods(shop),
            Violation::GoodsWithoutCharge => goods_without_charge(shop),
            Violation::FulfilledTwice => fulfilled_twice(shop),
            Violation::LostSale => lost_sale(shop),
            // At the end of an execution, who has not ended can never move again.
            Violation::Deadlock => !shop.is_closed(),
            Violation::MutualExclusion => shop.monitor().exclusion_broken(),
            Violation::LeaseStolen => shop.monitor().lease_stolen(),
        }
    }

    /// All that a finished execution has broken.
    pub fn judge(shop: &Shop) -> BTreeSet<Violation> {
        Violation::ALL.iter().copied().filter(|violation| violation.is_in(shop)).collect()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

fn charged_without_goods(shop: &Shop) -> bool {
    let mut accounts = shop.payments().accounts().iter();
    accounts.any(|account| account.charges > account.refunds + account.receipts)
}

fn goods_without_charge(shop: &Shop) -> bool {
    let mut accounts = shop.payments().accounts().iter();
    accounts.any(|account| account.receipts > 0 && account.charges <= account.refunds)
}

fn fulfilled_twice(shop: &Shop) -> bool {
    shop.payments().accounts().iter().any(|account| account.receipts > 1)
}

fn lost_sale(shop: &Shop) -> bool {
    turned_away(shop).next().is_some()
}

/// The buyers who were refused for another reason than their own card, though all that they wanted
/// is left at the end.
pub(crate) fn turned_away(shop: &Shop) -> impl Iterator<Item = Actor> + '_ {
    let endings = shop.payments().endings().iter();
    endings
        .filter(|(actor, ending)| is_refusal(**ending) && is_unsold(shop, **actor))
        .map(|(&actor, _)| actor)
}

/// Whether the shop, and not the customer's bank or a crash, turned the purchase down.
fn is_refusal(ending: Result<(), Failure>) -> bool {
    match ending {
        Ok(()) | Err(Failure::Declined | Failure::Crashed | Failure::Stopped) => false,
        Err(
            Failure::OutOfStock
            | Failure::Conflict
            | Failure::Busy
            | Failure::LostHold
            | Failure::Duplicate
            | Failure::Database(_),
        ) => true,
    }
}

/// Whether all that the order wants is left, and the customer has not got it by another request.
fn is_unsold(shop: &Shop, actor: Actor) -> bool {
    let Some(account) = shop.payments().account(actor) else { return false };
    let order = &account.buyer.order;
    let left = |item| shop.ledger().unsold(item) >= order.quantity;
    account.receipts == 0 && order.basket().all(left)
}
