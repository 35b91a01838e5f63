//! A desk: where an actor's session meets the floor. It holds the locks that the actor holds.

use std::collections::BTreeMap;

use super::floor::{Floor, Stage, open};
use super::runtime::Runtime;
use crate::actor::Actor;
use crate::engine::MAX_STATEMENTS;
use crate::interleaving::Event;
use crate::scenario::Role;
use crate::session::{Execute, Line, Site, Stopped};
use crate::shop::{Applied, Isolation, Lockable, Mutex, Payments, Resource, Response, Statement};

/// The desk of one actor in one execution.
pub struct Desk<'a, R: Runtime> {
    floor: &'a Floor<R>,
    actor: Actor,
    role: Option<&'a Role>,
    /// The runtime's own locks that were taken before the gate.
    guards: BTreeMap<Resource, R::Guard<'a, ()>>,
    isolation: Option<Isolation>,
    /// A BEGIN that the database has not heard of yet: it goes with the next step.
    begun: Option<Statement>,
    /// Whether the actor holds anything, as the shop's books have it.
    holds: bool,
    statements: usize,
    steps: usize,
    crashed: bool,
}

impl<'a, R: Runtime> Desk<'a, R> {
    pub fn new(floor: &'a Floor<R>, actor: Actor) -> Desk<'a, R> {
        Desk {
            floor,
            actor,
            role: floor.plan.role(actor),
            guards: BTreeMap::new(),
            isolation: None,
            begun: None,
            holds: false,
            statements: 0,
            steps: 0,
            crashed: false,
        }
    }

    /// Whether the strategy made more statements than any purchase needs.
    pub fn is_endless(&self) -> bool {
        self.statements > MAX_STATEMENTS
    }

    /// Whether the process died.
    pub fn has_crashed(&self) -> bool {
        self.crashed
    }

    /// What the environment does.
    pub fn run_errands(&mut self, errands: &[Line]) {
        for line in errands {
            if self.step(line.clone()).is_err() {
                return;
            }
        }
    }

    /// The actor makes no further statement. Whoever waits for what it still holds should know.
    pub fn leave(&mut self) {
        if self.holds {
            open(&self.floor.record).waits.leave(self.actor);
            let stage = R::lock(&self.floor.gate);
            self.floor.ring();
            drop(stage);
        }
    }

    fn step(&mut self, line: Line) -> Result<Response, Stopped> {
        self.lock_first(&line.statement)?;
        let mut stage = R::lock(&self.floor.gate);
        if stage.shop.has_ended(self.actor) {
            // Its API instance died, and it with it.
            self.crashed = true;
            return Err(Stopped);
        }
        if let Some(begin) = self.begun.take() {
            stage.shop.apply(self.actor, &begin);
        }
        let (mut stage, response) = self.wait_and_apply(stage, &line.statement)?;
        stage.waiting.remove(&self.actor);
        self.steps += 1;
        self.note(&line, response, true);
        self.settle(&stage, &line.statement, response);
        Ok(response)
    }

    /// Asks the shop, and waits for the bell until the statement can run or is aborted.
    fn wait_and_apply(
        &self,
        mut stage: R::Guard<'a, Stage>,
        statement: &Statement,
    ) -> Result<(R::Guard<'a, Stage>, Response), Stopped> {
        loop {
            let wait = match stage.shop.apply(self.actor, statement) {
                Applied::Done(response) => return Ok((stage, response)),
                Applied::Blocked(wait) => wait,
            };
            stage.waiting.insert(self.actor, *statement);
            if stage.is_victim(self.actor) {
                let response = stage.shop.abort_victim(self.actor);
                return Ok((stage, response));
            }
            let ends = open(&self.floor.record).waits.wait(self.actor, wait.on);
            let victim = stage.waiting.keys().any(|&actor| stage.is_victim(actor));
            if !ends && !victim {
                stage.waiting.remove(&self.actor);
                return Err(Stopped);
            }
            if victim {
                self.floor.ring();
            }
            stage = self.floor.wait(stage);
        }
    }

    /// Takes the runtime's own lock for what the statement will lock in any case.
    fn lock_first(&mut self, statement: &Statement) -> Result<(), Stopped> {
        let Some(resource) = self.first_lock(statement) else { return Ok(()) };
        // A lock that does not exist is nothing to wait for: the shop will say what is wrong.
        let Some(lock) = self.floor.locks.get(&resource) else { return Ok(()) };
        let mine = self.guards.contains_key(&resource);
        if mine && !matches!(resource, Resource::Mutex(_)) {
            return Ok(());
        }
        if !open(&self.floor.record).waits.wait(self.actor, resource) {
            return Err(Stopped);
        }
        self.guards.insert(resource, R::lock(lock));
        Ok(())
    }

    fn first_lock(&self, statement: &Statement) -> Option<Resource> {
        if let Statement::Lock { item } = *statement {
            let instance = self.role.map_or(0, |role| role.buyer.instance);
            return Some(Resource::Mutex(Mutex { instance, item }));
        }
        let within = self.isolation == Some(Isolation::ReadCommitted);
        if !statement.waits_unconditionally() {
            return None;
        }
        match *statement {
            Statement::SelectForUpdate { item } | Statement::Update { item, .. } if within => {
                Some(Resource::Database(Lockable::Row(item)))
            }
            Statement::AdvisoryLock { item, .. } => {
                Some(Resource::Database(Lockable::Advisory(item)))
            }
            _ => None,
        }
    }

    /// Still inside of the gate: gives back what the statement has freed, and wakes who may go on.
    fn settle(&mut self, stage: &Stage, statement: &Statement, response: Response) {
        match (*statement, response) {
            (Statement::Commit | Statement::Rollback, _) | (_, Response::Error(_)) => {
                self.isolation = None;
            }
            (_, _) => {}
        }
        let actor = self.actor;
        let mut record = open(&self.floor.record);
        record.waits.over(actor);
        record.waits.copy(&stage.shop);
        drop(record);
        self.guards.retain(|resource, _| stage.shop.holder(*resource) == Some(actor));
        self.holds = stage.shop.held().any(|(_, holder)| holder == actor);
        if !stage.waiting.is_empty() {
            self.floor.ring();
        }
    }

    fn note(&self, line: &Line, response: Response, step: bool) {
        open(&self.floor.record).events.push(Event {
            actor: self.actor,
            site: line.site,
            statement: line.statement,
            response,
            step,
        });
    }

    /// What is no step is answered without the gate.
    fn aside(&mut self, line: &Line) -> Response {
        if let Statement::Begin(isolation) = line.statement {
            self.isolation = Some(isolation);
            self.begun = Some(line.statement);
        }
        let payment = self.floor.plan.payment;
        if line.statement == Statement::Charge && !payment.is_zero() {
            R::pause(payment);
        }
        let buyer = self.role.map(|role| &role.buyer);
        let answer = buyer.and_then(|buyer| Payments::answer(buyer, &line.statement));
        let answer = answer.unwrap_or(Response::Done);
        self.note(line, answer, false);
        answer
    }
}

impl<R: Runtime> Execute for Desk<'_, R> {
    fn execute(&mut self, site: Site, statement: &Statement) -> Result<Response, Stopped> {
        self.statements += 1;
        if self.is_endless() || self.crashed {
            return Err(Stopped);
        }
        let line = Line { site, statement: *statement };
        let Some(role) = self.role else { return self.step(line) };
        if !statement.is_step(role.crashes) {
            return Ok(self.aside(&line));
        }
        let line = role.or_crash(self.steps, line);
        let response = self.step(line.clone())?;
        if let Statement::Crash { .. } = line.statement {
            self.crashed = true;
            return Err(Stopped);
        }
        Ok(response)
    }
}

impl Stage {
    /// Whether the database aborts `actor`, who waits, to break a cycle.
    fn is_victim(&self, actor: Actor) -> bool {
        self.shop.is_victim(actor, |other| self.waiting.get(&other).copied())
    }
}
