//! What a complete verdict costs: our loom engine, and the test that every introduction to loom shows.

use std::time::Duration;

use crate::{Clock, handwritten, ours};

/// After how many executions the textbook is cut off: a hundred times what four buyers cost us.
const MOST: usize = 120_000;

/// How often both are run where that takes no time.
const RUNS: usize = 21;

/// Prints executions and processor time to a complete verdict, for two, three and four buyers.
pub fn compare() {
    for buyers in 2..=4 {
        let few = if buyers == 4 { 3 } else { RUNS };
        let (executions, time) = median(few, || ours(buyers));
        let most = (buyers == 4).then_some(MOST);
        let runs = if buyers == 4 { 1 } else { RUNS };
        let (theirs, their_time) = median(runs, || handwritten::textbook_up_to(buyers, most));
        let finished = most.is_none_or(|most| theirs < most as u64);
        println!(
            "verdict: {buyers} buyers: ours {executions} executions in {:.2} ms; textbook {theirs} in \
             {:.2} ms{}; {}{:.0} times the executions, {:.0} times the time",
            milliseconds(time),
            milliseconds(their_time),
            if finished { "" } else { ", not finished" },
            if finished { "" } else { "more than " },
            theirs as f64 / executions as f64,
            their_time.as_secs_f64() / time.as_secs_f64(),
        );
    }
}

/// The executions of a search, and the median of the times that it took.
fn median(runs: usize, search: impl Fn() -> u64) -> (u64, Duration) {
    let mut executions = 0;
    let mut once = || {
        let begun = Clock::start();
        executions = search();
        begun.elapsed()
    };
    let mut times: Vec<Duration> = (0..runs).map(|_| once()).collect();
    times.sort();
    (executions, times[runs / 2])
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
