//! What is said on the tour. It has no numbers of its own: whatever is counted is counted on the way.

use std::time::Duration;

use super::plural;
use super::replay::duration;
use crate::proof::Proved;
use crate::report::grouped;
use crate::stress::Stress;
use crate::tour::{Seen, Stop};
use crate::verdict::{Search, Verdict};
use crate::violation::Violation;

/// The heading of a stop.
pub(crate) fn tour_title(stop: Stop) -> &'static str {
    match stop {
        Stop::Code => "THE CODE",
        Stop::Test => "THE TEST",
        Stop::Load => "THE LOAD TEST",
        Stop::Search => "EVERY INTERLEAVING",
        Stop::Race => "THE RACE",
        Stop::LateLock => "A LOCK AROUND THE UPDATE",
        Stop::Transaction => "A TRANSACTION",
        Stop::Process => "A LOCK AROUND ALL OF IT",
        Stop::Condition => "A CONDITION IN THE UPDATE",
        Stop::Hotfix => "THE HOTFIX",
        Stop::Decoration => "WHAT CARRIED THE LOAD",
        Stop::Lease => "A LEASE THAT EXPIRES",
        Stop::Fence => "A FENCE AGAINST OLD TOKENS",
        Stop::Proof => "THE PROOF",
        Stop::Onwards => "NOW YOU",
    }
}

/// The heading with its place on the tour.
pub(crate) fn tour_heading(stop: Stop, number: usize, of: usize) -> String {
    format!("{}: {number} of {of}", tour_title(stop))
}

/// What is said at a stop, before what there is to look at.
pub(crate) fn tour_words(stop: Stop, seen: &Seen) -> String {
    match stop {
        Stop::Code => "A shop sells its last unit. It looks whether there is enough, charges the \
            card, which takes a while, and subtracts. Read it as you would in a review: would you \
            let it pass? The last line is always the command that shows the same."
            .to_owned(),
        Stop::Test => test(seen),
        Stop::Load => "So run it on real threads, over and over, and hope for the right moment. \
            Both buyers have to read before either of them writes. In a test the payment is a mock \
            that returns at once, and the moment is as short as an access to memory; then the same \
            with payments that take time. If nothing is found, that proves nothing."
            .to_owned(),
        Stop::Search => search(seen),
        Stop::Race => race(seen),
        Stop::LateLock => "The first idea. Only one buyer at a time can be inside, and still: what \
            was read before the lock is old by the time that the lock is there."
            .to_owned(),
        Stop::Transaction => "\"A transaction would prevent this.\" With BEGIN and COMMIT around \
            it, more of the interleavings oversell than before: the COMMIT is one more step during \
            which the old stock can be read. CHECK (stock not negative) sees nothing where the \
            program writes what it has computed, as an ORM does."
            .to_owned(),
        Stop::Process => "With the check inside, the lock holds. But a mutex lives in one process. \
            The same code, when a second API instance is started and each has a lock of its own:"
            .to_owned(),
        Stop::Condition => "Let the database look and subtract in one statement: WHERE stock >= q. \
            Nothing is oversold any more. Then a card is declined, and nobody puts back what was \
            taken: in stock it is not, and on no receipt."
            .to_owned(),
        Stop::Hotfix => "In the night a lease in Redis went live around that UPDATE and its \
            payment. Nothing was oversold, and everybody thanked the lease. A unit is lost as \
            before; and when the clock ticks, the lease of another is deleted."
            .to_owned(),
        Stop::Decoration => "Was it the lease? Take one of the two away, and keep the other. \
            Without the lease nothing gets worse. Without the WHERE clause the lease has to carry \
            the load, and does, until a payment takes longer than the lease lives. A fix is not \
            understood before somebody has tried to do without it."
            .to_owned(),
        Stop::Lease => "A lease is no lock: it ends when its time is up, not when its holder is \
            done."
            .to_owned(),
        Stop::Fence => "Every lease has a number. So let the row refuse a number that is older \
            than the last write. Look which of these still oversells, and why: the buyer who is \
            late writes first, and there is no write yet to be older than. The SELECT has to leave \
            its number in the row, too; then it holds."
            .to_owned(),
        Stop::Proof => "What holds. Not \"we saw nothing\": these are all the interleavings there \
            are, enumerated without threads, and found once more by loom on its own. What is left \
            is a customer who is turned away while a card is tried that will be declined. What \
            is broken, and in how many of them:"
            .to_owned(),
        Stop::Onwards => "Change a strategy in src/strategies and prove it again. Take a line out \
            and see what breaks. docs/teaching.md has exercises with their answers, docs/incident.md \
            the story at leisure."
            .to_owned(),
    }
}

