//! Verdicts, costs and counterexamples.

use super::{kebab, plural, wrapped};
use crate::cost::Cost;
use crate::counted::Counted;
use crate::report::grouped;
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use crate::verdict::{Count, Example, Outcome, Search, Tally, Verdict};
use crate::violation::Violation;

/// The line above the lanes of a counterexample.
pub fn simplest(verdict: &Verdict, example: &Example) -> String {
    let schedule = example.interleaving.schedule();
    let place = if *example.scenario == verdict.scenario {
        String::new()
    } else {
        format!("in: {}\n", example.scenario)
    };
    let which = if verdict.cost.is_some() { "simplest" } else { "shortest" };
    place
        + &format!(
            "the {which} of them: {} with {}, schedule {schedule}",
            plural(schedule.len() as u64, "step"),
            plural(schedule.switches() as u64, "switch"),
        )
        + &found_at(verdict)
}

/// Where a sample found its first counterexample.
fn found_at(verdict: &Verdict) -> String {
    let first =
        verdict.counterexample().and_then(|(violation, _)| verdict.first_seen.get(&violation));
    match (&verdict.search, first) {
        (Search::Sampled { .. }, Some(first)) => format!(" (first seen in execution {first})"),
        (_, _) => String::new(),
    }
}

/// The command that replays an example.
pub fn replay_command(verdict: &Verdict, example: &Example) -> String {
    let schedule = example.interleaving.schedule();
    format!("replay it: {}\n", replay_line(&verdict.strategy, &example.scenario, &schedule))
}

/// The command that replays a schedule.
pub fn replay_line(strategy: &str, scenario: &Scenario, schedule: &Schedule) -> String {
    let schedule = schedule.to_string();
    let quoted = schedule.is_empty() || schedule.contains([' ', '\'']);
    let schedule = if quoted { format!("\"{schedule}\"") } else { schedule };
    format!("{} --schedule {schedule}", super::replay(strategy, scenario))
}

/// What was searched, and how.
pub(crate) fn head(verdict: &Verdict) -> String {
    format!("{}{} · {}\n", title(verdict), verdict.engine, searched(verdict))
}

/// Who does what, and where.
fn title(verdict: &Verdict) -> String {
    let name = kebab(verdict.scenario.name());
    let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
    format!("{} · {name}{}\n", kebab(&verdict.strategy), verdict.scenario)
}

/// The first lines of a verdict: what was searched, and what was found.
pub fn verdict(verdict: &Verdict) -> String {
    let mut out = head(verdict);
    for (violation, tally) in &verdict.violations {
        out += &format!("{violation} in {}\n", share(verdict, tally));
    }
    if verdict.violations.contains_key(&Violation::Oversold) {
        out += &paged(verdict);
    }
    out += &verdict.cost.as_ref().map(cost).unwrap_or_default();
    if verdict.violations.is_empty() {
        out += match verdict.search {
            Search::Complete => "no interleaving breaks a promise\n",
            Search::Bounded { .. } | Search::Sampled { .. } => {
                "no broken promise in the executions tried; that is no proof\n"
            }
        };
    }
    out + "\n"
}

/// In how many of the oversold interleavings an alert would have woken somebody up.
fn paged(verdict: &Verdict) -> String {
    let silent = verdict.silently_oversold();
    let all = verdict.tally(Violation::Oversold).interleavings;
    if silent == Count::ZERO {
        "somebody is paged in all of the oversold interleavings\n".to_owned()
    } else if silent == all {
        "nobody is paged in any of the oversold interleavings\n".to_owned()
    } else {
        let (silent, all) = (grouped(&silent), grouped(&all));
        format!("nobody is paged in {silent} of the {all} oversold interleavings\n")
    }
}

/// The first lines of a count.
pub fn counted(counted: &Counted) -> String {
    let Counted { verdict, states, probability, .. } = counted;
    let (bounded, all) = match verdict.search {
        Search::Bounded { .. } => ("bounded: at least ", "at least "),
        Search::Complete | Search::Sampled { .. } => ("complete: ", ""),
    };
    let mut out = title(verdict);
    out += &format!(
        "count · {bounded}{} interleavings, in {}\n",
        big(&verdict.all.interleavings),
        plural(*states, "merged state"),
    );
    for (violation, tally) in &verdict.violations {
        let chance = probability.get(violation);
        let chance = chance.map(|chance| format!(", probability {}", percent(*chance)));
        let chance = chance.unwrap_or_default();
        out += &format!("{violation} in {all}{}{chance}\n", big(&tally.interleavings));
    }
    if verdict.violations.is_empty() && verdict.search == Search::Complete {
        out += "no interleaving breaks a promise\n";
    }
    out + match (&verdict.search, counted.outcome_probability.is_empty()) {
        (Search::Bounded { .. }, _) => "what was not counted may break anything: no proof\n\n",
        (_, true) => "no probabilities: nothing says how likely a fault is\n\n",
        (_, false) => "probability: if at every step any actor who can move is as likely to\n\n",
    }
}

/// What a sample saw beside what is exactly true.
pub fn truth(sample: &Verdict, counted: &Counted) -> String {
    let exact = &counted.verdict;
    let all = big(&exact.all.interleavings);
    let mut out = format!("\nbeside the truth, of {all} interleavings:\n");
    if exact.violations.is_empty() {
        return out + "no interleaving breaks a promise\n";
    }
    for (&violation, tally) in &exact.violations {
        let seen = sample.tally(violation).executions as f64;
        let share = percent(seen / sample.all.executions.max(1) as f64);
        let number = big(&tally.interleavings);
        out += &format!("{violation}: {share} of the executions; {number} of all interleavings\n");
        out += &chance(counted, violation).unwrap_or_default();
    }
    out
}

