//! What went wrong, and what to do about it.

use std::fmt;

use crate::fault::{Fault, Misconduct, Unable};
use crate::interleaving::{Event, Interleaving};
use crate::message::kebab;
use crate::schedule::ScheduleError;
use crate::session::{Line, Site};
use crate::shop::{Misuse, Response, Statement};

/// What kind of thing a name should have been.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A strategy of the catalogue.
    Strategy,
    /// A named scenario.
    Scenario,
    /// A broken promise.
    Violation,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Strategy => "strategy",
            Kind::Scenario => "scenario",
            Kind::Violation => "violation",
        })
    }
}

pub(crate) const PANIC_WITHOUT_TEXT: &str = "(a panic without a text)";

pub(crate) const ANOTHER_RECORD: &str = "another record with the same schedule";

pub(crate) const RETURNED: &str = "returned";

/// What to do with a width that is no number.
pub const INSTEAD_OF_COLUMNS: &str = "set it to a number of characters, or not at all";

pub(crate) const INSTEAD_OF_LOOM: &str = "loom takes four actors; use the stepper for all interleavings of a few more (`--engine stepper`), or shuttle to sample up to 50 (`--engine shuttle`)";

pub(crate) const INSTEAD_OF_STEPPER: &str = "more interleavings than anybody can make; use `--engine count`, or `--engine shuttle` to sample";

pub(crate) const FEWER_TO_WEAKEN: &str =
    "what protects a strategy shows with two or three buyers; use fewer";

pub(crate) const FEWER_TO_PLAY: &str =
    "use fewer buyers, or `oversell explore --engine count`, which makes no situations";

pub(crate) const PLACE_FAULTS: &str =
    "a play is one shop; place the faults yourself: `--crash A:1`, `--declined A`, `--ticks 1`";

pub(crate) const INSTEAD_OF_BUDGET: &str =
    "faults are placed anywhere among four buyers at most; use fewer, or place the faults yourself";

pub(crate) const INSTEAD_OF_SHUTTLE: &str =
    "use `oversell stress` for up to 64 buyers on real threads";

pub(crate) const INSTEAD_OF_COUNT: &str =
    "the counter merges buyers who do the same; use `--engine stepper`";

pub(crate) const INSTEAD_OF_THREADS: &str = "use fewer buyers";

pub(crate) const INSTEAD_OF_SEED_VARIABLE: &str =
    "it would replace the seed behind your back: unset it, and give the seed with `--seed`";

pub(crate) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Unknown { kind, name, nearest } => {
            let names: Vec<String> = nearest.iter().map(|name| kebab(name)).collect();
            let names = names.join(", ");
            match kind {
                Kind::Violation => format!("there is no {kind} `{name}`; the nearest are: {names}"),
                Kind::Strategy | Kind::Scenario => format!(
                    "there is no {kind} `{name}`; the nearest are: {names} (`oversell list` shows all)"
                ),
            }
        }
        Fault::OutOfRange { what, value, range, instead } => {
            let (least, most) = (range.start(), range.end());
            let limit = format!("{what} must be {least} to {most}, not {value}");
            if instead.is_empty() { limit } else { format!("{limit}: {instead}") }
        }
        Fault::NoBuyers => "the scenario has no buyers: add at least one".to_owned(),
        Fault::NoSuchBuyer { name, buyers } => {
            let names: Vec<String> = buyers.iter().map(ToString::to_string).collect();
            format!("there is no buyer `{name}`; there are: {}", names.join(", "))
        }
        Fault::NotFor { scenario, strategy, only } => not_for(scenario, strategy, only),
        Fault::Schedule(error) => schedule_error(error),
        Fault::Impossible { step, actor, reason, movable } => {
            let names: Vec<String> = movable.iter().map(ToString::to_string).collect();
            let instead = if names.is_empty() {
                "nobody can: the interleaving is whole, end the schedule here".to_owned()
            } else {
                format!("who can: {}", names.join(", "))
            };
            format!(
                "step {step} of the schedule: {actor} cannot move, {}; {instead}",
                unable(*reason)
            )
        }
        Fault::Strategy { name, what, after } => {
            let when = if after.is_empty() {
                String::new()
            } else {
                format!(" (after the schedule {after})")
            };
            format!("the strategy `{name}` {}{when}", misconduct(what))
        }
        Fault::Environment { name, value, instead } => {
            format!("the environment variable {name} is set to `{value}`; {instead}")
        }
        Fault::Malformed { what, text, instead } => {
            format!("{what} cannot be `{text}`: {instead}")
        }
        Fault::Useless { what, instead } => format!("{what} has no effect here: {instead}"),
        Fault::Unmergeable(why) => why.to_string(),
        Fault::File { file, error } => format!("{}: {error}", file.display()),
        Fault::Page { message } => format!("the page cannot be written: {message}"),
        Fault::Engine { engine, message } => format!("{engine} gave up: {message}"),
    }
}

