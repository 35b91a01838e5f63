//! A script: a purchase function unrolled, statement by statement, without threads.
//!
//! A strategy is an ordinary function; it cannot be paused. But it is deterministic, so it can be
//! run again from its beginning against the responses that it got so far, and the first statement
//! beyond them is the one that it makes next. A script keeps what was found that way as a tree: a
//! node is all that a buyer has heard, its children are the responses that it can hear next. The
//! function therefore runs once (and once more, to see that it does the same) per thing that a buyer
//! can have heard, and never once per interleaving.

use std::sync::Arc;

use crate::engine::MAX_STATEMENTS;
use crate::fault::{Fault, Misconduct};
use crate::scenario::Role;
use crate::schedule::Schedule;
use crate::session::{Execute, Line, Run, Site, Stopped, Strategy, run};
use crate::shop::{Payments, Response, Statement};

/// A place in a script: everything that a buyer has heard so far.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Place(u32);

impl Place {
    /// Where every purchase begins.
    pub const START: Place = Place(0);
}

/// One strategy in one role, unrolled as far as anybody has asked; or the errands of the environment.
pub struct Script {
    /// Who plays; nobody where everything is known beforehand.
    player: Option<(Arc<dyn Strategy>, Role)>,
    nodes: Vec<Node>,
}

struct Node {
    parent: Option<(Place, Response)>,
    depth: usize,
    scene: Scene,
    children: Vec<(Response, Place)>,
}

/// What a buyer does from one response to the next.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Scene {
    /// What happens beside the shared state, at once, with its responses.
    asides: Vec<(Line, Response)>,
    /// The next step; `None` when the purchase has ended.
    next: Option<Line>,
}

impl Node {
    fn new(parent: Option<(Place, Response)>, depth: usize, scene: Scene) -> Node {
        Node { parent, depth, scene, children: Vec::new() }
    }
}

impl Script {
    /// Unrolls a purchase as far as its first step.
    pub fn of_purchase(strategy: Arc<dyn Strategy>, role: Role) -> Result<Script, Fault> {
        let mut script = Script { player: Some((strategy, role)), nodes: Vec::new() };
        let scene = script.rehearse(&[], &[])?;
        script.nodes.push(Node::new(None, 0, scene));
        Ok(script)
    }

    /// The errands of the environment, whatever the responses.
    pub fn of_errands(errands: Vec<Line>) -> Script {
        let scenes = errands
            .into_iter()
            .map(Some)
            .chain([None])
            .map(|next| Scene { asides: Vec::new(), next });
        let nodes = scenes.enumerate().map(|(depth, scene)| Node::new(None, depth, scene));
        Script { player: None, nodes: nodes.collect() }
    }

    /// Whether this is what a buyer in that role does.
    pub fn is_of(&self, strategy: &Arc<dyn Strategy>, role: &Role) -> bool {
        let player = self.player.as_ref();
        player.is_some_and(|(mine, as_role)| Arc::ptr_eq(mine, strategy) && as_role == role)
    }

    /// The most steps that it takes, as far as it is unrolled.
    pub fn longest(&self) -> usize {
        self.nodes.iter().map(|node| node.depth).max().unwrap_or(0)
    }

    /// The step that a buyer makes next; `None` when the purchase has ended.
    pub fn next(&self, place: Place) -> Option<&Line> {
        self.node(place).scene.next.as_ref()
    }

    /// What happens beside the shared state as soon as a buyer is at `place`.
    pub fn asides(&self, place: Place) -> &[(Line, Response)] {
        &self.node(place).scene.asides
    }

    /// Where a buyer is after the step at `place` got `response`.
    pub fn follow(&mut self, place: Place, response: Response) -> Result<Place, Fault> {
        if self.player.is_none() {
            return Ok(Place(place.0 + 1));
        }
        let known = self.node(place).children.iter().find(|(heard, _)| *heard == response);
        if let Some(&(_, child)) = known {
            return Ok(child);
        }
        let depth = self.node(place).depth + 1;
        if depth > MAX_STATEMENTS {
            return Err(self.misconduct(Misconduct::Endless { statements: MAX_STATEMENTS }));
        }
        let (said, mut heard) = self.path(place);
        heard.push(response);
        let scene = self.rehearse(&said, &heard)?;
        let child = Place(self.nodes.len() as u32);
        self.nodes.push(Node::new(Some((place, response)), depth, scene));
        self.nodes[place.0 as usize].children.push((response, child));
        Ok(child)
    }

