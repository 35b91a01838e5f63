//! Scenarios as flags of the command line.

use super::kebab;
use crate::actor::Actor;
use crate::scenario::{Buyer, Crash, NAMED, Named, Order, Scenario};
use crate::shop::Item;

/// The flags that name a scenario on the command line; none for the one that needs none.
pub fn scenario_flags(scenario: &Scenario) -> String {
    match scenario.name() {
        "last_item" => return String::new(),
        "" => {}
        name => return format!(" --scenario {}", kebab(name)),
    }
    let (base, unless_said) = match base(scenario) {
        Some(named) => (format!(" --scenario {}", kebab(named.name)), machinery(&named.scenario())),
        None => (shelves(scenario), [1, 0, 0]),
    };
    let mut flags = base;
    if scenario.has_check() {
        flags += " --check";
    }
    flags += &failing(scenario);
    let numbers = machinery(scenario).into_iter().zip(unless_said);
    for (flag, (number, unless_said)) in ["instances", "ticks", "sweeps"].into_iter().zip(numbers) {
        if number != unless_said {
            flags += &format!(" --{flag} {number}");
        }
    }
    if flags.is_empty() { " --scenario last-item".to_owned() } else { flags }
}

/// The API instances, the ticks of the clock, the rounds of the sweeper.
fn machinery(scenario: &Scenario) -> [u32; 3] {
    let last = scenario.buyers().iter().map(|buyer| buyer.instance).max().unwrap_or(0);
    [u32::from(last) + 1, scenario.clock_ticks(), scenario.sweeper_rounds()]
}

/// The named scenario with the same stock and orders, where no flags can say those.
fn base(scenario: &Scenario) -> Option<&'static Named> {
    let is_plain = |order: &Order| order.item == Item(0) && order.also.is_empty();
    let plain = scenario.buyers().iter().all(|buyer| is_plain(&buyer.order));
    if plain && scenario.stock().len() == 1 && scenario.promised() == 0 {
        return None;
    }
    let orders = |of: &Scenario| -> Vec<Order> {
        of.buyers().iter().map(|buyer| buyer.order.clone()).collect()
    };
    NAMED.iter().find(|named| {
        let other = named.scenario();
        other.stock() == scenario.stock()
            && other.promised() == scenario.promised()
            && orders(&other) == orders(scenario)
    })
}

/// What there is and who wants it, where that is not what goes without saying.
fn shelves(scenario: &Scenario) -> String {
    let mut flags = String::new();
    if scenario.stock()[0] != 1 {
        flags += &format!(" --stock {}", scenario.stock()[0]);
    }
    let quantities: Vec<String> =
        scenario.buyers().iter().map(|buyer| buyer.order.quantity.to_string()).collect();
    if quantities.iter().any(|quantity| *quantity != quantities[0]) {
        flags += &format!(" --quantity {}", quantities.join(","));
    } else {
        if quantities.len() != 2 {
            flags += &format!(" --buyers {}", quantities.len());
        }
        if quantities[0] != "1" {
            flags += &format!(" --quantity {}", quantities[0]);
        }
    }
    flags
}

/// For whom something fails.
fn failing(scenario: &Scenario) -> String {
    let actors = scenario.actors();
    let named = |wanted: &dyn Fn(&Buyer) -> Option<String>| -> Vec<String> {
        let buyers = actors.iter().zip(scenario.buyers());
        buyers.filter_map(|(actor, buyer)| Some(format!("{actor}{}", wanted(buyer)?))).collect()
    };
    let declined = named(&|buyer| buyer.declined.then(String::new));
    let crashes = named(&|buyer| {
        let Crash { after_steps, instance } = buyer.crash?;
        Some(format!(":{after_steps}{}", if instance { ":instance" } else { "" }))
    });
    let twice = scenario.duplicates().iter().map(|&number| Actor::Buyer(number).to_string());
    let mut flags = String::new();
    for (flag, values) in
        [("declined", declined), ("crash", crashes), ("sent-twice", twice.collect())]
    {
        if !values.is_empty() {
            flags += &format!(" --{flag} {}", values.join(","));
        }
    }
    flags
}
