//! What protects each strategy: taken out, it is missed, or it was decoration.

use std::collections::BTreeSet;
use std::sync::Arc;

use assert_cmd::Command;

use oversell::engine::{Counter, Engine, Fleet, Loom, Stepper};
use oversell::proof::{TABLE, set};
use oversell::session::Failure;
use oversell::shop::Isolation;
use oversell::weaken::{Survey, Weakened, Weakness, Without, Worth, scenarios};
use oversell::{
    Claim, Order, Purchase, Receipt, Scenario, Session, Strategy, Violation, strategies,
};

fn named(scenario: &str) -> Scenario {
    Scenario::named(scenario).expect("a scenario of the catalogue")
}

fn catalogue(strategy: &str) -> Arc<dyn Strategy> {
    Arc::new(strategies::find(strategy).expect("a strategy of the catalogue"))
}

/// The survey of a strategy of the catalogue in the scenarios of its own proofs.
fn survey(strategy: &str) -> Survey {
    let scenarios = scenarios(strategy).expect("the table is valid");
    Survey::of(catalogue(strategy), scenarios).expect("the catalogue behaves")
}

/// Everything that can be taken out of a strategy, and what came of it.
fn all(survey: &Survey) -> Vec<Without> {
    survey.protections().iter().map(|&protection| survey.without(protection)).collect()
}

fn only(survey: &Survey, weakness: Weakness) -> Without {
    let mut matching = survey.protections().iter().filter(|one| one.weakness == weakness);
    let protection = *matching.next().expect("the strategy has it");
    assert!(matching.next().is_none(), "it has it once");
    survey.without(protection)
}

/// How many interleavings of the scenario oversell without the protection, and of how many.
fn oversold(without: &Without, scenario: usize) -> (String, String) {
    let verdict = &without.looks.as_ref().expect("it runs")[scenario].counted.verdict;
    let oversold = verdict.tally(Violation::Oversold).interleavings;
    (oversold.to_string(), verdict.all.interleavings.to_string())
}

/// Each protection of a strategy in order, and what it is worth.
fn check_worth(strategy: &str, expected: &[(Weakness, Worth)]) {
    let found = all(&survey(strategy));
    let worth = |without: &Without| (without.protection.weakness, without.worth());
    assert_eq!(found.iter().map(worth).collect::<Vec<_>>(), expected, "{strategy}");
}

#[test]
fn the_lease_of_the_hotfix_is_decoration() {
    let survey = survey("hotfix");
    let without = only(&survey, Weakness::LeaseNotTaken);
    assert_eq!(without.worth(), Worth::Decoration);
    assert_eq!(without.gone, [Violation::LeaseStolen]);
    for look in without.looks.as_ref().expect("it runs") {
        assert!(!look.shows(Violation::Oversold));
    }
}

#[test]
fn the_where_clause_of_the_hotfix_carries_the_load() {
    let survey = survey("hotfix");
    for weakness in [Weakness::GuardLeftOut, Weakness::RowCountIgnored] {
        let without = only(&survey, weakness);
        assert_eq!(without.worth(), Worth::CarriesLoad);
        assert_eq!(without.worse[0].violation, Violation::Oversold);
        assert!(without.worse[0].in_turn, "even one buyer after the other");
        assert_eq!(oversold(&without, 0), ("2".into(), "6".into()));
    }
}

#[test]
fn worth_of_the_headline_strategies() {
    use Weakness::{GuardLeftOut, LockNotTaken, RowCountIgnored, RowNotLocked, StockNotLookedAt};
    use Worth::CarriesLoad;
    check_worth("check_then_update", &[(StockNotLookedAt, CarriesLoad)]);
    check_worth("locked", &[(LockNotTaken, CarriesLoad), (StockNotLookedAt, CarriesLoad)]);
    let guarded = [(GuardLeftOut, CarriesLoad), (RowCountIgnored, CarriesLoad)];
    check_worth("conditional_update", &guarded);
    let locks_the_row = [(RowNotLocked, CarriesLoad), (StockNotLookedAt, CarriesLoad)];
    check_worth("select_for_update", &locks_the_row);
}