    /// The steps made up to and at `place`, and the responses heard before it.
    fn path(&self, place: Place) -> (Vec<Line>, Vec<Response>) {
        let mut said = Vec::new();
        let mut heard = Vec::new();
        let mut at = Some(place);
        while let Some(place) = at {
            let node = self.node(place);
            said.extend(node.scene.next.clone());
            heard.extend(node.parent.map(|(_, response)| response));
            at = node.parent.map(|(parent, _)| parent);
        }
        said.reverse();
        heard.reverse();
        (said, heard)
    }

    /// Runs the function against `heard`, twice, and returns what it does after the last response.
    fn rehearse(&self, said: &[Line], heard: &[Response]) -> Result<Scene, Fault> {
        let first = self.rehearse_once(said, heard)?;
        let second = self.rehearse_once(said, heard)?;
        if first != second {
            return Err(self.misconduct(Misconduct::NotDeterministic {
                first: crate::message::scene(&first.asides, first.next.as_ref()),
                second: crate::message::scene(&second.asides, second.next.as_ref()),
            }));
        }
        Ok(first)
    }

    fn rehearse_once(&self, said: &[Line], heard: &[Response]) -> Result<Scene, Fault> {
        let (strategy, role) = self.player.as_ref().expect("errands need no rehearsal");
        if role.crash_after().is_some_and(|steps| heard.len() > steps) {
            return Ok(Scene::default());
        }
        let mut probe = Probe {
            role,
            said,
            heard,
            made: 0,
            asides: Vec::new(),
            next: None,
            differs: None,
            endless: false,
        };
        let ended = run(&**strategy, &role.buyer.order, &mut probe);
        if let Some((first, second)) = probe.differs {
            return Err(self.misconduct(Misconduct::NotDeterministic { first, second }));
        }
        if probe.endless {
            return Err(self.misconduct(Misconduct::Endless { statements: MAX_STATEMENTS }));
        }
        if let Run::Misbehaved(what) = ended {
            return Err(self.misconduct(what));
        }
        if probe.made < heard.len() {
            return Err(self.misconduct(Misconduct::NotDeterministic {
                first: crate::message::step(&said[probe.made]),
                second: crate::message::RETURNED.to_owned(),
            }));
        }
        Ok(Scene { asides: probe.asides, next: probe.next })
    }

    fn misconduct(&self, what: Misconduct) -> Fault {
        let name = self.player.as_ref().map_or("the environment", |(strategy, _)| strategy.name());
        Fault::Strategy { name: name.to_owned(), what, after: Schedule::default() }
    }

    fn node(&self, place: Place) -> &Node {
        &self.nodes[place.0 as usize]
    }
}

/// Behind the session while a strategy is rehearsed: answers from the record, notes the first
/// statement beyond it, and stops there.
struct Probe<'a> {
    role: &'a Role,
    said: &'a [Line],
    heard: &'a [Response],
    made: usize,
    asides: Vec<(Line, Response)>,
    next: Option<Line>,
    differs: Option<(String, String)>,
    endless: bool,
}

impl Execute for Probe<'_> {
    fn execute(&mut self, site: Site, statement: &Statement) -> Result<Response, Stopped> {
        let line = Line { site, statement: *statement };
        if !statement.is_step(self.role.crashes) {
            let answer = Payments::answer(&self.role.buyer, statement).unwrap_or(Response::Done);
            return self.aside(line, answer);
        }
        let Some(&response) = self.heard.get(self.made) else {
            self.next = Some(self.role.or_crash(self.made, line));
            return Err(Stopped);
        };
        let before = &self.said[self.made];
        if *before != line {
            let pair = (crate::message::step(before), crate::message::step(&line));
            self.differs = Some(pair);
            return Err(Stopped);
        }
        self.made += 1;
        Ok(response)
    }
}

impl Probe<'_> {
    fn aside(&mut self, line: Line, answer: Response) -> Result<Response, Stopped> {
        if self.asides.len() >= MAX_STATEMENTS {
            self.endless = true;
            return Err(Stopped);
        }
        if self.made == self.heard.len() {
            self.asides.push((line, answer));
        }
        Ok(answer)
    }
}
