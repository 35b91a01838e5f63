//! An interleaving: the record of one execution, as a value.

use std::collections::{BTreeMap, VecDeque};

use crate::actor::Actor;
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use crate::session::Site;
use crate::shop::{Applied, Response, Shop, SqlState, Statement};

/// One statement that took effect.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Event {
    /// Who made it.
    pub actor: Actor,
    /// The line of the strategy that made it.
    pub site: Site,
    /// What was asked.
    pub statement: Statement,
    /// What was answered.
    pub response: Response,
    /// Whether it is a step, which others may come before or after.
    pub step: bool,
}

impl Event {
    /// The line of the strategy that made it. How a purchase ends is no line of a strategy's, nor is
    /// what the environment does.
    pub fn line(&self) -> Option<u32> {
        let is_own = !self.statement.is_end() && !self.actor.is_environment();
        is_own.then(|| self.site.line())
    }
}

/// The order in which the actors' statements took effect, with the responses.
///
/// Steps stand in the order in which they happened. What is no step (a charge, a receipt) stands
/// right behind its own actor's last step, wherever an engine's clock saw it: two records that
/// differ only in that are the same interleaving.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Interleaving {
    events: Vec<Event>,
}

impl Interleaving {
    /// The interleaving of these events, whose steps are in order, and whose events of one actor are.
    pub fn new(events: Vec<Event>) -> Interleaving {
        if is_in_order(&events) {
            return Interleaving { events };
        }
        let order: Vec<Actor> =
            events.iter().filter(|event| event.step).map(|event| event.actor).collect();
        let mut queues: BTreeMap<Actor, VecDeque<Event>> = BTreeMap::new();
        for event in events {
            queues.entry(event.actor).or_default().push_back(event);
        }
        let mut sorted = Vec::new();
        for queue in queues.values_mut() {
            take_asides(queue, &mut sorted);
        }
        for actor in order {
            if let Some(queue) = queues.get_mut(&actor) {
                sorted.extend(queue.pop_front());
                take_asides(queue, &mut sorted);
            }
        }
        Interleaving { events: sorted }
    }

    /// Everything that happened, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The steps alone.
    pub fn steps(&self) -> impl Iterator<Item = &Event> + '_ {
        self.events.iter().filter(|event| event.step)
    }

    /// The schedule that replays it.
    pub fn schedule(&self) -> Schedule {
        Schedule::of(&self.events)
    }

    /// The beginning of it: the first `events` events.
    pub fn prefix(&self, events: usize) -> Interleaving {
        Interleaving { events: self.events[..events].to_vec() }
    }

    /// The shop after the last event.
    ///
    /// # Panics
    ///
    /// As for [`Interleaving::shops`].
    pub fn end(&self, scenario: &Scenario) -> Shop {
        let mut shop = Shop::open(scenario);
        self.events.iter().for_each(|event| replay(&mut shop, event));
        shop
    }

    /// The shop after every event, found by asking a fresh shop once more.
    ///
    /// # Panics
    ///
    /// When the shop now answers differently: then the engine that recorded this is wrong.
    pub fn shops<'a>(
        &'a self,
        scenario: &Scenario,
    ) -> impl Iterator<Item = (&'a Event, Shop)> + 'a {
        let mut shop = Shop::open(scenario);
        self.events.iter().map(move |event| {
            replay(&mut shop, event);
            (event, shop.clone())
        })
    }
}

/// Applies an event that was recorded elsewhere.
pub(crate) fn replay(shop: &mut Shop, event: &Event) {
    let applied = match event.response {
        Response::Error(SqlState::DeadlockDetected) => {
            Applied::Done(shop.abort_victim(event.actor))
        }
        _ => shop.apply(event.actor, &event.statement),
    };
    assert_eq!(applied, Applied::Done(event.response), "{}", crate::message::replay_differs(event));
}

/// Whether every aside stands right behind its own actor's last step already, as it does wherever an
/// actor is only interrupted at steps.
fn is_in_order(events: &[Event]) -> bool {
    let begun = events.iter().position(|event| event.step).unwrap_or(events.len());
    let (before, behind) = (&events[..begun], &events[begun.saturating_sub(1)..]);
    before.is_sorted_by_key(|event| event.actor)
        && behind.windows(2).all(|pair| pair[1].step || pair[0].actor == pair[1].actor)
}

/// Moves the events in front of the next step.
fn take_asides(queue: &mut VecDeque<Event>, into: &mut Vec<Event>) {
    while queue.front().is_some_and(|event| !event.step) {
        into.extend(queue.pop_front());
    }
}
