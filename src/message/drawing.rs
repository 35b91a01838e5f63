//! What stands around a drawing of one interleaving, and what is read to those who do not see it.

use super::kebab;
use crate::actor::Actor;
use crate::replay::Replay;
use crate::violation::Violation;

/// The heading of a drawing.
pub(crate) fn drawing_title(strategy: &str, replay: &Replay) -> String {
    let schedule = replay.interleaving.schedule();
    let strategy = kebab(strategy);
    match (schedule.is_empty(), replay.is_whole()) {
        (true, _) => format!("{strategy}: nobody has moved"),
        (false, true) => format!("{strategy}: schedule {schedule}"),
        (false, false) => format!("{strategy}: schedule {schedule}, not yet at its end"),
    }
}

/// The last line of a drawing: what is broken.
pub(crate) fn drawing_end(replay: &Replay) -> String {
    let names: Vec<&str> = replay.violations().into_iter().map(Violation::name).collect();
    match (names.is_empty(), replay.is_whole()) {
        (true, true) => "✓ no promise is broken".to_owned(),
        (true, false) => "no promise is broken so far".to_owned(),
        (false, _) => format!("✗ broken: {}", names.join(", ")),
    }
}

/// Where a drawing belongs.
pub const ONE_INTERLEAVING: &str =
    "a drawing is of one interleaving; it goes with `oversell show` and `oversell replay`";

/// What to do about many interleavings.
pub const NOT_ALL: &str =
    "a drawing is of one interleaving; leave out `--all`, or use `--format json`";

/// Why `show` draws nothing, and what to draw instead.
pub fn nothing_to_draw(replay_line: &str, flag: &str) -> String {
    format!(
        "there is no counterexample to draw. One purchase after the other is: {replay_line} {flag}"
    )
}

/// The stock, in a note.
pub(crate) fn stock(units: &str) -> String {
    format!("stock {units}")
}

/// The actor that answers all the others.
pub(crate) const SHOP: &str = "Shop";

/// A row in words.
pub(crate) fn told(step: Option<usize>, actor: Actor, deeds: &[String], stock: &str) -> String {
    let number = step.map_or(String::new(), |step| format!("{step}. "));
    format!("{number}{actor}: {} (stock {stock}).", deeds.join(", "))
}

/// A wait in words.
pub(crate) fn told_wait(actor: Actor, text: &str) -> String {
    format!("{actor}: {text}.")
}
