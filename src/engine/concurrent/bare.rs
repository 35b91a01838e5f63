//! On bare memory: the headline three and a lock with two orderings, without a shop.
//!
//! One unit, two buyers, one integer, on the runtime's own atomics and mutex. The programs are generic
//! over [`Memory`]; each runtime starts them in its own way and lets the [`Judge`] count.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::runtime::Memory;
use crate::bare::{Bare, Program, Start};
use crate::shop::Units;
use crate::verdict::Search;

/// How many threads buy.
pub const BUYERS: usize = 2;
/// How many units there are to buy.
const STOCK: Units = 1;
/// What is in the hand-made lock.
const FREE: Units = 0;
const TAKEN: Units = 1;

/// What the buyers of one execution share. Make it inside of the runtime's execution.
pub struct Room<M: Memory> {
    stock: M::Integer,
    mutex: M::Mutex<()>,
    lock: M::Integer,
    gate: M::Mutex<()>,
    sold: Sold,
}

/// Who got a unit, a bit each, kept where the runtime does not schedule.
type Sold = Arc<AtomicUsize>;

impl<M: Memory> Room<M> {
    /// One unit, free locks, and a judge who counts.
    pub fn new(judge: &Judge) -> Arc<Room<M>> {
        Arc::new(Room {
            stock: M::integer(STOCK),
            mutex: M::mutex(()),
            lock: M::integer(FREE),
            gate: M::mutex(()),
            sold: judge.next(),
        })
    }

    /// Starts the buyers. If they are held, all of them stand at the gate before the first goes on.
    pub fn start(self: &Arc<Self>, program: Program, start: Start) -> Vec<M::Handle> {
        let held = (start == Start::Held).then(|| M::lock(&self.gate));
        let buyer = |number| {
            let room = Arc::clone(self);
            M::spawn(move || {
                if start == Start::Held {
                    drop(M::lock(&room.gate));
                }
                room.buy(program, number);
            })
        };
        let handles = (0..BUYERS).map(buyer).collect();
        if held.is_some() {
            M::yield_now();
        }
        handles
    }

    /// All that one buyer does.
    pub fn buy(&self, program: Program, number: usize) {
        let sold = match program {
            Program::CheckThenUpdate => self.check_then_update(),
            Program::Locked => self.locked(),
            Program::ConditionalUpdate => self.conditional_update(),
            Program::RelaxedLock => self.hand_locked(Ordering::Relaxed, Ordering::Relaxed),
            Program::AcquireLock => self.hand_locked(Ordering::Acquire, Ordering::Release),
        };
        if sold {
            self.sold.fetch_or(1 << number, Ordering::Relaxed);
        }
    }

    /// Even the strongest ordering makes two operations no single one.
    fn check_then_update(&self) -> bool {
        if M::load(&self.stock, Ordering::SeqCst) < 1 {
            return false;
        }
        M::fetch_sub(&self.stock, 1, Ordering::SeqCst);
        true
    }

    fn locked(&self) -> bool {
        let _guard = M::lock(&self.mutex);
        self.check_then_update()
    }

    fn conditional_update(&self) -> bool {
        let one_less = |stock| (stock >= 1).then(|| stock - 1);
        M::fetch_update(&self.stock, Ordering::SeqCst, one_less).is_ok()
    }

    /// One try: a model checker must not spin. Whoever finds the lock taken goes away.
    fn hand_locked(&self, take: Ordering, free: Ordering) -> bool {
        if M::swap(&self.lock, TAKEN, take) == TAKEN {
            return false;
        }
        let stock = M::load(&self.stock, Ordering::Relaxed);
        if stock >= 1 {
            M::store(&self.stock, stock - 1, Ordering::Relaxed);
        }
        M::store(&self.lock, FREE, free);
        stock >= 1
    }
}

/// Counts executions, each of which is judged when the next one begins: inside of it, not even the
/// last thread knows that it is the last, and a join would be one more scheduling point.
#[derive(Default)]
pub struct Judge(Mutex<Count>);

#[derive(Default)]
struct Count {
    executions: u64,
    /// How often these buyers, a bit each, got a unit.
    sold: [u64; 1 << BUYERS],
    last: Option<Sold>,
}

impl Judge {
    /// Judges the execution before, and counts a new one.
    fn next(&self) -> Sold {
        let mut count = self.open();
        count.judge();
        count.executions += 1;
        Arc::clone(count.last.insert(Sold::default()))
    }

    /// What all of them came to.
    pub fn verdict(
        &self,
        program: Program,
        engine: &'static str,
        start: Start,
        search: Search,
    ) -> Bare {
        let mut count = self.open();
        count.judge();
        let executions = count.executions;
        let [_nobody, only_first, only_second, oversold] = count.sold;
        Bare { program, engine, start, executions, oversold, only_first, only_second, search }
    }

    /// How many executions there were.
    pub fn executions(&self) -> u64 {
        self.open().executions
    }

    fn open(&self) -> MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Count {
    fn judge(&mut self) {
        if let Some(sold) = self.last.take() {
            self.sold[sold.load(Ordering::Relaxed)] += 1;
        }
    }
}