fn not_for(scenario: &str, strategy: &str, only: &[&str]) -> String {
    let only: Vec<String> = only.iter().map(|name| kebab(name)).collect();
    format!(
        "`{}` does not look at what is special in the scenario `{}`; it is made for: {}",
        kebab(strategy),
        kebab(scenario),
        only.join(", ")
    )
}

fn unable(reason: Unable) -> String {
    match reason {
        Unable::Absent => "it is not in the scenario".to_owned(),
        Unable::Ended => "its purchase has ended".to_owned(),
        Unable::Blocked { by } => format!("it waits for {by}"),
    }
}

fn misconduct(what: &Misconduct) -> String {
    match what {
        Misconduct::Panicked(text) => format!("panicked: {text}"),
        Misconduct::Misused(text) => format!("asks for what makes no sense: {text}"),
        Misconduct::Endless { statements } => format!(
            "made {statements} statements in one purchase and was not done; bound its retries"
        ),
        Misconduct::NotDeterministic { first, second } => format!(
            "is not deterministic: given the same responses, it did `{first}` and then `{second}`; \
             take time, randomness and shared state out of it"
        ),
        Misconduct::Spinning(time) => format!(
            "ran for {} seconds without making a statement; it seems to spin",
            time.as_secs()
        ),
    }
}

pub(crate) fn schedule_error(error: &ScheduleError) -> String {
    let what = match error {
        ScheduleError::Unexpected(character) => format!("`{character}` begins no actor's name"),
        ScheduleError::UnknownWord(word) => format!("`{word}` is no actor"),
        ScheduleError::BadNumber(name) => format!("`{name}` is no buyer"),
    };
    format!(
        "{what}; a schedule is written ABBA, with A to Z, B27 to B256, A' (a duplicate request), tick and sweep"
    )
}

pub(crate) fn misuse(misuse: Misuse) -> String {
    match misuse {
        Misuse::NoSuchItem(item) => format!("the scenario has no item {item}"),
        Misuse::NotTheHolder => "gives back a lock that it does not hold".to_owned(),
        Misuse::NoTransaction => "there is no open transaction".to_owned(),
        Misuse::NestedTransaction => "there is an open transaction already".to_owned(),
        Misuse::UnitNotLocked => "sells a unit that it has not locked".to_owned(),
        Misuse::SecondHold => "the buyer has a hold already".to_owned(),
    }
}

pub(crate) fn misuse_at(site: Site, statement: &Statement, what: Misuse) -> String {
    format!("{}:{}: {statement}: {}", site.file(), site.line(), misuse(what))
}

pub(crate) fn wrong_answer(statement: &Statement, response: Response) -> String {
    format!("{statement} was answered with {response:?}: whoever executes the session is wrong")
}

pub(crate) fn replay_differs(event: &Event) -> String {
    format!("the shop answers differently on replay: {event:?}")
}

/// A step, as evidence that a strategy is not deterministic.
pub(crate) fn step(line: &Line) -> String {
    format!("{} (line {})", line.statement, line.site.line())
}

/// All that a strategy did after a response, as evidence.
pub(crate) fn scene(asides: &[(Line, Response)], next: Option<&Line>) -> String {
    let mut parts: Vec<String> =
        asides.iter().map(|(line, _)| line.statement.to_string()).collect();
    parts.extend(next.map(step));
    parts.join(", ")
}

/// A record, as evidence.
pub(crate) fn record(interleaving: &Interleaving) -> String {
    let event =
        |event: &Event| format!("{}: {} → {}", event.actor, event.statement, event.response);
    interleaving.events().iter().map(event).collect::<Vec<_>>().join("; ")
}
