//! The world of a count: states in which buyers who do the same have no names.
//!
//! A state is what all share (a shop, and the few actors to whom something in it belongs: a lock, a
//! transaction, a lease) and how many of the others are where. Moves depend on the shared part and on
//! one group alone, so each is worked out once, however many states it is made in.

use std::hash::Hash;

use foldhash::HashMap;

use super::futures::{Future, Futures};
use crate::actor::Actor;
use crate::engine::stepper::Place;
use crate::engine::{Fleet, Stepping};
use crate::fault::Fault;
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use crate::shop::{Applied, Private, Shop, Statement};

/// A shared part, by number.
pub type SharedId = u32;
/// A group, by number.
pub type GroupId = u32;

/// What all share, and who is known by name in it, in actor order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Shared {
    /// The shop, in which nobody else has left a trace.
    pub shop: Shop,
    named: Vec<(Actor, Future)>,
}

/// Buyers without names who do the same from now on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Group {
    future: Future,
    private: Private,
}

/// A state: the shared part, and how many are in each group, sorted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    /// The shared part.
    pub shared: SharedId,
    groups: Box<[(GroupId, u16)]>,
}

/// Who moves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mover {
    /// The one of this index among those with names.
    Named(u16),
    /// One of a group.
    One(GroupId),
}

/// Where a move leads: the new shared part, and the groups that somebody joins.
#[derive(Clone, Debug)]
struct Move {
    shared: SharedId,
    joined: Vec<GroupId>,
}

/// Why the count cannot go on like this.
pub enum Trouble {
    /// The database broke a cycle of waits, and its victim depends on names.
    Names,
    /// A strategy misbehaved.
    Fault(Fault),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Trouble {
        Trouble::Fault(fault)
    }
}

/// Everything that has come up so far.
pub struct World {
    futures: Futures,
    /// The actors of each script, in order.
    cast: Vec<Vec<Actor>>,
    /// For each actor, whether it can go without a name.
    nameless: HashMap<Actor, bool>,
    shared: Numbered<Shared>,
    groups: Numbered<Group>,
    moves: HashMap<(SharedId, Mover), Option<Move>>,
}

impl World {
    /// A world for a scenario. Without `merging`, everybody keeps a name.
    pub fn new(fleet: &Fleet, scenario: &Scenario, merging: bool) -> Result<World, Fault> {
        let (scripts, of) = Stepping::new(fleet, scenario)?.into_scripts();
        let mut cast = vec![Vec::new(); scripts.len()];
        for (actor, script) in scenario.actors().into_iter().zip(of) {
            cast[script].push(actor);
        }
        let alone = |actor: Actor| {
            actor.order().is_some_and(|order| !scenario.duplicates().contains(&(order as u8)))
        };
        let nameless = scenario.actors().into_iter().map(|actor| (actor, merging && alone(actor)));
        Ok(World {
            futures: Futures::new(scripts),
            cast,
            nameless: nameless.collect(),
            shared: Numbered::default(),
            groups: Numbered::default(),
            moves: HashMap::default(),
        })
    }

    /// The state before the first step.
    pub fn start(&mut self, scenario: &Scenario) -> State {
        let (shop, named) = self.everybody(scenario);
        self.state(shop, named)
    }

    /// The shop before the first step, and everybody in it by name.
    fn everybody(&mut self, scenario: &Scenario) -> (Shop, Vec<(Actor, Future)>) {
        let mut shop = Shop::open(scenario);
        let mut named = Vec::new();
        for script in 0..self.cast.len() {
            let future = self.futures.of(script, Place::START);
            for &actor in &self.cast[script] {
                for (line, _) in self.futures.scripts()[script].asides(Place::START) {
                    shop.apply(actor, &line.statement);
                }
                named.push((actor, future));
            }
        }
        named.sort_unstable();
        (shop, named)
    }

    fn state(&mut self, shop: Shop, named: Vec<(Actor, Future)>) -> State {
        let (shared, joined) = self.settle(shop, named);
        State { shared, groups: Box::default() }.with(None, &joined)
    }

    /// The shared part of a state.
    pub fn shared(&self, state: &State) -> &Shared {
        self.shared.get(state.shared)
    }

    /// How many shared parts have come up.
    pub fn parts(&self) -> usize {
        self.shared.len()
    }

