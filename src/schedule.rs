//! A schedule: the sequence of actors that replays an interleaving.

use std::fmt;
use std::str::FromStr;

use crate::actor::Actor;
use crate::interleaving::Event;

/// The sequence of actors of an interleaving, one per step.
///
/// A strategy is deterministic, so the schedule alone replays the interleaving, on any engine.
///
/// The grammar, printed and parsed: buyers are `A` … `Z`, then `B27`, `B28` …; a duplicate request has
/// a `'` after its name; the environment speaks in words, `tick` and `sweep`. White space separates
/// and means nothing else; it may be left out between letters.
///
/// ```
/// use oversell::{Actor, Schedule};
/// let schedule: Schedule = "ABBA".parse()?;
/// assert_eq!(schedule.switches(), 2);
/// assert_eq!("A tick B27".parse::<Schedule>()?.to_string(), "A tick B27");
/// assert!("A2".parse::<Schedule>().is_err());
/// # Ok::<(), oversell::ScheduleError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Schedule(pub Vec<Actor>);

impl Schedule {
    /// Who makes the steps among these events.
    pub(crate) fn of(events: &[Event]) -> Schedule {
        Schedule(events.iter().filter(|event| event.step).map(|event| event.actor).collect())
    }

    /// How often the next step is another actor's than the last one's.
    pub fn switches(&self) -> usize {
        self.0.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    /// The number of steps.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody moves.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sorts schedules by how easy they are to follow: fewest switches, then shortest, then in
    /// actor order.
    pub fn simplicity(self) -> (usize, usize, Vec<Actor>) {
        (self.switches(), self.len(), self.0)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters_alone = self.0.iter().all(
            |actor| matches!(actor, Actor::Buyer(n) | Actor::Duplicate(n) if *n < Actor::LETTERS),
        );
        let names: Vec<String> = self.0.iter().map(Actor::to_string).collect();
        f.pad(&names.join(if letters_alone { "" } else { " " }))
    }
}

/// What is wrong with the text of a schedule.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ScheduleError {
    /// A character that begins no actor's name.
    Unexpected(char),
    /// A word that is not an actor of the environment.
    UnknownWord(String),
    /// A buyer's number that is not in `27 ..= 256`, or a letter with a number that is not `B`.
    BadNumber(String),
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::message::schedule_error(self))
    }
}

impl std::error::Error for ScheduleError {}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Schedule, ScheduleError> {
        let mut actors = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                'A'..='Z' => 1 + span(&rest[1..], |c| c.is_ascii_digit()),
                'a'..='z' => span(rest, |c| c.is_ascii_lowercase()),
                other => return Err(ScheduleError::Unexpected(other)),
            };
            let (name, after) = rest.split_at(length);
            let mut actor = parse_actor(name)?;
            rest = after;
            if let (Actor::Buyer(number), Some(after)) = (actor, rest.strip_prefix('\'')) {
                actor = Actor::Duplicate(number);
                rest = after;
            }
            actors.push(actor);
            rest = rest.trim_start();
        }
        Ok(Schedule(actors))
    }
}

/// The length in bytes of the longest beginning of `text` whose characters all `fit`.
fn span(text: &str, fit: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fit(c)).unwrap_or(text.len())
}

fn parse_actor(name: &str) -> Result<Actor, ScheduleError> {
    match name {
        "tick" => return Ok(Actor::Clock),
        "sweep" => return Ok(Actor::Sweeper),
        _ => {}
    }
    let first = name.as_bytes()[0];
    if first.is_ascii_lowercase() {
        return Err(ScheduleError::UnknownWord(name.to_owned()));
    }
    let digits = &name[1..];
    if digits.is_empty() {
        return Ok(Actor::Buyer(first - b'A'));
    }
    let number: Option<u16> = digits.parse().ok().filter(|_| !digits.starts_with('0'));
    match number {
        Some(number @ 27..=256) if first == b'B' => Ok(Actor::Buyer((number - 1) as u8)),
        _ => Err(ScheduleError::BadNumber(name.to_owned())),
    }
}