#[test]
fn worth_of_what_is_there_twice() {
    use Worth::{CarriesLoad, Decoration, SavesSales};
    let twice = [
        (Weakness::StockNotLookedAt, Decoration),
        (Weakness::LockNotTaken, CarriesLoad),
        (Weakness::StockNotLookedAt, CarriesLoad),
    ];
    check_worth("recheck_inside_lock", &twice);
    let hold = [
        (Weakness::RowCountIgnored, CarriesLoad),
        (Weakness::RefundNotMade, CarriesLoad),
        // The hold that was never placed cannot be confirmed.
        (Weakness::RowCountIgnored, Decoration),
        // The sweeper puts it back in the end.
        (Weakness::PutBackNotMade, SavesSales),
    ];
    check_worth("hold_with_expiry", &hold);
}

#[test]
fn worth_of_isolation_keys_and_fences() {
    for (strategy, weakness) in [
        ("repeatable_read", Weakness::IsolationLower),
        ("count_orders_serializable", Weakness::IsolationLower),
        ("warehouses_serializable", Weakness::IsolationLower),
        ("idempotency_key", Weakness::KeyNotInserted),
        ("lease_fenced", Weakness::FenceNotCompared),
        ("lease_fenced", Weakness::LeaseNotTaken),
        ("reserve_then_charge", Weakness::PutBackNotMade),
        ("charge_update_or_refund", Weakness::RefundNotMade),
    ] {
        let without = only(&survey(strategy), weakness);
        assert_eq!(without.worth(), Worth::CarriesLoad, "{strategy}: {weakness:?}");
    }
}

/// A green that cannot turn red proves nothing.
#[test]
fn every_strategy_claimed_safe_has_a_line_that_carries_the_load() {
    let safe: BTreeSet<&str> = TABLE
        .iter()
        .filter(|proof| proof.claims.contains(&Claim::Safe))
        .map(|proof| proof.strategy)
        .collect();
    for strategy in safe {
        let found = all(&survey(strategy));
        // A lock that is never waited for, of a row that is found only if it is free, has no parts.
        let carries = found.iter().any(|without| without.worth() == Worth::CarriesLoad);
        assert_eq!(carries, strategy != "skip_locked_units", "{strategy}");
    }
}

/// Without its protection a strategy is another one of the catalogue, interleaving for interleaving.
#[test]
fn what_is_left_is_what_the_catalogue_has() {
    for (strategy, weakness, left) in [
        ("locked", Weakness::LockNotTaken, "check_then_update"),
        ("conditional_update", Weakness::RowCountIgnored, "conditional_update_unchecked"),
        ("hotfix", Weakness::LeaseNotTaken, "hotfix_without_lease"),
        ("reserve_then_charge", Weakness::PutBackNotMade, "conditional_update"),
        ("charge_update_or_refund", Weakness::RefundNotMade, "charge_then_conditional_update"),
        ("count_orders_serializable", Weakness::IsolationLower, "count_orders_repeatable_read"),
        ("count_orders_repeatable_read", Weakness::IsolationLower, "count_orders_read_committed"),
    ] {
        let protection = only(&survey(strategy), weakness).protection;
        let weakened = Fleet::of(Weakened::new(catalogue(strategy), protection));
        for scenario in ["last_item", "last_item_three", "declined"] {
            let verdict = |fleet: &Fleet| {
                Stepper::default().explore(fleet, &named(scenario)).expect("it behaves")
            };
            let found = verdict(&weakened);
            let counted = Counter::default().count(&weakened, &named(scenario)).expect("it counts");
            assert_eq!(counted.verdict.all.interleavings, found.all.interleavings);
            let original = verdict(&Fleet::mixed([catalogue(left)]));
            assert_eq!(found.outcomes, original.outcomes, "{strategy} in {scenario}");
        }
    }
}

#[test]
fn loom_sees_the_same_of_a_weakened_strategy() {
    for strategy in ["locked", "hotfix", "select_for_update", "repeatable_read", "lease_fenced"] {
        let survey = survey(strategy);
        for &protection in survey.protections() {
            let fleet = Fleet::of(Weakened::new(catalogue(strategy), protection));
            let last_item = named("last_item");
            let (_, stepped) = set(&Stepper::default(), &fleet, &last_item).expect("it behaves");
            let (_, modelled) = set(&Loom::default(), &fleet, &last_item).expect("it behaves");
            assert_eq!(stepped, modelled, "{strategy} without {protection:?}");
        }
    }
}

