//! What a complete verdict costs: our loom engine, and the test that every introduction to loom shows.

use std::time::Duration;

use crate::{Clock, handwritten, ours};

/// After how many executions the textbook is cut off: a hundred times what four buyers cost us.
const MOST: usize = 120_000;

/// Prints executions and processor time to a complete verdict, for two, three and four buyers.
pub fn compare() {
    for buyers in 2..=4 {
        let most = (buyers == 4).then_some(MOST);
        let (executions, time) = Clock::time(|| ours(buyers));
        let (theirs, their_time) = Clock::time(|| handwritten::textbook_up_to(buyers, most));
        // loom counts from one: the last execution before the limit is not made.
        let finished = most.is_none_or(|most| theirs + 1 < most as u64);
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

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
