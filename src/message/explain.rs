//! Reasons in one line of plain words.

use super::wrapped;
use crate::actor::Actor;
use crate::explain::{Constraint, Deed, Exactness, Moment, Reason};

/// The rule itself.
pub(crate) fn reason(reason: &Reason) -> String {
    if reason.exactness == Exactness::Always {
        return "in every order".to_owned();
    }
    let name = |actor: Actor| actor.to_string();
    if let [one, two] = &reason.alternatives[..]
        && mirrored(one) == sorted(two)
    {
        return conjunction(one, &|actor| match actor {
            Actor::Buyer(0) => "one buyer".to_owned(),
            Actor::Buyer(1) => "the other".to_owned(),
            other => name(other),
        });
    }
    let several = reason.alternatives.len() > 1;
    let alternatives = reason.alternatives.iter().map(|rule| {
        let text = conjunction(rule, &name);
        if several { format!("({text})") } else { text }
    });
    alternatives.collect::<Vec<_>>().join(" or ")
}

/// The line that tells the reason for a violation.
pub fn because(reason: &Reason) -> String {
    let violation = reason.violation;
    let line = match reason.exactness {
        Exactness::Always => format!("{violation} {reason}"),
        Exactness::Exact => format!("{violation} exactly when {reason}"),
        Exactness::Necessary => {
            format!("{violation} only when {reason} (necessary, and not enough)")
        }
    };
    wrapped(&line, 2)
}

fn conjunction(rule: &[Constraint], name: &dyn Fn(Actor) -> String) -> String {
    let parts: Vec<String> = rule
        .iter()
        .map(|Constraint { before, after }| {
            format!("{} before {}", moment(before, name), moment(after, name))
        })
        .collect();
    match &parts[..] {
        [] => "nothing in the order tells".to_owned(),
        [one] => one.clone(),
        [one, two] => format!("{one}, and {two}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
    }
}

fn moment(moment: &Moment, name: &dyn Fn(Actor) -> String) -> String {
    let deed = match moment.deed {
        Deed::Reads => "reads",
        Deed::Writes => "writes",
        Deed::Commits => "commits",
        Deed::Ticks => return of_environment("tick", moment.nth),
        Deed::Sweeps => return of_environment("sweep", moment.nth),
        Deed::Confirms => "confirms",
        Deed::Looks => "looks at its lease",
        Deed::Locks => "locks",
        Deed::Unlocks => "unlocks",
        Deed::RollsBack => "rolls back",
        Deed::Snapshots => "takes its snapshot",
        Deed::Pays => "pays",
        Deed::Ends => "ends",
        Deed::Crashes => "crashes",
    };
    let again = match moment.nth {
        0 => String::new(),
        1 => " again".to_owned(),
        more => format!(" for the {} time", ordinal(more + 1)),
    };
    format!("{} {deed}{again}", name(moment.actor))
}

/// "the tick", "the 2nd tick".
fn of_environment(what: &str, nth: usize) -> String {
    if nth == 0 { format!("the {what}") } else { format!("the {} {what}", ordinal(nth + 1)) }
}

/// 1st, 2nd, 3rd, 4th.
fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        (_, _) => "th",
    };
    format!("{number}{ending}")
}

fn sorted(rule: &[Constraint]) -> Vec<Constraint> {
    let mut sorted = rule.to_vec();
    sorted.sort();
    sorted
}

/// The rule with A and B in each other's place.
fn mirrored(rule: &[Constraint]) -> Vec<Constraint> {
    let swap = |moment: Moment| Moment {
        actor: match moment.actor {
            Actor::Buyer(0) => Actor::Buyer(1),
            Actor::Buyer(1) => Actor::Buyer(0),
            other => other,
        },
        ..moment
    };
    let swapped: Vec<Constraint> = rule
        .iter()
        .map(|constraint| Constraint {
            before: swap(constraint.before),
            after: swap(constraint.after),
        })
        .collect();
    sorted(&swapped)
}
