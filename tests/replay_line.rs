//! The flags that a counterexample prints: they parse back to the scenario that it was found in.

use assert_cmd::Command;
use serde_json::Value;

use oversell::message::{kebab, scenario_flags};
use oversell::report::json;
use oversell::scenario::{Budget, NAMED, Named};
use oversell::{Actor, Scenario};

/// How deep crashes are placed: no flag looks different further down.
const STEPS: u32 = 2;

/// The scenario that the binary makes of these flags, without its name.
fn parsed(strategy: &str, flags: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oversell"));
    command.args(["replay", &kebab(strategy), "--schedule", "", "--format", "json"]);
    let output = command.args(flags.split_whitespace()).output().expect("it starts");
    let error = String::from_utf8_lossy(&output.stderr);
    let value: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{strategy}{flags}: {error}"));
    nameless(value["scenario"].clone())
}

fn nameless(mut scenario: Value) -> Value {
    scenario.as_object_mut().expect("an object").remove("name");
    scenario
}

fn check(named: &Named, scenario: &Scenario) {
    let strategy = named.only.first().copied().unwrap_or("check_then_update");
    let flags = scenario_flags(scenario);
    assert_eq!(parsed(strategy, &flags), nameless(json::scenario(scenario)), "{flags}");
}

#[test]
fn every_named_scenario_has_its_flags() {
    for named in NAMED {
        check(named, &named.scenario());
    }
}

#[test]
fn what_serves_the_buyers_has_its_flags() {
    for named in NAMED {
        let scenario = named.scenario().with_budget(Budget::NONE);
        check(named, &scenario.clone().instances(2).expect("so few are possible"));
        check(named, &scenario.checked());
    }
}

#[test]
fn every_placement_of_a_fault_has_its_flags() {
    let none = Budget::NONE;
    let budgets = [
        Budget { crashes: 1, ..none },
        Budget { declines: 1, ticks: 1, ..none },
        Budget { duplicates: 1, ..none },
    ];
    for named in NAMED {
        for budget in budgets {
            for placement in named.scenario().with_budget(budget).placements(STEPS) {
                check(named, &placement);
            }
        }
    }
}

#[test]
fn what_goes_without_saying_is_not_said() {
    let two = Scenario::new(1).and_then(|one| one.buys(1)?.buys(1)).expect("a scenario");
    assert_eq!(scenario_flags(&two), " --scenario last-item");
    let declined = two.declined(0).expect("a buyer");
    assert_eq!(scenario_flags(&declined), format!(" --declined {}", Actor::Buyer(0)));
}
