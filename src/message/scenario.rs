//! Scenarios in words, and as flags of the command line.

use super::{kebab, plural};
use crate::actor::Actor;
use crate::scenario::{Budget, Buyer, Scenario};
use crate::session::Failure;
use crate::shop::Item;

pub(crate) fn failure(failure: Failure) -> String {
    let text = match failure {
        Failure::OutOfStock => "out of stock",
        Failure::Declined => "card declined",
        Failure::Conflict => "conflict",
        Failure::Busy => "busy",
        Failure::LostHold => "hold expired",
        Failure::Duplicate => "duplicate",
        Failure::Database(state) => return format!("database error {state}"),
        Failure::Crashed => "crashed",
        Failure::Stopped => "stopped",
    };
    text.to_owned()
}

/// A scenario in one line. Buyers who want the same are named together.
pub(crate) fn scenario(scenario: &Scenario) -> String {
    let stock: Vec<String> = scenario.stock().iter().map(ToString::to_string).collect();
    let check = if scenario.has_check() { " CHECK (stock >= 0)" } else { "" };
    let mut parts = vec![format!("stock {}{check}", stock.join(" and "))];
    if scenario.promised() > 0 {
        parts.push(format!("{} promised elsewhere", scenario.promised()));
    }
    let actors = scenario.actors();
    let mut first = 0;
    while let Some(buyer) = scenario.buyers().get(first) {
        let same = scenario.buyers()[first..].iter().take_while(|other| *other == buyer).count();
        let last = first + same - 1;
        let who = match same {
            1 => actors[first].to_string(),
            2 => format!("{} and {}", actors[first], actors[last]),
            _ => format!("{} to {}", actors[first], actors[last]),
        };
        parts.push(wish(&who, same, buyer));
        first += same;
    }
    for &number in scenario.duplicates() {
        parts.push(format!("{} is sent twice", Actor::Buyer(number)));
    }
    for (number, noun) in [(scenario.clock_ticks(), "tick"), (scenario.sweeper_rounds(), "sweep")] {
        if number > 0 {
            parts.push(plural(number.into(), noun));
        }
    }
    let Budget { declines, crashes, ticks, duplicates } = scenario.budget();
    for (number, noun) in
        [(declines, "decline"), (crashes, "crash"), (ticks, "tick"), (duplicates, "duplicate")]
    {
        if number > 0 {
            parts.push(format!("at most {} anywhere", plural(number.into(), noun)));
        }
    }
    parts.join(", ")
}

fn wish(who: &str, buyers: usize, buyer: &Buyer) -> String {
    let verb = if buyers == 1 { "buys" } else { "buy" };
    let mut text = format!("{who} {verb} {}", buyer.order.quantity);
    if buyer.order.item != Item(0) || !buyer.order.also.is_empty() {
        let basket: Vec<String> = buyer.order.basket().map(|item| item.to_string()).collect();
        text += &format!(" of {}", basket.join(" and "));
    }
    if buyer.declined {
        text += " (declined)";
    }
    if buyer.instance > 0 {
        text += &format!(" (instance {})", u16::from(buyer.instance) + 1);
    }
    if let Some(crash) = buyer.crash {
        text += &format!(" (crashes after {})", plural(crash.after_steps.into(), "step"));
    }
    text
}

/// The flags that name a scenario on the command line; none for the one that needs none.
pub(super) fn scenario_flags(scenario: &Scenario) -> String {
    match scenario.name() {
        "last_item" => return String::new(),
        "" => {}
        name => return format!(" --scenario {}", kebab(name)),
    }
    let quantities: Vec<String> =
        scenario.buyers().iter().map(|buyer| buyer.order.quantity.to_string()).collect();
    let mut flags = format!(" --stock {}", scenario.stock()[0]);
    if quantities.iter().all(|quantity| *quantity == quantities[0]) {
        flags += &format!(" --buyers {} --quantity {}", quantities.len(), quantities[0]);
    } else {
        flags += &format!(" --quantity {}", quantities.join(","));
    }
    let actors = scenario.actors();
    let named = |wanted: &dyn Fn(&Buyer) -> Option<String>| -> Vec<String> {
        let buyers = actors.iter().zip(scenario.buyers());
        buyers.filter_map(|(actor, buyer)| Some(format!("{actor}{}", wanted(buyer)?))).collect()
    };
    let declined = named(&|buyer| buyer.declined.then(String::new));
    let crashes = named(&|buyer| buyer.crash.map(|crash| format!(":{}", crash.after_steps)));
    let twice = scenario.duplicates().iter().map(|&number| Actor::Buyer(number).to_string());
    let instances = scenario.buyers().iter().map(|buyer| buyer.instance).max().unwrap_or(0);
    for (flag, values) in
        [("declined", declined), ("crash", crashes), ("sent-twice", twice.collect())]
    {
        if !values.is_empty() {
            flags += &format!(" --{flag} {}", values.join(","));
        }
    }
    for (flag, number) in [
        ("ticks", scenario.clock_ticks()),
        ("sweeps", scenario.sweeper_rounds()),
        ("instances", if instances == 0 { 0 } else { u32::from(instances) + 1 }),
    ] {
        if number > 0 {
            flags += &format!(" --{flag} {number}");
        }
    }
    flags + if scenario.has_check() { " --check" } else { "" }
}