    /// Whether every purchase has ended.
    pub fn is_closed(&self, state: &State) -> bool {
        let Shared { shop, named } = self.shared.get(state.shared);
        let named = named.iter().filter(|(actor, _)| actor.order().is_some());
        named.into_iter().all(|(actor, _)| shop.has_ended(*actor))
            && state.groups.iter().all(|(group, _)| self.groups.get(*group).private.has_ended())
    }

    /// Every move that can be made, where it leads, and how many actors can make it.
    pub fn moves(&mut self, state: &State) -> Result<Vec<(Mover, State, u16)>, Trouble> {
        if self.is_closed(state) {
            return Ok(Vec::new());
        }
        let named = self.shared.get(state.shared).named.len() as u16;
        let named = (0..named).map(|index| (Mover::Named(index), 1));
        let groups = state.groups.iter().map(|&(group, number)| (Mover::One(group), number));
        let mut moves = Vec::new();
        for (mover, number) in named.chain(groups) {
            let key = (state.shared, mover);
            if !self.moves.contains_key(&key) {
                let made = self.make(state.shared, mover)?;
                self.moves.insert(key, made);
            }
            if let Some(Move { shared, joined }) = &self.moves[&key] {
                let left = if let Mover::One(group) = mover { Some(group) } else { None };
                let next = State { shared: *shared, groups: state.groups.clone() };
                moves.push((mover, next.with(left, joined), number));
            }
        }
        Ok(moves)
    }

    /// The shop of a state with everybody in it, under some name.
    pub fn shop(&self, state: &State) -> Shop {
        let Shared { shop, named } = self.shared.get(state.shared);
        let (mut shop, mut named) = (shop.clone(), named.clone());
        for (group, number) in &state.groups {
            let Group { future, private } = self.groups.get(*group);
            for _buyer in 0..*number {
                let actor = self.free_name(*future, &named);
                shop.put_in(actor, private);
                named.push((actor, *future));
            }
        }
        shop
    }

    /// The schedule of a path from the start: at each move, whoever moved last if that one can make
    /// it, else the first who can.
    pub fn schedule(&mut self, scenario: &Scenario, path: &[Mover]) -> Result<Schedule, Trouble> {
        let (mut shop, mut everybody) = self.everybody(scenario);
        let mut state = self.start(scenario);
        let mut schedule = Schedule::default();
        for wanted in path {
            let moves = self.moves(&state)?;
            let Some((_, after, _)) = moves.into_iter().find(|(mover, _, _)| mover == wanted)
            else {
                break;
            };
            let last = everybody.iter().position(|(actor, _)| schedule.0.last() == Some(actor));
            for index in last.into_iter().chain(0..everybody.len()) {
                let (mut there, mut then) = (shop.clone(), everybody.clone());
                if self.advance(&mut there, &mut then, index)?
                    && self.state(there.clone(), then.clone()) == after
                {
                    schedule.0.push(everybody[index].0);
                    (shop, everybody) = (there, then);
                    break;
                }
            }
            state = after;
        }
        Ok(schedule)
    }

    /// Works a move out; `None` when the mover has ended or is blocked.
    fn make(&mut self, from: SharedId, mover: Mover) -> Result<Option<Move>, Trouble> {
        let Shared { mut shop, mut named } = self.shared.get(from).clone();
        let index = match mover {
            Mover::Named(index) => usize::from(index),
            Mover::One(group) => {
                let Group { future, private } = self.groups.get(group);
                let actor = self.free_name(*future, &named);
                shop.put_in(actor, private);
                named.push((actor, *future));
                named.len() - 1
            }
        };
        if !self.advance(&mut shop, &mut named, index)? {
            return Ok(None);
        }
        let (shared, joined) = self.settle(shop, named);
        Ok(Some(Move { shared, joined }))
    }

    /// Moves the named actor of this index by one step; `false` when it has ended or is blocked.
    fn advance(
        &mut self,
        shop: &mut Shop,
        named: &mut [(Actor, Future)],
        index: usize,
    ) -> Result<bool, Trouble> {
        let (actor, future) = named[index];
        let Some(line) = self.futures.next(future).cloned() else { return Ok(false) };
        if shop.has_ended(actor) {
            return Ok(false);
        }
        let response = match shop.apply(actor, &line.statement) {
            Applied::Done(response) => response,
            Applied::Blocked(_) if !shop.is_victim(actor, |other| self.statement(named, other)) => {
                return Ok(false);
            }
            Applied::Blocked(_) if self.nameless[&actor] => return Err(Trouble::Names),
            Applied::Blocked(_) => shop.abort_victim(actor),
        };
        let (script, place) = self.futures.place(future);
        let place = self.futures.scripts()[script].follow(place, response)?;
        for (line, _) in self.futures.scripts()[script].asides(place) {
            shop.apply(actor, &line.statement);
        }
        named[index].1 = self.futures.of(script, place);
        Ok(true)
    }

