//! Faults: why there is no verdict.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use crate::actor::Actor;
use crate::certificate::Unmergeable;
use crate::message;
use crate::schedule::{Schedule, ScheduleError};
use crate::shop::Units;

pub use crate::message::Kind;

/// Why a question has no answer: bad input, or a strategy that no engine can run.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// No such strategy, scenario or proof.
    Unknown {
        /// What was looked for.
        kind: Kind,
        /// The name that was given.
        name: String,
        /// The names that come nearest, best first.
        nearest: Vec<&'static str>,
    },
    /// A number is not in the range that is possible here.
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// The number that was given.
        value: Units,
        /// What is possible.
        range: RangeInclusive<Units>,
        /// What to do instead.
        instead: &'static str,
    },
    /// The scenario has no buyers.
    NoBuyers,
    /// The scenario has no buyer of this name.
    NoSuchBuyer {
        /// The name that was given.
        name: String,
        /// Who there is.
        buyers: Vec<Actor>,
    },
    /// The scenario is made for other strategies, and this one can only get it wrong.
    NotFor {
        /// The scenario.
        scenario: &'static str,
        /// The strategy.
        strategy: String,
        /// Which strategies it is made for.
        only: &'static [&'static str],
    },
    /// The text is no schedule.
    Schedule(ScheduleError),
    /// The schedule names an actor who cannot move then.
    Impossible {
        /// The position in the schedule, counted from 1.
        step: usize,
        /// Who should have moved.
        actor: Actor,
        /// Why that cannot be.
        reason: Unable,
        /// Who could have moved.
        movable: Vec<Actor>,
    },
    /// The strategy broke the rules that every engine builds on.
    Strategy {
        /// The strategy's name.
        name: String,
        /// What it did.
        what: Misconduct,
        /// The steps before it.
        after: Schedule,
    },
    /// An environment variable has a value that would make the engine do something else than asked.
    Environment {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What to do.
        instead: &'static str,
    },
    /// A text is not of the form that is needed.
    Malformed {
        /// What the text is for.
        what: &'static str,
        /// The text.
        text: String,
        /// What to write.
        instead: &'static str,
    },
    /// A setting has no effect here.
    Useless {
        /// The setting.
        what: String,
        /// Where it would have one.
        instead: String,
    },
    /// A file cannot be read or written.
    File {
        /// Which one.
        file: PathBuf,
        /// The operating system's words.
        error: String,
    },
    /// Certificates that do not make a whole.
    Unmergeable(Unmergeable),
    /// A page could not be written.
    Page {
        /// What is wrong with it.
        message: String,
    },
    /// The engine itself gave up.
    Engine {
        /// Which one.
        engine: &'static str,
        /// Its own words.
        message: String,
    },
}

/// Why an actor cannot move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Unable {
    /// The scenario has no such actor.
    Absent,
    /// Its purchase has ended.
    Ended,
    /// It waits for what another holds.
    Blocked {
        /// The holder.
        by: Actor,
    },
}

/// What a strategy did that a strategy must not.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Misconduct {
    /// It panicked, with this text.
    Panicked(String),
    /// It asked for what makes no sense, whatever the schedule: which statement, where, and why.
    Misused(String),
    /// It made this many statements and was not done.
    Endless {
        /// The limit.
        statements: usize,
    },
    /// Given the same responses, it did something else.
    NotDeterministic {
        /// What it did the first time.
        first: String,
        /// What it did the second time.
        second: String,
    },
    /// It ran for this long without making a statement.
    Spinning(Duration),
}

impl Fault {
    /// How many near names an error lists.
    const NEAREST: usize = 3;

    /// Checks a number against its range.
    pub(crate) fn check(
        what: &'static str,
        value: Units,
        least: Units,
        most: Units,
    ) -> Result<(), Fault> {
        Fault::check_or(what, value, least..=most, "")
    }

    /// A text that is not of the form that is needed.
    #[doc(hidden)]
    pub fn malformed(what: &'static str, text: &str, instead: &'static str) -> Fault {
        Fault::Malformed { what, text: text.to_owned(), instead }
    }

    /// A setting that would be ignored.
    #[doc(hidden)]
    pub fn useless(what: &str, instead: &str) -> Fault {
        Fault::Useless { what: what.to_owned(), instead: instead.to_owned() }
    }

    /// Checks a number against its range, and knows what to use instead.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`].
    #[doc(hidden)]
    pub fn check_or(
        what: &'static str,
        value: Units,
        range: RangeInclusive<Units>,
        instead: &'static str,
    ) -> Result<(), Fault> {
        if range.contains(&value) {
            return Ok(());
        }
        Err(Fault::OutOfRange { what, value, range, instead })
    }

    /// The error for a name that is not among `names`.
    #[doc(hidden)]
    pub fn unknown(kind: Kind, name: &str, names: impl Iterator<Item = &'static str>) -> Fault {
        let wanted = name.replace('-', "_");
        let mut ranked: Vec<(i64, &'static str)> = names
            .map(|known| (-(strsim::jaro_winkler(&wanted, known) * 1000.0) as i64, known))
            .collect();
        ranked.sort_unstable();
        Fault::Unknown {
            kind,
            name: name.to_owned(),
            nearest: ranked.into_iter().take(Fault::NEAREST).map(|(_, known)| known).collect(),
        }
    }
}

impl From<ScheduleError> for Fault {
    fn from(error: ScheduleError) -> Fault {
        Fault::Schedule(error)
    }
}

impl From<Unmergeable> for Fault {
    fn from(why: Unmergeable) -> Fault {
        Fault::Unmergeable(why)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&message::fault(self))
    }
}

impl std::error::Error for Fault {}
