//! How fast the engines are, each against something measured in the same run.
//!
//! `cargo bench` prints criterion's report, and before it one line per ratio: the only numbers here
//! that mean something on another machine. docs/performance.md tells how to read them.

mod counting;
mod handwritten;
mod verdicts;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use oversell::engine::{Engine, Fleet, Loom, Recorder, Shuttle, Stepper};
use oversell::{Scenario, proof, strategies};

/// How often a ratio is taken; the median of them is printed.
const ROUNDS: usize = 101;

/// How long each side of a ratio runs in one round: short, so that both meet the same weather, and
/// ten times the four milliseconds after which Linux brings its books up to date.
const SLICE: Duration = Duration::from_millis(40);

/// Executions of shuttle in one sample.
const DRAWN: u64 = 1_000;

fn main() {
    // `cargo bench` says so with `--bench`; anything else (`cargo test --benches`) only smoke-tests.
    if std::env::args().any(|argument| argument == "--bench") {
        ratio("loom, two buyers", || ours(2), || handwritten::held_gate(2));
        ratio("loom, three buyers", || ours(3), || handwritten::held_gate(3));
        ratio("loom, two buyers, textbook", || ours(2), || handwritten::textbook(2));
        ratio(
            "shuttle, eight buyers",
            || drawn("check_then_update", 100),
            || handwritten::on_shuttle(8, 100, Shuttle::SEED),
        );
        verdicts::compare();
        counting::table();
    }
    let mut criterion = Criterion::default().configure_from_args();
    loom(&mut criterion);
    stepper(&mut criterion);
    shuttle(&mut criterion);
    counting::counting(&mut criterion);
    table(&mut criterion);
    criterion.final_summary();
}

/// Prints how many executions a second `ours` does for each one of `theirs`, side by side.
fn ratio(name: &str, ours: impl Fn() -> u64, theirs: impl Fn() -> u64) {
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (rate(&ours), rate(&theirs))).collect();
    let median = |of: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[ROUNDS / 2]
    };
    println!(
        "ratio: {name}: ours {:.0}/s, hand-written {:.0}/s, ratio {:.2}",
        median(|rates| rates.0),
        median(|rates| rates.1),
        median(|rates| rates.0 / rates.1),
    );
}

/// Executions per second of this thread's processor time, over one slice.
fn rate(search: &impl Fn() -> u64) -> f64 {
    let begun = Clock::start();
    let mut executions = 0;
    while begun.elapsed() < SLICE {
        executions += search();
    }
    executions as f64 / begun.elapsed().as_secs_f64()
}

/// The processor time of this thread where Linux tells it, so that what else the machine does counts
/// for little; elsewhere the time on the wall.
struct Clock {
    wall: Instant,
    processor: Option<Duration>,
}

impl Clock {
    fn start() -> Clock {
        Clock { wall: Instant::now(), processor: Clock::processor() }
    }

    fn elapsed(&self) -> Duration {
        match (self.processor, Clock::processor()) {
            (Some(before), Some(now)) => now - before,
            _ => self.wall.elapsed(),
        }
    }

    /// What something returns, and how long it takes, on average over ten slices at least.
    fn time<T>(search: impl Fn() -> T) -> (T, Duration) {
        let begun = Clock::start();
        let mut times = 1;
        let mut result = search();
        while begun.elapsed() < 10 * SLICE {
            result = search();
            times += 1;
        }
        (result, begun.elapsed() / times)
    }

    /// The first number of `schedstat` is the time spent on a processor, in nanoseconds.
    fn processor() -> Option<Duration> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    }
}

/// A shop with one unit, and this many buyers who want it.
fn last_item(buyers: u64) -> Scenario {
    let shop = Scenario::new(1).expect("one unit is possible");
    (0..buyers).fold(shop, |shop, _| shop.buys(1).expect("so few buyers are possible"))
}

fn fleet(name: &str) -> Fleet {
    Fleet::of(strategies::find(name).expect("the strategy is in the catalogue"))
}

fn executions(engine: &dyn Engine, strategy: &str, buyers: u64) -> u64 {
    let scenario = last_item(buyers);
    let recorder = Recorder::new(&scenario);
    engine.run(&fleet(strategy), &scenario, &recorder).expect("the search runs");
    recorder.executions()
}

/// So many executions of eight buyers on our shuttle engine.
fn drawn(strategy: &str, executions: u64) -> u64 {
    self::executions(&Shuttle { executions, ..Shuttle::default() }, strategy, 8)
}

/// The incident on our loom engine: judged, recorded and all.
fn ours(buyers: u64) -> u64 {
    executions(&Loom::default(), "check_then_update", buyers)
}

fn loom(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("loom");
    for (buyers, expected) in [(2, 6), (3, 66), (4, 1_176)] {
        assert_eq!(ours(buyers), expected, "executions of ours");
        assert_eq!(handwritten::held_gate(buyers), expected, "executions of the hand-written test");
        group.sample_size(if buyers == 4 { 10 } else { 50 });
        group.throughput(Throughput::Elements(expected));
        group.bench_function(format!("ours, {buyers} buyers"), |bench| bench.iter(|| ours(buyers)));
        group.bench_function(format!("hand-written, {buyers} buyers"), |bench| {
            bench.iter(|| handwritten::held_gate(buyers));
        });
    }
    group.throughput(Throughput::Elements(handwritten::textbook(2)));
    group.bench_function("textbook, 2 buyers", |bench| bench.iter(|| handwritten::textbook(2)));
    group.finish();
}

fn stepper(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stepper");
    group.sample_size(10);
    group.throughput(Throughput::Elements(31_320));
    group.bench_function("check_then_update, 5 buyers", |bench| {
        bench.iter(|| executions(&Stepper::default(), "check_then_update", 5));
    });
    group.finish();
}

fn shuttle(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("shuttle");
    group.sample_size(10);
    group.throughput(Throughput::Elements(DRAWN));
    for strategy in ["check_then_update", "conditional_update"] {
        group.bench_function(format!("{strategy}, 8 buyers"), |bench| {
            bench.iter(|| drawn(strategy, DRAWN));
        });
    }
    group.bench_function("hand-written, 8 buyers", |bench| {
        bench.iter(|| handwritten::on_shuttle(8, DRAWN, Shuttle::SEED));
    });
    group.finish();
}

fn table(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("proofs");
    group.sample_size(10);
    group.bench_function("the whole table", |bench| {
        bench.iter(|| {
            for proof in proof::TABLE {
                black_box(proof.prove().expect("the table names what there is"));
            }
        });
    });
    group.finish();
}