    /// What a named actor would do next.
    fn statement(&self, named: &[(Actor, Future)], actor: Actor) -> Option<Statement> {
        let (_, future) = named.iter().find(|(other, _)| *other == actor)?;
        self.futures.next(*future).map(|line| line.statement)
    }

    /// Takes the names of all to whom nothing belongs, and deals the others' out anew: the first
    /// names of their script, in the order of their futures.
    fn settle(
        &mut self,
        mut shop: Shop,
        mut named: Vec<(Actor, Future)>,
    ) -> (SharedId, Vec<GroupId>) {
        let mut joined = Vec::new();
        named.retain(|&(actor, future)| {
            let stays = !self.nameless[&actor] || shop.knows(actor);
            if !stays {
                let private = shop.take_out(actor);
                joined.push(self.groups.number(Group { future, private }));
            }
            stays
        });
        let names = self.deal(&named);
        if names.iter().any(|(old, new)| old != new) {
            shop.rename(&|actor| names.get(&actor).copied().unwrap_or(actor));
            for (actor, _) in &mut named {
                *actor = names.get(actor).copied().unwrap_or(*actor);
            }
        }
        named.sort_unstable();
        (self.shared.number(Shared { shop, named }), joined)
    }

    /// New names for the named, and the names that they leave for those who had them: a permutation.
    fn deal(&self, named: &[(Actor, Future)]) -> HashMap<Actor, Actor> {
        let mut names = HashMap::default();
        for cast in &self.cast {
            // Who keeps a name whatever happens (one with a duplicate, who shares an order) has it.
            let pool = cast.iter().copied().filter(|actor| self.nameless[actor]);
            let pool: Vec<Actor> = pool.collect();
            let mut mine: Vec<_> = named.iter().filter(|(actor, _)| pool.contains(actor)).collect();
            mine.sort_unstable_by_key(|(actor, future)| (*future, *actor));
            let old: Vec<Actor> = mine.into_iter().map(|(actor, _)| *actor).collect();
            let rest = pool.iter().filter(|actor| !old.contains(actor)).copied();
            let order: Vec<Actor> = old.iter().copied().chain(rest).collect();
            if !old.is_empty() {
                names.extend(order.into_iter().zip(pool.iter().copied()));
            }
        }
        names
    }

    /// A name of the future's script that nobody has.
    fn free_name(&self, future: Future, named: &[(Actor, Future)]) -> Actor {
        let (script, _) = self.futures.place(future);
        let is_free = |actor: &&Actor| named.iter().all(|(other, _)| other != *actor);
        *self.cast[script].iter().find(is_free).expect("there are as many names as buyers")
    }
}

impl State {
    /// The state after one has left a group, and some have joined others.
    fn with(mut self, left: Option<GroupId>, joined: &[GroupId]) -> State {
        let mut groups = std::mem::take(&mut self.groups).into_vec();
        if let Some(index) = groups.iter().position(|(group, _)| Some(*group) == left) {
            groups[index].1 -= 1;
            if groups[index].1 == 0 {
                groups.remove(index);
            }
        }
        for &group in joined {
            match groups.binary_search_by_key(&group, |(other, _)| *other) {
                Ok(index) => groups[index].1 += 1,
                Err(index) => groups.insert(index, (group, 1)),
            }
        }
        State { groups: groups.into_boxed_slice(), ..self }
    }
}

/// Values, each with a number of its own.
struct Numbered<T> {
    values: Vec<std::sync::Arc<T>>,
    numbers: HashMap<std::sync::Arc<T>, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Numbered<T> {
        Numbered { values: Vec::new(), numbers: HashMap::default() }
    }
}

impl<T: Eq + Hash> Numbered<T> {
    fn number(&mut self, value: T) -> u32 {
        if let Some(&number) = self.numbers.get(&value) {
            return number;
        }
        let (value, number) = (std::sync::Arc::new(value), self.values.len() as u32);
        self.values.push(std::sync::Arc::clone(&value));
        self.numbers.insert(value, number);
        number
    }

    fn len(&self) -> usize {
        self.values.len()
    }

    fn get(&self, number: u32) -> &T {
        &self.values[number as usize]
    }
}
