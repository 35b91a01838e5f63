//! The smallest case that breaks, and how far the others hold.

use super::verdict::big;
use super::{kebab, plural};
use crate::smallest::{
    Broken, Ending, FaultClass, Grown, MAX_BUYERS, MAX_QUANTITY, MAX_STOCK, Smallest,
};
use crate::violation::Violation;

/// The first lines: what was grown how far, and the answer in a sentence.
pub(crate) fn smallest(found: &Smallest) -> String {
    let name = kebab(&found.strategy);
    let head = format!(
        "{name} · grown up to {MAX_BUYERS} buyers, stock {MAX_STOCK}, {MAX_QUANTITY} units each, one fault\n"
    );
    let answer = match found.broken() {
        Some((class, broken)) => super::wrapped(
            &format!(
                "smallest failing case ({}): {}",
                fault_class(class),
                broken.counted.verdict.scenario
            ),
            4,
        ),
        None => "nothing breaks it\n".to_owned(),
    };
    head + &answer
}

/// A class of faults, in a few words.
pub(crate) fn fault_class(class: FaultClass) -> &'static str {
    match class {
        FaultClass::None => "no fault",
        FaultClass::Decline => "a card is declined",
        FaultClass::Tick => "the clock ticks",
        FaultClass::Duplicate => "an order sent twice",
        FaultClass::Instances => "two API instances",
        FaultClass::Crash => "a process dies",
    }
}

/// How a class ended.
pub(crate) fn ending(grown: &Grown) -> String {
    match &grown.ending {
        Ending::Holds if grown.sells => format!("✓ holds up to there: {}", proved(grown)),
        Ending::Holds => format!("~ holds, but nothing is sold: {}", proved(grown)),
        Ending::CutOff(scenario) => {
            format!("~ holds so far: {}; too large: {scenario}", proved(grown))
        }
        Ending::NotTried => "— breaks without it".to_owned(),
        Ending::Broken(broken) => {
            let verdict = &broken.counted.verdict;
            format!(
                "✗ {} in {} of {}: {}",
                broken.violation,
                big(&verdict.tally(broken.violation).interleavings),
                big(&verdict.all.interleavings),
                verdict.scenario
            )
        }
    }
}

fn proved(grown: &Grown) -> String {
    format!("{}, {} interleavings", plural(grown.scenarios, "scenario"), big(&grown.interleavings))
}

/// The line above the lanes.
pub(crate) fn shortest(broken: &Broken) -> String {
    let verdict = &broken.counted.verdict;
    let all: Vec<String> = Violation::UNSAFE
        .iter()
        .filter(|violation| verdict.violations.contains_key(violation))
        .map(|&violation| {
            format!("{violation} in {}", big(&verdict.tally(violation).interleavings))
        })
        .collect();
    let interleavings = big(&verdict.all.interleavings);
    super::wrapped(&format!("{} of {interleavings} interleavings", all.join(", ")), 4)
}

/// What the classes have in common; and what one of them says little about.
pub(crate) fn growth(found: &Smallest) -> String {
    let mut out = "\
grown in this order: buyers, stock, units each; the fault strikes A; one item
"
    .to_owned();
    let dies = |grown: &&Grown| grown.class == FaultClass::Crash;
    if let Some(Ending::Broken(_)) = found.classes.iter().find(dies).map(|grown| &grown.ending) {
        out += "\
(a process that dies leaves behind what it has done so far, and nobody comes to
tidy up: that breaks nearly every strategy, and tells little about races)
";
    }
    out
}
