//! The smallest failing case, as a table with lanes and as JSON.

use comfy_table::Cell;

use super::lanes::lanes;
use super::text::{fix_widths, plain_table, render};
use crate::message;
use crate::smallest::Smallest;

/// The width of the column that says which faults, in characters.
const CLASS: u16 = 22;

/// What breaks first in each class of faults, and the counterexample of the first that breaks.
pub fn text(found: &Smallest, width: u16) -> String {
    let mut table = plain_table(width);
    for grown in &found.classes {
        table.add_row(vec![
            Cell::new(message::fault_class(grown.class)),
            Cell::new(message::ending(grown)),
        ]);
    }
    fix_widths(&mut table, &[CLASS, width.saturating_sub(CLASS)]);
    let mut out = message::smallest(found) + "\n" + &render(&table) + &message::growth(found);
    let Some((_, broken)) = found.broken() else { return out };
    let verdict = &broken.counted.verdict;
    let Some(example) = verdict.counterexamples.get(&broken.violation) else { return out };
    out += &format!(
        "\n{}{}\n{}\n{}",
        message::shortest(broken),
        message::simplest(verdict, example),
        lanes(&example.interleaving, &example.scenario, width),
        message::replay_command(verdict, example)
    );
    out
}

/// The same for machines.
#[cfg(feature = "cli")]
pub fn json(found: &Smallest) -> serde_json::Value {
    use crate::smallest::{Ending, Grown};
    use serde_json::{Value, json};

    let row = |grown: &Grown| {
        let (ending, broken) = match &grown.ending {
            Ending::Holds => ("holds", Value::Null),
            Ending::CutOff(scenario) => ("cut off", super::json::scenario(scenario)),
            Ending::NotTried => ("not tried", Value::Null),
            Ending::Broken(broken) => {
                let mut value = super::json::counted(&broken.counted);
                value["violation"] = json!(broken.violation.name());
                ("broken", value)
            }
        };
        json!({
            "fault": grown.class.name(),
            "ending": ending,
            "scenarios": grown.scenarios,
            "interleavings": grown.interleavings.to_string(),
            "sells": grown.sells,
            "at": broken,
        })
    };
    json!({
        "strategy": message::kebab(&found.strategy),
        "buyers": crate::smallest::MAX_BUYERS,
        "stock": crate::smallest::MAX_STOCK,
        "quantity": crate::smallest::MAX_QUANTITY,
        "smallest": found.broken().map(|(class, _)| class.name()),
        "classes": found.classes.iter().map(row).collect::<Vec<_>>(),
    })
}
