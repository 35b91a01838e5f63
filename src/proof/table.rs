//! The rows of the proof table.
//!
//! The counts are pinned: they repeat, and a change of one is a change of the model or of an engine.
//! They were found by the stepper and by loom, and the small ones counted by hand.

use super::{Chapter, Proof, Trial};
use crate::claim::Claim;
use crate::violation::Violation::{
    ChargedWithoutGoods, Deadlock, FulfilledTwice, GoodsWithoutCharge, LeaseStolen, LostSale,
    MutualExclusion, NegativeStock, Oversold, StockMismatch,
};
use Chapter::{Attempts, Fixes, Hotfix, Incident, Reproduction};
use Claim::{Always, Exactly, Interleavings, Never, Safe, Sells, Sometimes};

const fn row(
    chapter: Chapter,
    strategy: &'static str,
    scenario: &'static str,
    loom: u64,
    claims: &'static [Claim],
) -> Proof {
    Proof { chapter, strategy, scenario, trial: Trial::Exhaustive { loom }, claims }
}

const fn counted(
    chapter: Chapter,
    strategy: &'static str,
    scenario: &'static str,
    claims: &'static [Claim],
) -> Proof {
    Proof { chapter, strategy, scenario, trial: Trial::Counted, claims }
}

const fn sample(
    chapter: Chapter,
    strategy: &'static str,
    executions: u64,
    claims: &'static [Claim],
) -> Proof {
    Proof { chapter, strategy, scenario: "rush", trial: Trial::Sampled { executions }, claims }
}

