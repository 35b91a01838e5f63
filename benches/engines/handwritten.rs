//! What somebody would write who tests check-then-update with loom, or with shuttle, and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use loom::model::Builder;
use loom::sync::Mutex;
use loom::thread;
use shuttle::scheduler::RandomScheduler;
use shuttle::{Config, FailurePersistence, Runner};

/// The shop of one execution: a row, and the receipts. The receipts are no step, so they are std's.
struct Shop {
    stock: Mutex<i64>,
    sold: AtomicU64,
}

impl Shop {
    fn new() -> Arc<Shop> {
        Arc::new(Shop { stock: Mutex::new(1), sold: AtomicU64::new(0) })
    }

    fn check_then_update(&self) {
        if *self.stock.lock().expect("nobody panics holding it") >= 1 {
            *self.stock.lock().expect("nobody panics holding it") -= 1;
            self.sold.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The counts of one search.
#[derive(Default)]
struct Tally {
    executions: AtomicU64,
    oversold: AtomicU64,
}

/// The leanest search there is: the held gate and no join, as our engine does it; an execution is
/// judged when the next one begins. Returns its executions.
pub fn held_gate(buyers: u64) -> u64 {
    let tally = Arc::new(Tally::default());
    let last: std::sync::Mutex<Option<Arc<Shop>>> = std::sync::Mutex::default();
    let counted = Arc::clone(&tally);
    builder().check(move || {
        counted.executions.fetch_add(1, Ordering::Relaxed);
        let shop = Shop::new();
        let before = last.lock().expect("nobody panics holding it").replace(Arc::clone(&shop));
        if before.is_some_and(|shop| shop.sold.load(Ordering::Relaxed) > 1) {
            counted.oversold.fetch_add(1, Ordering::Relaxed);
        }
        let gate = shop.stock.lock().expect("nobody panics holding it");
        for _buyer in 0..buyers {
            let shop = Arc::clone(&shop);
            thread::spawn(move || shop.check_then_update());
        }
        thread::yield_now();
        drop(gate);
    });
    tally.executions.load(Ordering::Relaxed)
}

/// The textbook: spawn all, join all, look. Returns its executions: several show one interleaving.
pub fn textbook(buyers: u64) -> u64 {
    textbook_up_to(buyers, None)
}

/// The textbook, cut off after so many executions.
pub fn textbook_up_to(buyers: u64, most: Option<usize>) -> u64 {
    let tally = Arc::new(Tally::default());
    let counted = Arc::clone(&tally);
    let mut builder = builder();
    if let Some(most) = most {
        // loom looks at its limits at every checkpoint only.
        (builder.max_permutations, builder.checkpoint_interval) = (Some(most), most);
    }
    builder.check(move || {
        counted.executions.fetch_add(1, Ordering::Relaxed);
        let shop = Shop::new();
        let spawn = |_| {
            let shop = Arc::clone(&shop);
            thread::spawn(move || shop.check_then_update())
        };
        let threads: Vec<_> = (0..buyers).map(spawn).collect();
        for thread in threads {
            thread.join().expect("a buyer does not panic");
        }
        if shop.sold.load(Ordering::Relaxed) > 1 {
            counted.oversold.fetch_add(1, Ordering::Relaxed);
        }
    });
    tally.executions.load(Ordering::Relaxed)
}

/// What somebody would write with shuttle alone: check-then-update on its mutex, spawned and joined.
/// Returns its executions.
pub fn on_shuttle(buyers: u64, executions: u64, seed: u64) -> u64 {
    use shuttle::sync::Mutex;
    let tally = Arc::new(Tally::default());
    let counted = Arc::clone(&tally);
    let scheduler = RandomScheduler::new_from_seed(seed, executions as usize);
    Runner::new(scheduler, shuttle_config()).run(move || {
        counted.executions.fetch_add(1, Ordering::Relaxed);
        let (stock, sold) = (Arc::new(Mutex::new(1)), Arc::new(AtomicU64::new(0)));
        let spawn = |_| {
            let (stock, sold) = (Arc::clone(&stock), Arc::clone(&sold));
            shuttle::thread::spawn(move || {
                if *stock.lock().expect("nobody panics holding it") >= 1 {
                    *stock.lock().expect("nobody panics holding it") -= 1;
                    sold.fetch_add(1, Ordering::Relaxed);
                }
            })
        };
        let threads: Vec<_> = (0..buyers).map(spawn).collect();
        for thread in threads {
            thread.join().expect("a buyer does not panic");
        }
        if sold.load(Ordering::Relaxed) > 1 {
            counted.oversold.fetch_add(1, Ordering::Relaxed);
        }
    });
    tally.executions.load(Ordering::Relaxed)
}

/// shuttle as it comes, but for the files that it would write.
fn shuttle_config() -> Config {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config
}

fn builder() -> Builder {
    Builder::new()
}