/// How likely a violation is, and how many executions would show it; nothing with a budget of faults.
fn chance(counted: &Counted, violation: Violation) -> Option<String> {
    let chance = percent(*counted.probability.get(&violation)?);
    let needed = |confidence| {
        let needed = counted.executions_for(violation, confidence);
        needed.map_or("-".to_owned(), |number| grouped(&number))
    };
    Some(format!(
        "  {chance} by a fair choice of the next actor, which takes {} executions to show\n  \
         it with 95 % confidence, {} with 99 %\n",
        needed(0.95),
        needed(0.99),
    ))
}

/// Before a search that takes long: how many interleavings there are, and how many are made.
pub fn long_search(interleavings: &Count, limit: u64) -> String {
    let all = about(interleavings);
    if *interleavings > Count::from(limit) {
        let limit = grouped(&limit);
        format!(
            "{all} interleavings; the stepper stops after {limit}: use `--engine count` for all of them"
        )
    } else {
        format!("{all} interleavings: this takes a while (`--engine count` is quick)")
    }
}

/// Why `show` counts instead.
pub fn too_long_to_show(interleavings: &Count) -> String {
    let all = about(interleavings);
    format!("{all} interleavings are too many to make one by one: they are counted instead")
}

/// A number of interleavings in words: exact while it is short.
fn about(count: &Count) -> String {
    const SHORT: usize = 7;
    let digits = count.to_string();
    if digits.len() <= SHORT {
        return grouped(count);
    }
    format!("about {}.{}e{}", &digits[..1], &digits[1..2], digits.len() - 1)
}

pub(crate) fn more_outcomes(more: usize) -> String {
    format!("and {} (`--format json` has all)\n", plural(more as u64, "less likely outcome"))
}

/// A count that may have hundreds of digits: in full while a person can read it.
pub(super) fn big(count: &Count) -> String {
    const READABLE: usize = 24;
    let digits = count.to_string();
    if digits.len() <= READABLE {
        return grouped(count);
    }
    format!("{}.{}e{} ({} digits)", &digits[..1], &digits[1..5], digits.len() - 1, digits.len())
}

/// A count, short enough for a narrow column.
pub(crate) fn short_count(count: &Count) -> String {
    const NARROW: usize = 9;
    let digits = count.to_string();
    if digits.len() <= NARROW {
        return grouped(count);
    }
    format!("{}.{}e{}", &digits[..1], &digits[1..5], digits.len() - 1)
}

/// A probability as a percentage, with as many digits as tell it from none and from all.
pub(crate) fn percent(probability: f64) -> String {
    let percent = probability * 100.0;
    match percent {
        _ if probability <= 0.0 => "0 %".to_owned(),
        _ if percent < 0.01 => format!("{percent:.1e} %"),
        _ if percent > 99.99 && probability < 1.0 - 1e-12 => {
            format!("100 % - {:.1e} %", 100.0 - percent)
        }
        _ => format!("{percent:.2} %"),
    }
}

/// What the strategy costs, in one line.
fn cost(cost: &Cost) -> String {
    let Some(per_sale) = cost.statements_per_sale() else {
        return "cost: nothing is sold\n".to_owned();
    };
    let mut text = format!("cost, over all of them: {per_sale:.1} statements a sale");
    let counts = [
        (cost.turned_away, "refusal though stock was left", "refusals though stock was left"),
        (cost.waits, "wait", "waits"),
        (cost.aborts, "abort", "aborts"),
        (cost.retries, "retry", "retries"),
    ];
    for (number, one, many) in counts {
        if number > 0 {
            let noun = if number == 1 { one } else { many };
            text += &format!(", {} {noun}", grouped(&number));
        }
    }
    wrapped(&text, 2)
}

fn searched(verdict: &Verdict) -> String {
    let executions = plural(verdict.all.executions, "execution");
    let interleavings = grouped(&verdict.all.interleavings);
    match verdict.search {
        Search::Complete => {
            format!("complete: all {interleavings} interleavings, in {executions}")
        }
        Search::Bounded { .. } => {
            format!("bounded: cut off after {executions}, {interleavings} distinct interleavings")
        }
        Search::Sampled { seed } => {
            let seed = seed.map_or(String::new(), |seed| format!(", seed {seed}"));
            format!("sampled: {executions}{seed}, {interleavings} distinct interleavings")
        }
    }
}

/// "4 of 6 interleavings (67 %)"; of executions, too, where they are a sample.
fn share(verdict: &Verdict, tally: &Tally) -> String {
    let of = format!(
        "{} of {} interleavings",
        grouped(&tally.interleavings),
        grouped(&verdict.all.interleavings)
    );
    match verdict.search {
        Search::Complete => of,
        Search::Bounded { .. } | Search::Sampled { .. } => format!(
            "{of} seen, {} of {} executions",
            grouped(&tally.executions),
            grouped(&verdict.all.executions)
        ),
    }
}

/// The refusals of an outcome: `2 out of stock, 1 conflict`.
pub(crate) fn refusals(outcome: &Outcome) -> String {
    let mut parts: Vec<String> =
        outcome.refused.iter().map(|(failure, count)| format!("{count} {failure}")).collect();
    if outcome.stuck > 0 {
        parts.push(format!("{} stuck", outcome.stuck));
    }
    parts.join(", ")
}
