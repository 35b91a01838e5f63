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
    let (base, ticks, sweeps) = match base(scenario) {
        Some(named) => {
            let base = named.scenario();
            let name = format!(" --scenario {}", kebab(named.name));
            (name, base.clock_ticks(), base.sweeper_rounds())
        }
        None => (shelves(scenario), 0, 0),
    };
    let mut flags = base + &failing(scenario);
    for (flag, number, unless) in
        [("ticks", scenario.clock_ticks(), ticks), ("sweeps", scenario.sweeper_rounds(), sweeps)]
    {
        if number != unless {
            flags += &format!(" --{flag} {number}");
        }
    }
    if flags.is_empty() { " --scenario last-item".to_owned() } else { flags }
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
            && other.has_check() == scenario.has_check()
            && orders(&other) == orders(scenario)
    })
}

/// What there is, who wants it and who serves them, where that is not what goes without saying.
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
    let instances = scenario.buyers().iter().map(|buyer| buyer.instance).max().unwrap_or(0);
    if instances > 0 {
        flags += &format!(" --instances {}", u16::from(instances) + 1);
    }
    flags + if scenario.has_check() { " --check" } else { "" }
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
