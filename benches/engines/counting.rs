//! The counter: states and time, by the number of buyers, by the stock and by the strategy.

use criterion::{Criterion, Throughput};
use oversell::Scenario;
use oversell::counted::Counted;
use oversell::engine::Counter;
use oversell::verdict::Search;

use crate::{Clock, fleet};

/// Stock and buyers, as columns of a table.
const SIZES: &[(i64, usize)] = &[(1, 10), (1, 50), (1, 100), (1, 20), (10, 20)];

const STRATEGIES: &[&str] = &[
    "check_then_update",
    "locked",
    "conditional_update",
    "optimistic_version",
    "lease_check_then_update",
];

/// Where a count is given up: some 400 MB.
const MOST: u64 = 1_000_000;

/// Prints one line per strategy and size: states, processor time, digits.
pub fn table() {
    for strategy in STRATEGIES {
        for &(stock, buyers) in SIZES {
            let (counted, time) = Clock::time(|| count(strategy, stock, buyers));
            let cut = if counted.verdict.search == Search::Complete { "" } else { ", cut off" };
            println!(
                "count: {strategy}, stock {stock}, {buyers} buyers: {} states{cut}, {:.2} ms, {} digits",
                counted.states,
                time.as_secs_f64() * 1e3,
                counted.verdict.all.interleavings.to_string().len(),
            );
        }
    }
}

/// How the time of the headline strategy grows.
pub fn counting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("count");
    group.sample_size(10);
    for (stock, buyers) in [(1, 10), (1, 50), (1, 100), (10, 20)] {
        let states = count("check_then_update", stock, buyers).states;
        group.throughput(Throughput::Elements(states));
        group.bench_function(
            format!("check_then_update, stock {stock}, {buyers} buyers"),
            |bench| {
                bench.iter(|| count("check_then_update", stock, buyers).states);
            },
        );
    }
    group.finish();
}

fn count(strategy: &str, stock: i64, buyers: usize) -> Counted {
    let shop = Scenario::new(stock).expect("such a stock is possible");
    let scenario = (0..buyers).try_fold(shop, |shop, _| shop.buys(1)).expect("so many can buy");
    let counter = Counter { max_states: MOST };
    counter.count(&fleet(strategy), &scenario).expect("the strategy is well behaved")
}
