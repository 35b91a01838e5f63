//! Scenarios in words.

use super::plural;
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
        let who = if crash.instance { "instance crashes" } else { "crashes" };
        text += &format!(" ({who} after {})", plural(crash.after_steps.into(), "step"));
    }
    text
}