/// Every proof, in the order of the story.
#[rustfmt::skip]
pub const TABLE: &[Proof] = &[
    row(Incident, "check_then_update", "last_item", 6, &[Interleavings(6), Exactly(4, Oversold), Exactly(4, NegativeStock), Sells]),
    row(Incident, "check_then_update", "last_item_three", 66, &[Interleavings(66), Exactly(60, Oversold), Exactly(60, NegativeStock), Sells]),
    row(Incident, "check_then_update", "last_item_four", 1_176, &[Interleavings(1_176), Exactly(1_152, Oversold), Exactly(1_152, NegativeStock), Sells]),
    counted(Incident, "check_then_update", "rush", &[Interleavings(3_866_728_320), Exactly(3_866_688_000, Oversold), Sells]),
    row(Incident, "check_then_update", "two_left_three_buyers", 90, &[Interleavings(90), Exactly(72, Oversold), Exactly(72, NegativeStock), Sells]),
    row(Incident, "check_then_update", "bulk", 6, &[Interleavings(6), Exactly(4, Oversold), Exactly(4, NegativeStock), Sells]),

    row(Incident, "check_then_set", "last_item", 6, &[Interleavings(6), Exactly(4, Oversold), Exactly(4, StockMismatch), Never(NegativeStock), Sells]),
    row(Incident, "check_then_set", "last_item_three", 66, &[Interleavings(66), Exactly(60, Oversold), Exactly(60, StockMismatch), Never(NegativeStock), Sells]),
    row(Incident, "check_then_set", "last_item_four", 1_176, &[Interleavings(1_176), Exactly(1_152, Oversold), Exactly(1_152, StockMismatch), Never(NegativeStock), Sells]),

    row(Incident, "read_committed", "last_item", 10, &[Interleavings(8), Exactly(6, Oversold), Exactly(6, NegativeStock), Sells]),
    row(Incident, "read_committed", "last_item_three", 330, &[Interleavings(198), Exactly(180, Oversold), Exactly(180, NegativeStock), Sells]),

    sample(Reproduction, "check_then_update", 100, &[Sometimes(Oversold), Sells]),

    row(Attempts, "check_outside_lock", "last_item", 12, &[Interleavings(10), Exactly(6, Oversold), Exactly(6, NegativeStock), Sells]),
    row(Attempts, "check_outside_lock", "last_item_three", 270, &[Interleavings(180), Exactly(162, Oversold), Exactly(162, NegativeStock), Sells]),
    row(Attempts, "check_outside_lock", "last_item_four", 9_008, &[Interleavings(4_920), Exactly(4_824, Oversold), Exactly(4_824, NegativeStock), Sells]),

    row(Attempts, "instance_locked", "last_item", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Attempts, "instance_locked", "two_instances", 111, &[Interleavings(62), Exactly(36, Oversold), Exactly(36, NegativeStock), Exactly(36, MutualExclusion), Sells]),

    row(Attempts, "unlock_before_commit", "last_item", 8, &[Interleavings(6), Exactly(2, Oversold), Exactly(2, NegativeStock), Sells]),
    row(Attempts, "unlock_before_commit", "last_item_three", 144, &[Interleavings(90), Exactly(30, Oversold), Exactly(30, NegativeStock), Sells]),

    row(Attempts, "conditional_update_unchecked", "last_item", 2, &[Interleavings(2), Always(Oversold), Always(StockMismatch), Never(NegativeStock), Sells]),
    row(Attempts, "conditional_update_unchecked", "last_item_three", 6, &[Interleavings(6), Always(Oversold), Always(StockMismatch), Never(NegativeStock), Sells]),

    row(Attempts, "charge_then_conditional_update", "last_item", 2, &[Interleavings(2), Always(ChargedWithoutGoods), Never(Oversold), Sells]),
    row(Attempts, "charge_then_conditional_update", "last_item_three", 6, &[Interleavings(6), Always(ChargedWithoutGoods), Never(Oversold), Sells]),

    row(Attempts, "conditional_update", "declined", 2, &[Interleavings(2), Exactly(1, StockMismatch), Never(Oversold), Exactly(1, LostSale), Sells]),

    row(Attempts, "charge_not_awaited", "declined", 2, &[Interleavings(2), Exactly(1, GoodsWithoutCharge), Never(Oversold), Never(LostSale), Sells]),

    row(Attempts, "read_committed_check_set", "checked", 10, &[Interleavings(8), Exactly(6, Oversold), Exactly(6, StockMismatch), Never(NegativeStock), Sells]),

    row(Attempts, "count_orders_read_committed", "last_item", 20, &[Interleavings(20), Exactly(18, Oversold), Never(NegativeStock), Sells]),
    row(Attempts, "count_orders_read_committed", "last_item_three", 1_530, &[Interleavings(1_530), Exactly(1_512, Oversold), Never(NegativeStock), Sells]),

    row(Attempts, "count_orders_repeatable_read", "last_item", 20, &[Interleavings(20), Exactly(18, Oversold), Sells]),
    row(Attempts, "count_orders_repeatable_read", "last_item_three", 1_530, &[Interleavings(1_530), Exactly(1_512, Oversold), Sells]),

    row(Attempts, "warehouses_repeatable_read", "warehouses", 20, &[Interleavings(20), Exactly(18, Oversold), Sells]),

    row(Attempts, "lease_check_then_update", "last_item", 20, &[Interleavings(20), Safe, Never(LostSale), Sells]),
    row(Attempts, "lease_check_then_update", "last_item_tick", 318, &[Interleavings(318), Exactly(108, Oversold), Exactly(108, NegativeStock), Exactly(108, MutualExclusion), Sells]),

    row(Attempts, "lease_released_by_stranger", "last_item", 20, &[Interleavings(20), Safe, Never(LostSale), Sells]),
    row(Attempts, "lease_released_by_stranger", "last_item_tick", 318, &[Interleavings(318), Exactly(108, Oversold), Exactly(108, NegativeStock), Exactly(108, MutualExclusion), Exactly(122, LeaseStolen), Sells]),
    counted(Attempts, "lease_released_by_stranger", "last_item_three_tick", &[Interleavings(42_762), Exactly(20_088, Oversold), Exactly(20_088, NegativeStock), Exactly(20_088, MutualExclusion), Exactly(26_256, LeaseStolen), Sells]),

    row(Attempts, "lease_owner_checked_first", "last_item", 30, &[Interleavings(30), Safe, Never(LostSale), Sells]),
    row(Attempts, "lease_owner_checked_first", "last_item_tick", 652, &[Interleavings(652), Exactly(80, Oversold), Exactly(80, NegativeStock), Exactly(144, MutualExclusion), Exactly(8, LostSale), Sells]),

    row(Attempts, "lease_fenced_write", "last_item", 20, &[Interleavings(20), Safe, Never(LostSale), Sells]),
    row(Attempts, "lease_fenced_write", "last_item_tick", 318, &[Interleavings(318), Exactly(54, Oversold), Exactly(54, NegativeStock), Exactly(66, MutualExclusion), Sells]),

    row(Attempts, "cart_mutexes_unordered", "carts", 8, &[Interleavings(4), Exactly(2, Deadlock), Never(Oversold), Sells]),

    row(Attempts, "double_submit", "sent_twice", 2, &[Interleavings(2), Always(FulfilledTwice), Never(Oversold), Sells]),

    row(Attempts, "hold_confirmed_blindly", "expiring_hold", 82, &[Interleavings(78), Exactly(6, Oversold), Exactly(10, StockMismatch), Sells]),

    row(Attempts, "optimistic_without_retry", "last_item", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Attempts, "optimistic_without_retry", "two_left", 6, &[Interleavings(6), Safe, Exactly(4, LostSale), Sells]),

    row(Attempts, "reserve_then_charge", "crash", 32, &[Interleavings(20), Exactly(10, StockMismatch), Exactly(6, ChargedWithoutGoods), Never(Oversold), Exactly(10, LostSale), Sells]),

    row(Hotfix, "hotfix", "last_item", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Hotfix, "hotfix", "last_item_tick", 52, &[Interleavings(52), Exactly(14, LeaseStolen), Never(Oversold), Sells]),
    row(Hotfix, "hotfix", "declined", 6, &[Interleavings(6), Exactly(3, StockMismatch), Never(Oversold), Exactly(3, LostSale), Sells]),

    row(Hotfix, "hotfix_without_lease", "last_item", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Hotfix, "hotfix_without_lease", "last_item_tick", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Hotfix, "hotfix_without_lease", "declined", 2, &[Interleavings(2), Exactly(1, StockMismatch), Never(Oversold), Exactly(1, LostSale), Sells]),

    row(Hotfix, "hotfix_without_guard", "last_item", 8, &[Interleavings(8), Safe, Never(LostSale), Sells]),
    row(Hotfix, "hotfix_without_guard", "last_item_tick", 130, &[Interleavings(130), Exactly(48, Oversold), Exactly(48, NegativeStock), Exactly(48, MutualExclusion), Exactly(50, LeaseStolen), Sells]),

    row(Fixes, "locked", "last_item", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Fixes, "locked", "last_item_three", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Fixes, "locked", "last_item_four", 24, &[Interleavings(24), Safe, Never(LostSale), Sells]),
    counted(Fixes, "locked", "rush", &[Interleavings(40_320), Safe, Never(LostSale), Sells]),
    row(Fixes, "locked", "declined", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),

    row(Fixes, "recheck_inside_lock", "last_item", 14, &[Interleavings(12), Safe, Never(LostSale), Sells]),
    row(Fixes, "recheck_inside_lock", "last_item_three", 363, &[Interleavings(258), Safe, Never(LostSale), Sells]),
    row(Fixes, "recheck_inside_lock", "declined", 13, &[Interleavings(11), Safe, Never(LostSale), Sells]),

    row(Fixes, "conditional_update", "last_item", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Fixes, "conditional_update", "last_item_three", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Fixes, "conditional_update", "last_item_four", 24, &[Interleavings(24), Safe, Never(LostSale), Sells]),
    row(Fixes, "conditional_update", "bulk", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    counted(Fixes, "conditional_update", "rush", &[Interleavings(40_320), Safe, Never(LostSale), Sells]),
    sample(Fixes, "conditional_update", 10_000, &[Safe, Never(LostSale), Sells]),

    row(Fixes, "charge_update_or_refund", "last_item", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Fixes, "charge_update_or_refund", "last_item_three", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Fixes, "charge_update_or_refund", "declined", 1, &[Interleavings(1), Safe, Never(LostSale), Sells]),

    row(Fixes, "reserve_then_charge", "last_item", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Fixes, "reserve_then_charge", "last_item_four", 24, &[Interleavings(24), Safe, Never(LostSale), Sells]),
    row(Fixes, "reserve_then_charge", "declined", 3, &[Interleavings(3), Safe, Exactly(1, LostSale), Sells]),

    row(Fixes, "optimistic_version", "last_item", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Fixes, "optimistic_version", "last_item_three", 150, &[Interleavings(150), Safe, Never(LostSale), Sells]),
    row(Fixes, "optimistic_version", "last_item_four", 11_112, &[Interleavings(11_112), Safe, Never(LostSale), Sells]),
    counted(Fixes, "optimistic_version", "rush", &[Interleavings(249_048_048_816_000), Safe, Never(LostSale), Sells]),
    row(Fixes, "optimistic_version", "two_left", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Fixes, "optimistic_version", "declined", 11, &[Interleavings(11), Safe, Exactly(3, LostSale), Sells]),

    row(Fixes, "read_committed_check", "checked", 10, &[Interleavings(8), Safe, Never(LostSale), Sells]),

    row(Fixes, "select_for_update", "last_item", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Fixes, "select_for_update", "last_item_three", 6, &[Interleavings(6), Safe, Never(LostSale), Sells]),
    row(Fixes, "select_for_update", "last_item_four", 24, &[Interleavings(24), Safe, Never(LostSale), Sells]),
    counted(Fixes, "select_for_update", "rush", &[Interleavings(40_320), Safe, Never(LostSale), Sells]),
    row(Fixes, "select_for_update", "two_instances", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Fixes, "select_for_update", "declined", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),

    row(Fixes, "repeatable_read", "last_item", 14, &[Interleavings(8), Safe, Never(LostSale), Sells]),
    row(Fixes, "repeatable_read", "last_item_three", 11_898, &[Interleavings(918), Safe, Never(LostSale), Sells]),
    row(Fixes, "repeatable_read", "declined", 37, &[Interleavings(19), Safe, Exactly(8, LostSale), Sells]),

    row(Fixes, "count_orders_serializable", "last_item", 20, &[Interleavings(20), Safe, Never(LostSale), Sells]),
    row(Fixes, "count_orders_serializable", "last_item_three", 1_530, &[Interleavings(1_530), Safe, Never(LostSale), Sells]),

    row(Fixes, "warehouses_serializable", "warehouses", 20, &[Interleavings(20), Safe, Never(LostSale), Sells]),

    row(Fixes, "cart_unordered", "carts", 36, &[Interleavings(4), Safe, Never(LostSale), Sells]),

    row(Fixes, "cart_ordered", "carts", 2, &[Interleavings(2), Safe, Never(LostSale), Sells]),

    row(Fixes, "cart_mutexes_ordered", "carts", 6, &[Interleavings(4), Safe, Never(LostSale), Sells]),

    row(Fixes, "idempotency_key", "last_item", 14, &[Interleavings(8), Safe, Never(LostSale), Sells]),
    row(Fixes, "idempotency_key", "sent_twice", 10, &[Interleavings(2), Safe, Never(LostSale), Sells]),
    row(Fixes, "idempotency_key", "declined", 32, &[Interleavings(17), Safe, Exactly(8, LostSale), Sells]),

    row(Fixes, "lease_fenced", "last_item", 20, &[Interleavings(20), Safe, Never(LostSale), Sells]),
    row(Fixes, "lease_fenced", "last_item_tick", 306, &[Interleavings(306), Safe, Never(LostSale), Sells]),

    row(Fixes, "hold_with_expiry", "last_item", 4, &[Interleavings(4), Safe, Never(LostSale), Sells]),
    row(Fixes, "hold_with_expiry", "expiring_hold", 82, &[Interleavings(78), Safe, Exactly(4, LostSale), Sells]),
    row(Fixes, "hold_with_expiry", "declined", 4, &[Interleavings(4), Safe, Exactly(1, LostSale), Sells]),

    row(Fixes, "skip_locked_units", "last_item", 12, &[Interleavings(12), Safe, Never(LostSale), Sells]),
    row(Fixes, "skip_locked_units", "last_item_three", 270, &[Interleavings(270), Safe, Never(LostSale), Sells]),
    row(Fixes, "skip_locked_units", "declined", 9, &[Interleavings(9), Safe, Exactly(2, LostSale), Sells]),
];
