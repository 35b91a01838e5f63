//! Who takes steps: a buyer, or the environment.

use std::fmt;

/// Somebody who takes steps in an interleaving.
///
/// The order of actors (buyers first, then duplicate requests, then the environment) is the order of
/// the lanes, and breaks ties wherever one is needed.
///
/// ```
/// use oversell::Actor;
/// assert_eq!(Actor::Buyer(0).to_string(), "A");
/// assert_eq!(Actor::Buyer(25).to_string(), "Z");
/// assert_eq!(Actor::Buyer(26).to_string(), "B27");
/// assert_eq!(Actor::Duplicate(0).to_string(), "A'");
/// assert_eq!(Actor::Clock.to_string(), "tick");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Actor {
    /// The buyer who placed the order of this number, counted from 0.
    Buyer(u8),
    /// The second request for the order of this number: a client that sent one order twice.
    Duplicate(u8),
    /// The shop's clock. Its only statement is one tick.
    Clock,
    /// The job that frees holds that expired.
    Sweeper,
}

impl Actor {
    /// How many buyers have a letter of their own; from there on they are called `B27`, `B28` ….
    pub const LETTERS: u8 = 26;

    /// The number of the order that this actor pursues, counted from 0; `None` for the environment.
    pub fn order(self) -> Option<usize> {
        match self {
            Actor::Buyer(number) | Actor::Duplicate(number) => Some(usize::from(number)),
            Actor::Clock | Actor::Sweeper => None,
        }
    }

    /// Whether the actor is the environment: its steps are dropped once every purchase has ended.
    pub fn is_environment(self) -> bool {
        self.order().is_none()
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, mark) = match self {
            Actor::Buyer(number) => (*number, ""),
            Actor::Duplicate(number) => (*number, "'"),
            Actor::Clock => return f.pad("tick"),
            Actor::Sweeper => return f.pad("sweep"),
        };
        let name = if number < Actor::LETTERS {
            format!("{}{mark}", char::from(b'A' + number))
        } else {
            format!("B{}{mark}", u16::from(number) + 1)
        };
        f.pad(&name)
    }
}
