//! A script: one interleaving as the statements that are sent, to hold beside one's own.

use crate::interleaving::{Event, Interleaving};
use crate::message;

/// How long a statement may be before its answer goes to a line of its own, in characters.
const LONG: usize = 60;

/// Every event of the interleaving as it is sent, below the name of who sends it; with the answer.
pub fn script(interleaving: &Interleaving) -> String {
    let events = interleaving.events();
    let turns = events.chunk_by(|one, next| one.actor == next.actor);
    turns.map(|turn| format!("-- {}\n{}", turn[0].actor, lines(turn))).collect()
}

fn lines(turn: &[Event]) -> String {
    let line = |event: &Event| {
        let statement = event.statement.script();
        match message::answer(event) {
            None => format!("{statement}\n"),
            Some(answer) if statement.chars().count() > LONG => {
                format!("{statement}\n{:<LONG$}  -- {answer}\n", "")
            }
            Some(answer) => format!("{statement:<LONG$}  -- {answer}\n"),
        }
    };
    turn.iter().map(line).collect()
}
