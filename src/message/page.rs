//! The page: what its data says in words. What the page itself says stands in its template.

use super::{kebab, plural};
use crate::play::Play;
use crate::report::grouped;
use crate::scenario::Scenario;
use crate::shop::{Lockable, Mutex, Resource};
use crate::violation::Violation;

/// What it means that a promise is broken.
pub(crate) fn promise(violation: Violation) -> &'static str {
    match violation {
        Violation::Oversold => "More units are on receipts than there were to sell.",
        Violation::NegativeStock => "The stock went below zero.",
        Violation::StockMismatch => {
            "What was there is not what was sold and what is left: an update was lost, or a unit leaked."
        }
        Violation::ChargedWithoutGoods => {
            "A customer paid, and got neither the goods nor the money back."
        }
        Violation::GoodsWithoutCharge => "A customer has a receipt, and has not paid.",
        Violation::FulfilledTwice => "One order was fulfilled twice.",
        Violation::LostSale => "A customer was turned away, though what was ordered is unsold.",
        Violation::Deadlock => "Purchases wait for each other, for ever.",
        Violation::MutualExclusion => "Two were inside what one lock or lease protects.",
        Violation::LeaseStolen => "A live lease was deleted by somebody who does not hold it.",
    }
}

/// A lock, in a few words: which item where there are several, which instance where there are.
pub(crate) fn resource(resource: Resource, scenario: &Scenario) -> String {
    let item = |noun: &str, item: crate::shop::Item| {
        if scenario.stock().len() > 1 { format!("{noun} {item}") } else { noun.to_owned() }
    };
    match resource {
        Resource::Mutex(Mutex { instance, item: of }) => {
            let several = scenario.buyers().iter().any(|buyer| buyer.instance > 0);
            let place =
                if several { format!(" of instance {}", instance + 1) } else { String::new() };
            item("mutex", of) + &place
        }
        Resource::Database(Lockable::Row(of)) => item("row lock", of),
        Resource::Database(Lockable::Unit(_, unit)) => format!("lock of unit {}", unit + 1),
        Resource::Database(Lockable::Key(_)) => "lock of the key".to_owned(),
        Resource::Database(Lockable::Advisory(of)) => item("advisory lock", of),
    }
}

/// What was written.
pub fn page_written(path: &str, plays: u64, bytes: u64) -> String {
    let size = bytes.div_ceil(1_000);
    format!("{path}: {} in {} KB; open it in a browser\n", plural(plays, "play"), grouped(&size))
}

/// A play in one line, for a page without its script.
pub(crate) fn play(play: &Play) -> String {
    let all = grouped(&play.interleavings());
    let broken = play.violations().into_iter();
    let broken: Vec<String> = broken
        .map(|violation| format!("{violation} in {} of {all}", grouped(&play.breaking(violation))))
        .collect();
    let found = if broken.is_empty() {
        format!("no promise is broken in any of {all} interleavings")
    } else {
        broken.join(", ")
    };
    format!("{} · {}: {found}", kebab(&play.strategy), play.scenario)
}