/// What is not sent to the shop is in no record.
#[test]
fn what_is_taken_out_is_not_recorded() {
    let protection = only(&survey("locked"), Weakness::LockNotTaken).protection;
    let fleet = Fleet::of(Weakened::new(catalogue("locked"), protection));
    let (_, interleavings) =
        set(&Stepper::default(), &fleet, &named("last_item")).expect("it behaves");
    for event in interleavings.iter().flat_map(|interleaving| interleaving.events()) {
        assert!(!event.statement.to_string().contains("lock"), "{event:?}");
    }
}

/// A strategy of nobody's catalogue: two protections, of which one is enough.
fn belt_and_braces(shop: &mut Session<'_>, order: &Order) -> Purchase {
    shop.transaction(Isolation::ReadCommitted, |shop| {
        shop.select_stock_for_update(order.item)?;
        if shop.subtract_stock_if_enough(order.item, order.quantity)? == 0 {
            return Err(Failure::OutOfStock);
        }
        Ok(())
    })?;
    if let Err(failure) = shop.charge() {
        shop.put_back(order.item, order.quantity)?;
        return Err(failure);
    }
    Ok(Receipt)
}

#[test]
fn of_a_strategy_of_your_own() {
    let mine: Arc<dyn Strategy> = Arc::new(("mine", belt_and_braces));
    let scenarios = scenarios("mine").expect("those for whoever has no proof");
    let survey = Survey::of(mine, scenarios).expect("it behaves");
    let worth: Vec<(Weakness, Worth)> =
        all(&survey).iter().map(|without| (without.protection.weakness, without.worth())).collect();
    let expected = [
        (Weakness::RowNotLocked, Worth::Decoration),
        (Weakness::StockNotLookedAt, Worth::Decoration),
        (Weakness::GuardLeftOut, Worth::CarriesLoad),
        (Weakness::RowCountIgnored, Worth::CarriesLoad),
        (Weakness::PutBackNotMade, Worth::CarriesLoad),
    ];
    assert_eq!(worth, expected);
    let files: BTreeSet<&str> = survey.protections().iter().map(|one| one.site.file()).collect();
    assert_eq!(files, BTreeSet::from([file!()]));
}

/// The decorator touches nothing but its own line: at another one, nothing changes.
#[test]
fn elsewhere_nothing_is_taken_out() {
    let mut elsewhere = only(&survey("locked"), Weakness::LockNotTaken).protection;
    elsewhere.site = std::panic::Location::caller();
    let fleet = Fleet::of(Weakened::new(catalogue("locked"), elsewhere));
    let last_item = named("last_item");
    let (_, found) = set(&Stepper::default(), &fleet, &last_item).expect("it behaves");
    let locked = Fleet::mixed([catalogue("locked")]);
    let (_, original) = set(&Stepper::default(), &locked, &last_item).expect("it behaves");
    assert_eq!(found, original);
}

/// What `oversell` prints with these arguments, in a process of its own; it makes no claim.
fn printed(args: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oversell"));
    let output = command.args(args.split_whitespace()).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{args}");
    assert_eq!(output.stderr, b"", "{args}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn on_the_command_line() {
    for args in ["weaken hotfix", "weaken locked --stock 2 --buyers 3", "smallest hotfix"] {
        for format in ["text", "json"] {
            let args = format!("{args} --format {format}");
            assert_eq!(printed(&args), printed(&args), "{args}");
        }
    }
    let text = printed("weaken hotfix");
    for words in ["still never oversells: decoration", "2 of 6", "even one", "carried by line 47"] {
        assert!(text.contains(words), "no `{words}` in\n{text}");
    }
    let text = printed("smallest check-then-update");
    assert!(text.contains("smallest failing case (no fault): stock 1, A and B buy 1"), "{text}");
    assert!(text.contains("--schedule ABBA"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&printed("weaken hotfix --format json")).expect("one document");
    assert_eq!(json["protections"][1]["scenarios"][0]["violations"]["Oversold"], "2");
    assert_eq!(json["protections"][0]["worth"], "decoration");
}
