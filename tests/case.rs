//! Cases: a proof in a test of one's own, and what it says when it fails.

#[path = "support/golden.rs"]
mod golden;

use golden::check_golden;
use oversell::case::Failed;
use oversell::claim::Level;
use oversell::engine::{Shuttle, Stepper};
use oversell::scenario::Budget;
use oversell::strategies::Entry;
use oversell::{
    Case, Claim, Failure, Fault, Order, Purchase, Receipt, Scenario, Session, Violation,
};

/// The incident as somebody else writes it.
fn buy(shop: &mut Session<'_>, order: &Order) -> Purchase {
    let stock = shop.select_stock(order.item)?;
    if stock < order.quantity {
        return Err(Failure::OutOfStock);
    }
    shop.charge()?;
    shop.subtract_stock(order.item, order.quantity)?;
    Ok(Receipt)
}

fn strategy(name: &str) -> Entry {
    oversell::strategies::find(name).expect("a strategy of the catalogue")
}

/// What a test that fails prints.
fn failure(case: &Case) -> String {
    case.try_check().expect_err("it fails").to_string()
}

fn passes(case: &Case) {
    if let Err(failed) = case.try_check() {
        panic!("{failed}");
    }
}

/// The report but for its last line, which names the thread that runs this.
fn without_command(report: &str) -> String {
    let lines = report.lines().filter(|line| !line.starts_with("replay it:"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_failing_proof_fits_on_one_screen() {
    let report = failure(&oversell::prove(buy).in_scenario("last_item").never(Violation::Oversold));
    assert!(report.lines().count() <= 40, "{report}");
    assert!(report.contains("replay it: OVERSELL_REPLAY=ABBA cargo test -- --exact "), "{report}");
    check_golden("case_failed.txt", &without_command(&report));
}

#[test]
fn a_failing_matrix_shows_the_first_that_fails() {
    let case = oversell::prove(buy).in_standard_scenarios().level(Level::FullySafe);
    let report = failure(&case);
    assert!(report.lines().count() <= 40, "{report}");
    check_golden("case_matrix_failed.txt", &without_command(&report));
}

#[test]
fn levels() {
    let level = |name, level| oversell::prove(strategy(name)).in_standard_scenarios().level(level);
    passes(&level("idempotency_key", Level::FullySafe));
    passes(&level("hotfix", Level::NeverOversells));
    let leak = failure(&level("hotfix", Level::FullySafe));
    assert!(leak.contains("StockMismatch"), "{leak}");
}

#[test]
fn the_standard_scenarios_are_named_once() {
    let findings = oversell::prove(strategy("locked")).in_standard_scenarios();
    let findings = findings.claim(Claim::Sells).run().expect("it behaves").findings;
    assert!(findings.len() > 12);
    assert!(findings.iter().all(|finding| !finding.verdict.scenario.name().is_empty()));
    let again = oversell::prove(strategy("locked")).in_standard_scenarios().in_scenario("bulk");
    let again = again.claim(Claim::Sells).run().expect("it behaves").findings;
    assert_eq!(findings.len(), again.len());
}

#[test]
fn buyers_and_budgets() {
    let case = oversell::prove(strategy("conditional_update")).buyers(2..=4);
    let findings = case.clone().never(Violation::Oversold).run().expect("it behaves").findings;
    let all = findings.iter().map(|finding| finding.verdict.all.interleavings.clone());
    assert_eq!(all.collect::<Vec<_>>(), [2u32.into(), 6u32.into(), 24u32.into()]);

    let crash = Budget { crashes: 1, ..Budget::default() };
    let report = failure(&case.budget(crash).level(Level::FullySafe));
    // Taken, and the process died before anybody was charged.
    assert!(report.contains("StockMismatch"), "{report}");
    assert!(report.contains("CRASH"), "{report}");
    assert!(report.contains("OVERSELL_REPLAY="), "{report}");
}

#[test]
fn whoever_sells_nothing_does_not_pass() {
    let closed = |_: &mut Session<'_>, _: &Order| Err(Failure::OutOfStock);
    let report = failure(&oversell::prove(("closed", closed)).never(Violation::Oversold));
    assert!(report.contains("✗ sometimes sells: none of"), "{report}");
}

#[test]
fn a_search_that_was_cut_off_proves_nothing() {
    let cut = Stepper { max_interleavings: 3 };
    let case = oversell::prove(strategy("conditional_update")).in_scenario("last_item_four");
    let report = failure(&case.engine(cut).never(Violation::Oversold));
    assert!(report.contains("~ never Oversold, in what was seen"), "{report}");
    assert!(report.contains("bounded"), "{report}");
}

/// Somebody asked for a sample: nothing speaks against the claim, and the findings say that it is one.
#[test]
fn a_sample_passes_and_says_so() {
    let few = || Shuttle { executions: 50, ..Shuttle::default() };
    let case = oversell::prove(strategy("locked")).in_scenario("rush").engine(few());
    let findings = case.never(Violation::Oversold).try_check().expect("nothing against it");
    assert!(findings.to_string().contains("that is no proof"), "{findings}");
    let several = oversell::prove(strategy("locked")).in_scenario("rush").in_scenario("last_item");
    let findings = several.engine(few()).never(Violation::Oversold).try_check().expect("nothing");
    assert!(findings.to_string().contains("2 of them sampled"), "{findings}");
    let case = oversell::prove(buy).in_scenario("rush").engine(few());
    assert!(failure(&case.never(Violation::Oversold)).contains("Oversold"));
}

/// A guard taken out must be caught: here by hand, in `weaken` for all strategies.
#[test]
fn a_mutant_is_caught() {
    let mutant = |shop: &mut Session<'_>, order: &Order| {
        shop.subtract_stock(order.item, order.quantity)?;
        shop.charge()?;
        Ok(Receipt)
    };
    let report = failure(&oversell::prove(("mutant", mutant)).never(Violation::Oversold));
    assert!(report.contains("Oversold in every order"), "{report}");
}

#[test]
fn what_is_not_there_is_said() {
    let fault = |case: &Case| match case.try_check() {
        Err(Failed::Fault(fault)) => fault.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(fault(&oversell::prove(buy)).contains("a case without claims"));
    let misspelt = oversell::prove(buy).in_scenario("last_itme").claim(Claim::Safe);
    assert!(fault(&misspelt).contains("last-item"));
    let nobody = oversell::prove(buy).in_scenario(Scenario::new(1)).claim(Claim::Safe);
    assert!(fault(&nobody).contains("no buyers"));
    let negative = oversell::prove(buy).in_scenario(Scenario::new(-1)).claim(Claim::Safe);
    assert!(fault(&negative).contains("stock"));
    let (least, most) = (4, 2);
    let nobody = oversell::prove(buy).buyers(least..=most).claim(Claim::Safe);
    assert!(fault(&nobody).contains("a range of buyers cannot be `4..=2`"));
    let too_many = oversell::prove(buy).buyers(0..=1).claim(Claim::Safe);
    assert!(fault(&too_many).contains("buyers must be 1 to"));
}

#[test]
fn a_strategy_that_misbehaves_is_named() {
    let panics = |_: &mut Session<'_>, _: &Order| -> Purchase { panic!("oh no") };
    match oversell::prove(("panics", panics)).claim(Claim::Safe).try_check() {
        Err(Failed::Fault(fault @ Fault::Strategy { .. })) => {
            let text = fault.to_string();
            assert!(text.contains("panics") && text.contains("oh no"), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

/// A witness that is missing: what happens instead, and what is no deadlock.
#[test]
fn what_happens_instead_is_listed() {
    let case = oversell::prove(strategy("cart_unordered")).in_scenario("carts");
    let report = failure(&case.sometimes(Violation::Deadlock));
    assert!(report.contains("(40P01), which is no deadlock"), "{report}");
    assert!(report.contains("1 database error 40P01"), "{report}");
}

#[test]
fn who_waits_for_whom_is_shown() {
    let case = oversell::prove(strategy("cart_mutexes_unordered")).in_scenario("carts");
    let report = failure(&case.never(Violation::Deadlock));
    assert!(report.contains("… waits for B") && report.contains("… waits for A"), "{report}");
}

/// The names of functions, closures and pairs.
#[test]
fn names() {
    use oversell::Strategy;
    let closure = |_: &mut Session<'_>, _: &Order| Ok(Receipt);
    let pointer: fn(&mut Session<'_>, &Order) -> Purchase = buy;
    assert_eq!(buy.name(), "buy");
    assert_eq!(closure.name(), "names");
    assert_eq!(pointer.name(), "purchase");
    assert_eq!(("other", buy).name(), "other");
}
