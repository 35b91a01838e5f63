//! Threads: parking_lot's mutexes on the operating system's threads, as a load test would see it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Barrier, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::bare::{BUYERS, Judge, Room};
use super::floor::{Floor, Plan, open};
use super::runtime::{Runtime, memory};
use crate::bare::{Bare, Program, Start};
use crate::engine::{Engine, Fleet, Recorder, Stepper};
use crate::fault::Fault;
use crate::scenario::Scenario;
use crate::shop::Units;
use crate::stress::Stress;
use crate::verdict::Search;
use crate::watchdog::Yard;

/// Runs a scenario on real threads, many times.
#[derive(Clone, Debug)]
pub struct Threads {
    /// How many executions.
    pub executions: u64,
    /// How long a charge takes.
    pub payment: Duration,
}

impl Default for Threads {
    fn default() -> Threads {
        Threads { executions: 1_000, payment: Duration::ZERO }
    }
}

impl Threads {
    /// The most buyers.
    pub const MAX_BUYERS: usize = 64;

    /// Runs the scenario, and measures.
    ///
    /// # Errors
    ///
    /// As for [`Engine::run`].
    pub fn stress(
        &self,
        fleet: &Fleet,
        scenario: &Scenario,
        recorder: &Recorder,
    ) -> Result<Stress, Fault> {
        Fault::check_or(
            "buyers",
            scenario.buyers().len() as Units,
            1..=Threads::MAX_BUYERS as Units,
            crate::message::INSTEAD_OF_THREADS,
        )?;
        Stepper::rehearse(fleet, scenario)?;
        let plan = Plan::new(fleet, scenario, scenario.mutexes());
        let plan = Arc::new(plan.with_payment(self.payment));
        let begun = Instant::now();
        let mut latencies = Vec::new();
        for _execution in 0..self.executions {
            let floor = Floor::<OsRuntime>::new(&plan);
            latencies.extend(rush(&floor, scenario.actors().len()));
            recorder.record(open(&floor.record()).interleaving(scenario)?);
        }
        let elapsed = begun.elapsed();
        latencies.sort_unstable();
        Ok(Stress { elapsed, latencies })
    }

    /// Runs two buyers on this machine's own memory. Whatever comes out, it proves nothing.
    pub fn bare(&self, program: Program) -> Bare {
        let judge = Judge::default();
        for _execution in 0..self.executions {
            let room = Room::<OsRuntime>::new(&judge);
            let barrier = Barrier::new(BUYERS);
            thread::scope(|scope| {
                for number in 0..BUYERS {
                    let (barrier, room) = (&barrier, &room);
                    scope.spawn(move || {
                        barrier.wait();
                        room.buy(program, number);
                    });
                }
            });
        }
        judge.verdict(program, self.name(), Start::Held, Search::Sampled { seed: None })
    }
}

impl Engine for Threads {
    fn name(&self) -> &'static str {
        "threads"
    }

    fn run(
        &self,
        fleet: &Fleet,
        scenario: &Scenario,
        recorder: &Recorder,
    ) -> Result<Search, Fault> {
        self.stress(fleet, scenario, recorder)?;
        Ok(Search::Sampled { seed: None })
    }
}

/// All buyers leave the barrier together; returns how long each took.
fn rush(floor: &Arc<Floor<OsRuntime>>, actors: usize) -> Vec<Duration> {
    let barrier = Arc::new(Barrier::new(actors));
    let latencies: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let threads = floor.actors(|floor, actor| {
        let (barrier, latencies) = (Arc::clone(&barrier), Arc::clone(&latencies));
        OsRuntime::spawn(move || {
            barrier.wait();
            let begun = Instant::now();
            floor.act(actor);
            if !actor.is_environment() {
                latencies.lock().expect("nobody panics holding it").push(begun.elapsed());
            }
        })
    });
    for thread in threads {
        thread.join().expect("a buyer's panic is caught in its thread");
    }
    std::mem::take(&mut *latencies.lock().expect("all threads have ended"))
}

struct OsRuntime;

impl Runtime for OsRuntime {
    type Mutex<T: Send + 'static> = parking_lot::Mutex<T>;
    type Guard<'a, T: Send + 'static> = parking_lot::MutexGuard<'a, T>;
    type Bell = parking_lot::Condvar;
    type Handle = JoinHandle<()>;

    fn mutex<T: Send + 'static>(value: T) -> Self::Mutex<T> {
        parking_lot::Mutex::new(value)
    }

    fn lock<T: Send + 'static>(mutex: &Self::Mutex<T>) -> Self::Guard<'_, T> {
        mutex.lock()
    }

    fn bell() -> Self::Bell {
        parking_lot::Condvar::new()
    }

    fn wait<'a, T: Send + 'static>(
        bell: &Self::Bell,
        mut guard: Self::Guard<'a, T>,
    ) -> Self::Guard<'a, T> {
        bell.wait(&mut guard);
        guard
    }

    fn ring(bell: &Self::Bell) {
        bell.notify_all();
    }

    fn spawn(body: impl FnOnce() + Send + 'static) -> Self::Handle {
        let yard = Yard::current();
        thread::spawn(move || {
            if let Some(yard) = yard {
                yard.enter();
            }
            body();
        })
    }

    fn yield_now() {
        thread::yield_now();
    }

    fn pause(time: Duration) {
        thread::sleep(time);
    }
}

memory!(OsRuntime, std::sync::atomic::AtomicI64);