fn test(seen: &Seen) -> String {
    let Some((.., replay)) = &seen.replay else { return String::new() };
    let green = if replay.violations().is_empty() { " The test is green." } else { "" };
    format!(
        "Every test does it like this: one buyer, then the other. The schedule says who moves, \
         here {}. It has just been run, statement by statement.{green}",
        replay.interleaving.schedule()
    )
}

fn search(seen: &Seen) -> String {
    let Some((verdict, promise)) = seen.cases.first() else { return String::new() };
    let first = verdict.first_seen.get(promise);
    let first = first.map_or(String::new(), |first| {
        format!(" Execution {} was the first to break the promise.", grouped(first))
    });
    let left = match verdict.search {
        Search::Complete => "nothing is left to try",
        Search::Bounded { .. } | Search::Sampled { .. } => "it was cut off there",
    };
    format!(
        "Hope is no method. loom runs the same function on threads and mutexes of its own and lets \
         them take every turn that there is: {}, and {left}.{first}",
        plural(verdict.all.executions, "execution"),
    )
}

fn race(seen: &Seen) -> String {
    let Some((.., replay)) = &seen.replay else { return String::new() };
    let schedule = replay.interleaving.schedule();
    let reason = seen.reason.as_ref().map(super::because).unwrap_or_default();
    format!(
        "The simplest that oversells is {schedule}: {}, {}. Time runs downwards. {}.",
        plural(schedule.len() as u64, "step"),
        plural(schedule.switches() as u64, "switch"),
        reason.trim_end(),
    )
}

/// In how many interleavings a promise is broken.
pub(crate) fn finding(verdict: &Verdict, promise: Violation) -> String {
    let all = grouped(&verdict.all.interleavings);
    match (broken(verdict, promise), &verdict.search) {
        (Some(broken), _) => format!("{broken} interleavings"),
        (None, Search::Complete) => format!("never {promise}, in all {all} interleavings"),
        (None, _) => format!("no {promise} seen in {all} interleavings"),
    }
}

/// "Oversold in 4 of 6".
fn broken(verdict: &Verdict, promise: Violation) -> Option<String> {
    let broken = grouped(&verdict.violations.get(&promise)?.interleavings);
    Some(format!("{promise} in {broken} of {}", grouped(&verdict.all.interleavings)))
}

/// Which promises are broken, and in how many interleavings.
pub(crate) fn findings(verdict: &Verdict) -> String {
    let all = grouped(&verdict.all.interleavings);
    match (verdict.violations.is_empty(), &verdict.search) {
        (true, Search::Complete) => format!("nothing, in all {all}"),
        (true, _) => format!("nothing seen in {all}"),
        (false, _) => {
            let found = verdict.violations.keys().filter_map(|&promise| broken(verdict, promise));
            found.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What the second witness says.
pub(crate) fn second(proved: &Proved) -> &'static str {
    match &proved.witness {
        None => "loom: not asked",
        Some(witness) if witness.agrees() => "loom: the same",
        Some(_) => "loom: others!",
    }
}

/// What runs on real threads showed: another thing every time.
pub(crate) fn tour_runs(payment: Duration, verdict: &Verdict, stress: &Stress) -> String {
    let runs = plural(verdict.all.executions, "run");
    let oversold = match verdict.violations.get(&Violation::Oversold) {
        None => "none oversold".to_owned(),
        Some(tally) => format!("{} oversold", grouped(&tally.executions)),
    };
    let how = if payment.is_zero() {
        "payments mocked".to_owned()
    } else {
        format!("payments of {}", duration(payment))
    };
    this_time(&format!("{runs}, {how}, in {}: {oversold}", duration(stress.elapsed)))
}

/// How long looking took.
pub(crate) fn tour_took(took: Duration) -> String {
    this_time(&format!("all of it in {}", duration(took)))
}

/// What does not repeat has a line of its own, which begins with this.
fn this_time(what: &str) -> String {
    format!("this time: {what}")
}

/// The command that shows the same.
pub(crate) fn tour_command(command: &str) -> String {
    format!("$ oversell {command}")
}

/// Below a stop, where keys are read.
pub fn tour_keys(first: bool, last: bool) -> String {
    let on = if last { "space ends" } else { "space goes on" };
    let back = if first { "" } else { ", b goes back" };
    format!("[{on}{back}, q quits]")
}
