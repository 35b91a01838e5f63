//! Mermaid: one interleaving as a sequence diagram, for a pull request or a page of notes.

use super::diagram::{Diagram, Row, mark};
use crate::actor::Actor;
use crate::message;
use crate::replay::Replay;
use crate::scenario::Scenario;
use crate::violation::Violation;

/// Behind a step that breaks a promise: a red that is seen on white and on black.
const ALARM: &str = "rect rgba(214, 39, 40, 0.2)";

/// The interleaving of a replay as a Mermaid sequence diagram, without the fence around it: a
/// participant per actor and one for the shop, the stock after every step as a note.
///
/// ```
/// use oversell::engine::{Fleet, Stepper};
/// use oversell::report::mermaid::mermaid;
/// use oversell::{Scenario, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let scenario = Scenario::named("last_item")?;
/// let replay = Stepper::replay(&fleet, &scenario, &"ABBA".parse()?)?;
/// let drawn = mermaid("check_then_update", &scenario, &replay);
/// assert!(drawn.starts_with("sequenceDiagram\n"));
/// assert!(drawn.contains("A->>Shop: 1. SELECT stock\n"));
/// # Ok::<(), oversell::Fault>(())
/// ```
pub fn mermaid(strategy: &str, scenario: &Scenario, replay: &Replay) -> String {
    let diagram = Diagram::of_replay(replay, scenario);
    let title = escaped(&message::drawing_title(strategy, replay));
    let told = escaped(&diagram.told().join(" "));
    let mut script = Script { lines: vec!["sequenceDiagram".to_owned()], depth: 1 };
    script.say(format!("title {title}"));
    script.say(format!("accTitle: {title}"));
    script.say(format!("accDescr: {told}"));
    for &actor in &diagram.actors {
        script.say(format!("participant {} as {actor}", id(actor)));
    }
    script.say(format!("participant {}", message::SHOP));
    script.note(&everybody(&diagram), &scenario.to_string());
    for row in &diagram.rows {
        script.row(row);
    }
    for (actor, text) in &diagram.waits {
        script.note(&id(*actor), text);
    }
    let broken = !replay.violations().is_empty();
    script.alarming(broken, |script| {
        script.note(&everybody(&diagram), &message::drawing_end(replay));
    });
    script.lines.join("\n") + "\n"
}

/// From the first participant to the last.
fn everybody(diagram: &Diagram) -> String {
    let first = diagram.actors.first().map(|&actor| id(actor) + ",").unwrap_or_default();
    first + message::SHOP
}

/// The lines so far, and how far the next one is indented.
struct Script {
    lines: Vec<String>,
    depth: usize,
}

impl Script {
    fn say(&mut self, line: String) {
        self.lines.push("    ".repeat(self.depth) + &line);
    }

    fn note(&mut self, over: &str, text: &str) {
        self.say(format!("Note over {over}: {}", escaped(text)));
    }

    /// What `inner` says, on red where that is called for.
    fn alarming(&mut self, alarm: bool, inner: impl FnOnce(&mut Script)) {
        if !alarm {
            return inner(self);
        }
        self.say(ALARM.to_owned());
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        self.say("end".to_owned());
    }

    fn row(&mut self, row: &Row) {
        self.alarming(!row.broken.is_empty(), |script| script.deeds(row));
    }

    /// The step as a message with its answer, and what else its actor did as a note.
    fn deeds(&mut self, row: &Row) {
        let who = id(row.actor);
        let mut asides: Vec<String> = Vec::new();
        for (index, deed) in row.deeds.iter().enumerate() {
            let Some(step) = row.step.filter(|_| index == 0) else {
                asides.push(escaped(&deed.text()));
                continue;
            };
            let shop = message::SHOP;
            self.say(format!("{who}->>{shop}: {step}. {}", escaped(&deed.statement)));
            if let Some(response) = &deed.response {
                self.say(format!("{shop}-->>{who}: {}", escaped(response)));
            }
        }
        if row.step.is_some() {
            self.note(message::SHOP, &message::stock(&row.stock()));
        }
        asides.extend(row.broken.iter().map(|&violation: &Violation| mark(violation)));
        if !asides.is_empty() {
            self.say(format!("Note over {who}: {}", asides.join("<br/>")));
        }
    }
}

/// The actor's name, as far as Mermaid takes it for one.
fn id(actor: Actor) -> String {
    actor.to_string().replace('\'', "_again")
}

/// The text with everything that Mermaid would read as something else written as a character code.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '#' | ';' | '%' | '$' | '\\' | '<' | '>' | '&' | '"' | '`' => {
                out += &format!("#{};", u32::from(character));
            }
            '\n' => out += "<br/>",
            _ => out.push(character),
        }
    }
    out
}
