//! Comparisons: what a change of a strategy mends and breaks.

use super::{case, kebab, verdict::big, wrapped};
use crate::actor::Actor;
use crate::claim::Held;
use crate::compare::{Demand, Difference, Matched, Mix, Pair};
use crate::verdict::{Outcome, Search, Tally, Verdict};
use crate::violation::Violation;

pub(crate) const COMPARISON_WITHOUT_DEMANDS: &str = "a comparison without demands";

pub(crate) const ADD_A_DEMAND: &str =
    "add `.refines()`, `.new_is(…)` or `.rollout_is(…)`, or use `.run()`";

pub(crate) const COMPARES_AND_REPLAYS_NOT: &str = "a comparison replays nothing: unset it, or give it to a proof of the strategy that you want to see";

pub(crate) const ROLLOUT_DEMAND: &str = "a demand of the roll-out";

pub(crate) const TWO_TO_MIX: &str = "one buyer alone makes no mixture; use two or more";

pub(crate) const FEWER_TO_MIX: &str = "every mixture is tried; use fewer buyers, or buyers alike";

/// The row of all buyers on the old strategy.
pub(crate) const ALL_OLD: &str = "all of them the old";

/// The row of all buyers on the new strategy.
pub(crate) const ALL_NEW: &str = "all of them the new";

pub(crate) fn demand(demand: Demand) -> String {
    match demand {
        Demand::Refines => "every outcome of the new is one of the old".to_owned(),
        Demand::New(claim) => format!("new alone: {claim}"),
        Demand::RollOut(claim) => format!("while it rolls out: {claim}"),
    }
}

/// What is compared.
pub(crate) fn compared(difference: &Difference) -> String {
    let names = [&difference.old, &difference.new].map(|verdict| kebab(&verdict.strategy));
    let scenario = case::short_scenario(&difference.scenario);
    let words = match difference.scenario.name() {
        "" => String::new(),
        _ => format!(": {}", difference.scenario),
    };
    wrapped(&format!("{} → {} · {scenario}{words}", names[0], names[1]), 2)
}

/// A scenario in one line, and whether all that is demanded holds in it.
pub(crate) fn overview(difference: &Difference, holds: bool) -> String {
    let mark = if holds { '✓' } else { '✗' };
    let scenario = case::short_scenario(&difference.scenario);
    let line = format!("{mark} {scenario}: {}", in_short(difference).trim_end());
    wrapped(&line, 4)
}

/// In one line, what a reviewer takes away.
pub(crate) fn in_short(difference: &Difference) -> String {
    let mixed = difference.rollout.broken().map(|mix| &mix.verdict);
    let mut parts = vec![
        format!("old alone {}", worst(Some(&difference.old))),
        format!("new alone {}", worst(Some(&difference.new))),
    ];
    if !difference.rollout.mixes.is_empty() {
        let mut verdicts = difference.rollout.mixes.iter().map(|mix| &mix.verdict);
        let cut = verdicts.clone().find(|verdict| verdict.search != Search::Complete);
        parts.push(format!("both at once {}", worst(mixed.or(cut).or(verdicts.next()))));
    }
    parts.join(", ") + "\n"
}

fn worst(verdict: Option<&Verdict>) -> String {
    let Some(verdict) = verdict else { return String::new() };
    let broken = Violation::UNSAFE.iter().find(|one| verdict.violations.contains_key(one));
    match broken {
        Some(Violation::Oversold) => "oversells".to_owned(),
        Some(violation) => format!("breaks {violation}"),
        None if verdict.search == Search::Complete => "is safe".to_owned(),
        None => "was not seen to break".to_owned(),
    }
}

/// The name of a row: who runs what.
pub(crate) fn mixture(mix: &Mix) -> String {
    let of = |wanted: bool| {
        let names = mix.new.iter().enumerate().filter(|(_, is_new)| **is_new == wanted);
        let names = names.map(|(number, _)| Actor::Buyer(number as u8).to_string());
        names.collect::<Vec<_>>().join(", ")
    };
    format!("{} old, {} new", of(false), of(true))
}

/// The outcomes that appear or are gone.
pub(crate) fn outcomes<'a>(
    what: &str,
    complete: bool,
    outcomes: impl Iterator<Item = (&'a Outcome, &'a Tally)>,
) -> String {
    let lines: Vec<String> = outcomes.map(outcome_line).collect();
    if lines.is_empty() {
        let none = if complete { "none" } else { "none seen" };
        return format!("{what}: {none}\n");
    }
    format!("{what}, in how many interleavings:\n{}", lines.concat())
}

/// In how many interleavings, and how they end.
pub(crate) fn outcome_line((outcome, tally): (&Outcome, &Tally)) -> String {
    let line = format!("{}: {}", big(&tally.interleavings), super::outcome(outcome));
    crate::report::margin(&wrapped(&line, 2), 2)
}

/// How many interleavings go from broken to safe, or back.
pub(crate) fn matched(matched: Option<&Matched>, mends: bool) -> String {
    let (what, whose) = if mends { ("mended", "old") } else { ("broken anew", "new") };
    let Some(Matched { interleavings, example }) = matched else {
        return format!(
            "{what}: not matched one by one (there are too many, or faults anywhere)\n"
        );
    };
    let example = example.as_ref().map(|pair| format!(", such as {}", pair.schedule()));
    let example = example.unwrap_or_default();
    let number = crate::report::grouped(interleavings);
    format!("{what} under the same turns: {number} of the {whose} one's{example}\n")
}

/// Above the lanes of one of a pair.
pub(crate) fn under(pair: &Pair, name: &str) -> String {
    format!("{} under {}\n", kebab(name), pair.schedule())
}

/// Above the lanes of the other, which cannot take every turn.
pub(crate) fn under_same_turns(pair: &Pair, name: &str) -> String {
    let schedule = pair.schedule();
    let skipped: Vec<String> =
        pair.skipped.iter().map(|&turn| format!("{} of {}", turn + 1, schedule.0[turn])).collect();
    let skipped = match skipped.len() {
        0 => String::new(),
        _ => format!(" (turns that it cannot take: {})", skipped.join(", ")),
    };
    wrapped(&format!("{} with the same turns{skipped}", kebab(name)), 2)
}

/// Above the lanes of the new strategy.
pub(crate) fn new_alone(verdict: &Verdict) -> String {
    format!("{} alone\n", kebab(&verdict.strategy))
}

/// Above the lanes of a mixture.
pub(crate) fn while_it_rolls_out(mix: &Mix) -> String {
    format!("while it rolls out ({})\n", mixture(mix))
}

/// A demand, and whether it holds.
pub(crate) fn demand_line(demand: Demand, held: Held) -> String {
    let line = match held {
        Held::Yes => format!("✓ {demand}"),
        Held::SoFar => format!("✗ {demand}: not settled, as the search was cut off"),
        Held::No => format!("✗ {demand}"),
    };
    wrapped(&line, 2)
}
