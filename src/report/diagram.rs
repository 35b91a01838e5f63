//! A diagram: what every drawing of one interleaving shows, before it is drawn.

use crate::actor::Actor;
use crate::interleaving::{Event, Interleaving};
use crate::message;
use crate::replay::Replay;
use crate::scenario::Scenario;
use crate::shop::{Guard, Response, Statement, Units};
use crate::violation::Violation;

/// One interleaving, row by row.
pub(super) struct Diagram {
    /// Who does anything, or waits, in actor order.
    pub actors: Vec<Actor>,
    /// What happens, in order.
    pub rows: Vec<Row>,
    /// Who waits at the end, and for whom.
    pub waits: Vec<(Actor, String)>,
}

/// A step with what its actor did right behind it, and the shop after that.
pub(super) struct Row {
    /// The number of the step, counted from 1; what comes before an actor's first step has none.
    pub step: Option<usize>,
    /// Who does it.
    pub actor: Actor,
    /// What is done.
    pub deeds: Vec<Deed>,
    /// The stock after it, by item.
    pub stock: Vec<Units>,
    /// The strategy's line that made the step.
    pub line: Option<u32>,
    /// The promises that are broken from here on, and were not before.
    pub broken: Vec<Violation>,
}

/// A statement and its response.
pub(super) struct Deed {
    /// What is asked.
    pub statement: String,
    /// What is answered, where that says anything.
    pub response: Option<String>,
}

impl Diagram {
    /// The diagram of an interleaving, whole or not.
    pub(super) fn of(interleaving: &Interleaving, scenario: &Scenario) -> Diagram {
        Diagram::with_waits(interleaving, scenario, Vec::new())
    }

    /// The same of a replay: it also knows who waits for whom when the schedule ends.
    pub(super) fn of_replay(replay: &Replay, scenario: &Scenario) -> Diagram {
        let waits = replay.waiting.iter().map(|&(actor, by)| {
            let text = if replay.is_victim(actor) {
                message::would_be_aborted(by)
            } else {
                message::waits(by)
            };
            (actor, text)
        });
        Diagram::with_waits(&replay.interleaving, scenario, waits.collect())
    }

    fn with_waits(
        interleaving: &Interleaving,
        scenario: &Scenario,
        waits: Vec<(Actor, String)>,
    ) -> Diagram {
        let takes_part = |actor: &Actor| {
            let moves = interleaving.events().iter().any(|event| event.actor == *actor);
            moves || waits.iter().any(|(waits, _)| waits == actor)
        };
        Diagram {
            actors: scenario.actors().into_iter().filter(takes_part).collect(),
            rows: rows(interleaving, scenario),
            waits,
        }
    }

    /// All of it in words, a sentence a row.
    pub(super) fn told(&self) -> Vec<String> {
        let waits = self.waits.iter().map(|(actor, text)| message::told_wait(*actor, text));
        self.rows.iter().map(Row::told).chain(waits).collect()
    }
}

fn rows(interleaving: &Interleaving, scenario: &Scenario) -> Vec<Row> {
    let items = scenario.stock().len();
    let mut rows: Vec<Row> = Vec::new();
    let mut steps = 0;
    let mut known: Vec<Violation> = Vec::new();
    for (event, shop) in interleaving.shops(scenario) {
        steps += usize::from(event.step);
        let broken: Vec<Violation> = Violation::ALL
            .iter()
            .copied()
            .filter(|violation| violation.shows_at_once() && violation.is_in(&shop))
            .filter(|violation| !known.contains(violation))
            .collect();
        known.extend(&broken);
        match rows.last_mut() {
            Some(row) if !event.step && row.actor == event.actor => {
                row.deeds.push(Deed::of(event, items));
                row.broken.extend(broken);
            }
            _ => rows.push(Row {
                step: event.step.then_some(steps),
                actor: event.actor,
                deeds: vec![Deed::of(event, items)],
                stock: shop.available(),
                line: event.line().filter(|_| event.step),
                broken,
            }),
        }
    }
    rows
}

impl Row {
    fn told(&self) -> String {
        let deeds = self.deeds.iter().map(Deed::text);
        let broken = self.broken.iter().copied().map(mark);
        let deeds: Vec<String> = deeds.chain(broken).collect();
        message::told(self.step, self.actor, &deeds, &self.stock())
    }

    /// The stock after it, as text.
    pub(super) fn stock(&self) -> String {
        stock(&self.stock)
    }
}

/// A statement with its item, where there are several.
pub(super) fn statement(statement: &Statement, items: usize) -> String {
    match statement.item() {
        Some(item) if items > 1 => format!("{statement} {item}"),
        Some(_) | None => statement.to_string(),
    }
}

/// The stock of all items, in one cell.
pub(super) fn stock(units: &[Units]) -> String {
    units.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl Deed {
    /// A statement with its response; and with its item, where there are several.
    pub(super) fn of(event: &Event, items: usize) -> Deed {
        let statement = statement(&event.statement, items);
        let response = match (&event.statement, event.response) {
            (Statement::Receipt | Statement::Refusal(_), _) | (_, Response::Done) => None,
            // A row count says something only where it can be 0.
            (Statement::Update { guard: Guard::None, .. }, Response::Rows(_)) => None,
            (_, response) => Some(response.to_string()),
        };
        Deed { statement, response }
    }

    /// Both on one line.
    pub(super) fn text(&self) -> String {
        match &self.response {
            None => self.statement.clone(),
            Some(response) => format!("{} → {response}", self.statement),
        }
    }

    #[cfg(feature = "cli")]
    /// The same, with the response held together wherever the line is broken.
    pub(super) fn unbroken(&self) -> String {
        match &self.response {
            None => self.statement.clone(),
            Some(response) => {
                format!("{} →\u{a0}{}", self.statement, response.replace(' ', "\u{a0}"))
            }
        }
    }
}

/// The mark of a broken promise.
pub(super) fn mark(violation: Violation) -> String {
    format!("✗ {violation}")
}
