//! Futures: what a buyer will still do, whatever it has heard so far.
//!
//! A buyer who read a stock of 7 and one who read 9 are the same buyer from then on if neither will
//! ever do anything that depends on it. Two places in a script have the same future when the next
//! statement is the same and, for every response that it can get, the same things happen right after
//! it and the futures behind them are the same (bisimulation; the responses of a SELECT have no end,
//! so places before one are told apart).

use foldhash::HashMap;

use crate::engine::stepper::{Place, Script};
use crate::session::Line;
use crate::shop::Response;

/// What a buyer will still do, by number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Future(u32);

/// All futures of a scenario's scripts that have come up so far.
pub struct Futures {
    scripts: Vec<Script>,
    of: HashMap<(usize, Place), Future>,
    known: HashMap<Shape, Future>,
    /// For each future, a place that has it.
    places: Vec<(usize, Place)>,
}

/// What makes two futures the same.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Shape {
    /// Nothing more.
    End(usize),
    /// A statement whose responses have no end.
    Open(usize, Place),
    /// A statement, and for each response what happens at once and what then.
    Step(usize, Line, Vec<Branch>),
}

/// What follows a response: what happens at once, and what then.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Branch {
    response: Response,
    asides: Vec<(Line, Response)>,
    then: Future,
}

impl Futures {
    /// How many statements with known responses are looked through: their responses multiply.
    const DEPTH: usize = 6;

    pub fn new(scripts: Vec<Script>) -> Futures {
        Futures { scripts, of: HashMap::default(), known: HashMap::default(), places: Vec::new() }
    }

    /// The next statement; `None` when the script has ended.
    pub fn next(&self, future: Future) -> Option<&Line> {
        let (script, place) = self.place(future);
        self.scripts[script].next(place)
    }

    /// The script, and a place in it that has this future.
    pub fn place(&self, future: Future) -> (usize, Place) {
        self.places[future.0 as usize]
    }

    pub fn scripts(&mut self) -> &mut [Script] {
        &mut self.scripts
    }

    /// The future of a place.
    pub fn of(&mut self, script: usize, place: Place) -> Future {
        self.within(script, place, Futures::DEPTH)
    }

    fn within(&mut self, script: usize, place: Place, depth: usize) -> Future {
        if let Some(&future) = self.of.get(&(script, place)) {
            return future;
        }
        let shape = match self.scripts[script].next(place).cloned() {
            None => Shape::End(script),
            Some(line) => self
                .branches(script, place, &line, depth)
                .map_or(Shape::Open(script, place), |branches| Shape::Step(script, line, branches)),
        };
        let new = Future(self.places.len() as u32);
        let future = *self.known.entry(shape).or_insert(new);
        if future == new {
            self.places.push((script, place));
        }
        // What was cut short is looked at again when somebody is really there.
        if depth == Futures::DEPTH {
            self.of.insert((script, place), future);
        }
        future
    }

    /// What follows each response; `None` when there is no end to them, or it is too far to look.
    fn branches(
        &mut self,
        script: usize,
        place: Place,
        line: &Line,
        depth: usize,
    ) -> Option<Vec<Branch>> {
        let responses = line.statement.responses().filter(|_| depth > 0)?;
        let mut branches = Vec::new();
        for &response in responses {
            // A strategy may not cope with a response that it cannot get here: then look no further.
            let child = self.scripts[script].follow(place, response).ok()?;
            let asides = self.scripts[script].asides(child).to_vec();
            let then = self.within(script, child, depth - 1);
            branches.push(Branch { response, asides, then });
        }
        Some(branches)
    }
}
