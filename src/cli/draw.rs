//! `--format mermaid` and `--format svg`: one interleaving, drawn.

use super::args::{Command, Format};
use super::output::Output;
use oversell::engine::Fleet;
use oversell::replay::Replay;
use oversell::report::{mermaid::mermaid, svg::svg};
use oversell::{Fault, Scenario, message};

/// A drawing in the format that is asked for.
#[derive(Clone, Copy)]
pub struct Drawing {
    /// As it is typed.
    pub flag: &'static str,
    draw: fn(&str, &Scenario, &Replay) -> String,
}

impl Drawing {
    /// The drawing that this format is; `None` for a text or a value.
    pub fn of(format: Format) -> Option<Drawing> {
        match format {
            Format::Text | Format::Json => None,
            Format::Mermaid => Some(Drawing { flag: "--format mermaid", draw: mermaid }),
            Format::Svg => Some(Drawing { flag: "--format svg", draw: svg }),
        }
    }

    /// Prints the drawing of a replay.
    pub fn print(self, fleet: &Fleet, scenario: &Scenario, replay: &Replay, output: &Output) {
        output.raw((self.draw)(&fleet.name(), scenario, replay).as_bytes());
    }

    /// The error for a command or a setting that a drawing does not go with.
    pub fn useless(self, instead: &str) -> Fault {
        Fault::useless(&format!("`{}`", self.flag), instead)
    }
}

/// Refuses a drawing where there is no one interleaving.
pub fn check(format: Format, command: &Command) -> Result<(), Fault> {
    match (Drawing::of(format), command) {
        (None, _) | (Some(_), Command::Show(_) | Command::Replay(_)) => Ok(()),
        (Some(drawing), _) => Err(drawing.useless(message::ONE_INTERLEAVING)),
    }
}
