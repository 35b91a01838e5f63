//! Every sentence that a person reads.

use std::fmt;
use std::time::Duration;

use crate::actor::Actor;
use crate::claim::Claim;
use crate::cost::Cost;
use crate::fault::{Fault, Misconduct, Unable};
use crate::interleaving::{Event, Interleaving};
use crate::proof::{Chapter, Witness};
use crate::replay::Replay;
use crate::report::grouped;
use crate::scenario::{Budget, Buyer, Scenario};
use crate::schedule::ScheduleError;
use crate::session::{Failure, Line, Site};
use crate::shop::{Item, Misuse, Response, Statement};
use crate::stress::Stress;
use crate::verdict::{Example, Outcome, Search, Tally, Verdict};
use crate::violation::Violation;

/// What kind of thing a name should have been.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A strategy of the catalogue.
    Strategy,
    /// A named scenario.
    Scenario,
    /// A broken promise.
    Violation,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Strategy => "strategy",
            Kind::Scenario => "scenario",
            Kind::Violation => "violation",
        })
    }
}

pub(crate) const PANIC_WITHOUT_TEXT: &str = "(a panic without a text)";
pub(crate) const ANOTHER_RECORD: &str = "another record with the same schedule";
pub(crate) const RETURNED: &str = "returned";
pub(crate) const INSTEAD_OF_LOOM: &str = "loom takes four actors; use `--engine stepper` for all interleavings of a few more, or `--engine shuttle` to sample up to 50";
pub(crate) const INSTEAD_OF_BUDGET: &str =
    "faults are placed anywhere among four buyers at most; use fewer, or place the faults yourself";
pub(crate) const INSTEAD_OF_SHUTTLE: &str =
    "use `oversell stress` for up to 64 buyers on real threads";
pub(crate) const INSTEAD_OF_THREADS: &str = "use fewer buyers";
pub(crate) const INSTEAD_OF_SEED_VARIABLE: &str =
    "it would replace the seed behind your back: unset it, and give the seed with `--seed`";

pub(crate) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Unknown { kind, name, nearest } => {
            let names: Vec<String> = nearest.iter().map(|name| kebab(name)).collect();
            let names = names.join(", ");
            match kind {
                Kind::Violation => format!("there is no {kind} `{name}`; the nearest are: {names}"),
                Kind::Strategy | Kind::Scenario => format!(
                    "there is no {kind} `{name}`; the nearest are: {names} (`oversell list` shows all)"
                ),
            }
        }
        Fault::OutOfRange { what, value, range, instead } => {
            let (least, most) = (range.start(), range.end());
            let limit = format!("{what} must be {least} to {most}, not {value}");
            if instead.is_empty() { limit } else { format!("{limit}: {instead}") }
        }
        Fault::NoBuyers => "the scenario has no buyers: add at least one".to_owned(),
        Fault::NoSuchBuyer { name, buyers } => {
            let names: Vec<String> = buyers.iter().map(ToString::to_string).collect();
            format!("there is no buyer `{name}`; there are: {}", names.join(", "))
        }
        Fault::Schedule(error) => schedule_error(error),
        Fault::Impossible { step, actor, reason, movable } => {
            let names: Vec<String> = movable.iter().map(ToString::to_string).collect();
            let instead = if names.is_empty() {
                "nobody can: the interleaving is whole, end the schedule here".to_owned()
            } else {
                format!("who can: {}", names.join(", "))
            };
            format!(
                "step {step} of the schedule: {actor} cannot move, {}; {instead}",
                unable(*reason)
            )
        }
        Fault::Strategy { name, what, after } => {
            let when = if after.is_empty() {
                String::new()
            } else {
                format!(" (after the schedule {after})")
            };
            format!("the strategy `{name}` {}{when}", misconduct(what))
        }
        Fault::Environment { name, value, instead } => {
            format!("the environment variable {name} is set to `{value}`; {instead}")
        }
        Fault::Malformed { what, text, instead } => {
            format!("{what} cannot be `{text}`: {instead}")
        }
        Fault::Useless { what, instead } => format!("{what} has no effect here: {instead}"),
        Fault::Engine { engine, message } => format!("{engine} gave up: {message}"),
    }
}

fn unable(reason: Unable) -> String {
    match reason {
        Unable::Absent => "it is not in the scenario".to_owned(),
        Unable::Ended => "its purchase has ended".to_owned(),
        Unable::Blocked { by } => format!("it waits for {by}"),
    }
}

fn misconduct(what: &Misconduct) -> String {
    match what {
        Misconduct::Panicked(text) => format!("panicked: {text}"),
        Misconduct::Endless { statements } => format!(
            "made {statements} statements in one purchase and was not done; bound its retries"
        ),
        Misconduct::NotDeterministic { first, second } => format!(
            "is not deterministic: given the same responses, it did `{first}` and then `{second}`; \
             take time, randomness and shared state out of it"
        ),
        Misconduct::Spinning(time) => format!(
            "ran for {} seconds without making a statement; it seems to spin",
            time.as_secs()
        ),
    }
}

pub(crate) fn schedule_error(error: &ScheduleError) -> String {
    let what = match error {
        ScheduleError::Unexpected(character) => format!("`{character}` begins no actor's name"),
        ScheduleError::UnknownWord(word) => format!("`{word}` is no actor"),
        ScheduleError::BadNumber(name) => format!("`{name}` is no buyer"),
    };
    format!(
        "{what}; a schedule is written ABBA, with A to Z, B27 to B256, A' (a duplicate request), tick and sweep"
    )
}

pub(crate) fn failure(failure: Failure) -> String {
    let text = match failure {
        Failure::OutOfStock => "out of stock",
        Failure::Declined => "card declined",
        Failure::Conflict => "conflict",
        Failure::Busy => "busy",
        Failure::LostHold => "hold expired",
        Failure::Duplicate => "duplicate",
        Failure::Database(state) => return format!("database error {state}"),
        Failure::Crashed => "crashed",
        Failure::Stopped => "stopped",
    };
    text.to_owned()
}

pub(crate) fn misuse(misuse: Misuse) -> String {
    match misuse {
        Misuse::NoSuchItem(item) => format!("the scenario has no item {item}"),
        Misuse::NotTheHolder => "gives back a lock that it does not hold".to_owned(),
        Misuse::NoTransaction => "there is no open transaction".to_owned(),
        Misuse::NestedTransaction => "there is an open transaction already".to_owned(),
        Misuse::UnitNotLocked => "sells a unit that it has not locked".to_owned(),
        Misuse::SecondHold => "the buyer has a hold already".to_owned(),
    }
}

pub(crate) fn misuse_at(site: Site, statement: &Statement, what: Misuse) -> String {
    format!("{}:{}: {statement}: {}", site.file(), site.line(), misuse(what))
}

pub(crate) fn wrong_answer(statement: &Statement, response: Response) -> String {
    format!("{statement} was answered with {response:?}: whoever executes the session is wrong")
}

pub(crate) fn replay_differs(event: &Event) -> String {
    format!("the shop answers differently on replay: {event:?}")
}

/// A step, as evidence that a strategy is not deterministic.
pub(crate) fn step(line: &Line) -> String {
    format!("{} (line {})", line.statement, line.site.line())
}

/// All that a strategy did after a response, as evidence.
pub(crate) fn scene(asides: &[(Line, Response)], next: Option<&Line>) -> String {
    let mut parts: Vec<String> =
        asides.iter().map(|(line, _)| line.statement.to_string()).collect();
    parts.extend(next.map(step));
    parts.join(", ")
}

/// A record, as evidence.
pub(crate) fn record(interleaving: &Interleaving) -> String {
    let event =
        |event: &Event| format!("{}: {} → {}", event.actor, event.statement, event.response);
    interleaving.events().iter().map(event).collect::<Vec<_>>().join("; ")
}

/// A scenario in one line. Buyers who want the same are named together.
pub(crate) fn scenario(scenario: &Scenario) -> String {
    let stock: Vec<String> = scenario.stock().iter().map(ToString::to_string).collect();
    let check = if scenario.has_check() { " CHECK (stock >= 0)" } else { "" };
    let mut parts = vec![format!("stock {}{check}", stock.join(" and "))];
    if scenario.promised() > 0 {
        parts.push(format!("{} promised elsewhere", scenario.promised()));
    }
    let actors = scenario.actors();
    let mut first = 0;
    while let Some(buyer) = scenario.buyers().get(first) {
        let same = scenario.buyers()[first..].iter().take_while(|other| *other == buyer).count();
        let last = first + same - 1;
        let who = match same {
            1 => actors[first].to_string(),
            2 => format!("{} and {}", actors[first], actors[last]),
            _ => format!("{} to {}", actors[first], actors[last]),
        };
        parts.push(wish(&who, same, buyer));
        first += same;
    }
    for &number in scenario.duplicates() {
        parts.push(format!("{} is sent twice", Actor::Buyer(number)));
    }
    for (number, noun) in [(scenario.clock_ticks(), "tick"), (scenario.sweeper_rounds(), "sweep")] {
        if number > 0 {
            parts.push(plural(number.into(), noun));
        }
    }
    let Budget { declines, crashes, ticks, duplicates } = scenario.budget();
    for (number, noun) in
        [(declines, "decline"), (crashes, "crash"), (ticks, "tick"), (duplicates, "duplicate")]
    {
        if number > 0 {
            parts.push(format!("at most {} anywhere", plural(number.into(), noun)));
        }
    }
    parts.join(", ")
}

fn wish(who: &str, buyers: usize, buyer: &Buyer) -> String {
    let verb = if buyers == 1 { "buys" } else { "buy" };
    let mut text = format!("{who} {verb} {}", buyer.order.quantity);
    if buyer.order.item != Item(0) || !buyer.order.also.is_empty() {
        let basket: Vec<String> = buyer.order.basket().map(|item| item.to_string()).collect();
        text += &format!(" of {}", basket.join(" and "));
    }
    if buyer.declined {
        text += " (declined)";
    }
    if buyer.instance > 0 {
        text += &format!(" (instance {})", u16::from(buyer.instance) + 1);
    }
    if let Some(crash) = buyer.crash {
        text += &format!(" (crashes after {})", plural(crash.after_steps.into(), "step"));
    }
    text
}

pub(crate) fn claim(claim: &Claim) -> String {
    match claim {
        Claim::Never(violation) => format!("never {violation}"),
        Claim::Sometimes(violation) => format!("sometimes {violation}"),
        Claim::Always(violation) => format!("always {violation}"),
        Claim::Safe => "safe".to_owned(),
        Claim::Sells => "sometimes sells".to_owned(),
        Claim::Interleavings(number) => format!("{number} interleavings"),
        Claim::Exactly(number, violation) => format!("{violation} in exactly {number}"),
    }
}

/// The heading of a chapter.
pub fn chapter(chapter: Chapter) -> &'static str {
    match chapter {
        Chapter::Incident => "THE INCIDENT: one unit left, sold twice",
        Chapter::Reproduction => {
            "WHY NO TEST SHOWED IT: it takes two switches at the right moment, which a random\nscheduler makes soon and real threads hardly ever (see the last lines)"
        }
        Chapter::Attempts => "WHAT WAS TRIED: and what it still breaks",
        Chapter::Hotfix => {
            "THE HOTFIX: the lease was decoration, the WHERE clause carried the load"
        }
        Chapter::Fixes => "WHAT HOLDS: in the scenarios below it, and what it costs",
    }
}

/// What the marks and columns of the proof table mean.
pub fn legend() -> &'static str {
    "\
✓ claims proved over all interleavings; the stepper and loom found the same set
~ nothing against them in random runs, which prove nothing   ✗ a claim fails
interleavings: all there are; oversell: how many of them do; loom: its executions
(more than there are interleavings where it visits some twice); the short words in
`also seen` are the violations that `oversell list` explains
"
}

/// What real threads did with the incident.
pub fn real_threads(verdict: &Verdict) -> String {
    format!(
        "ON REAL THREADS: no two runs are the same\n  {} of two buyers on the last item: {} oversold it. A payment that takes time opens\n  the window that tests mock away: oversell stress check-then-update --payment-ms 2\n",
        plural(verdict.all.executions, "run"),
        grouped(&verdict.tally(Violation::Oversold).executions)
    )
}

/// Where to go from the proof table.
pub fn next_steps() -> &'static str {
    "next: oversell show check-then-update, oversell list, oversell --help\n"
}

/// The line above the lanes of a counterexample.
pub fn simplest(verdict: &Verdict, example: &Example) -> String {
    let schedule = example.interleaving.schedule();
    let place = if *example.scenario == verdict.scenario {
        String::new()
    } else {
        format!("in: {}\n", example.scenario)
    };
    place
        + &format!(
            "the simplest of them: {} with {}, schedule {schedule}",
            plural(schedule.len() as u64, "step"),
            plural(schedule.switches() as u64, "switch"),
        )
        + &found_at(verdict)
}

/// Where a sample found its first counterexample.
fn found_at(verdict: &Verdict) -> String {
    let first =
        verdict.counterexample().and_then(|(violation, _)| verdict.first_seen.get(&violation));
    match (&verdict.search, first) {
        (Search::Sampled { .. }, Some(first)) => format!(" (first seen in execution {first})"),
        (_, _) => String::new(),
    }
}

/// The command that replays a schedule.
pub fn replay_command(verdict: &Verdict, example: &Example) -> String {
    let schedule = example.interleaving.schedule().to_string();
    let schedule =
        if schedule.contains([' ', '\'']) { format!("\"{schedule}\"") } else { schedule };
    format!(
        "replay it: oversell replay {}{} --schedule {schedule}\n",
        kebab(&verdict.strategy),
        scenario_flags(&example.scenario),
    )
}

/// The flags that name a scenario on the command line; none for the one that needs none.
fn scenario_flags(scenario: &Scenario) -> String {
    match scenario.name() {
        "last_item" => return String::new(),
        "" => {}
        name => return format!(" --scenario {}", kebab(name)),
    }
    let quantities: Vec<String> =
        scenario.buyers().iter().map(|buyer| buyer.order.quantity.to_string()).collect();
    let mut flags = format!(" --stock {}", scenario.stock()[0]);
    if quantities.iter().all(|quantity| *quantity == quantities[0]) {
        flags += &format!(" --buyers {} --quantity {}", quantities.len(), quantities[0]);
    } else {
        flags += &format!(" --quantity {}", quantities.join(","));
    }
    let actors = scenario.actors();
    let named = |wanted: &dyn Fn(&Buyer) -> Option<String>| -> Vec<String> {
        let buyers = actors.iter().zip(scenario.buyers());
        buyers.filter_map(|(actor, buyer)| Some(format!("{actor}{}", wanted(buyer)?))).collect()
    };
    let declined = named(&|buyer| buyer.declined.then(String::new));
    let crashes = named(&|buyer| buyer.crash.map(|crash| format!(":{}", crash.after_steps)));
    let twice = scenario.duplicates().iter().map(|&number| Actor::Buyer(number).to_string());
    let instances = scenario.buyers().iter().map(|buyer| buyer.instance).max().unwrap_or(0);
    for (flag, values) in
        [("declined", declined), ("crash", crashes), ("sent-twice", twice.collect())]
    {
        if !values.is_empty() {
            flags += &format!(" --{flag} {}", values.join(","));
        }
    }
    for (flag, number) in [
        ("ticks", scenario.clock_ticks()),
        ("sweeps", scenario.sweeper_rounds()),
        ("instances", if instances == 0 { 0 } else { u32::from(instances) + 1 }),
    ] {
        if number > 0 {
            flags += &format!(" --{flag} {number}");
        }
    }
    flags + if scenario.has_check() { " --check" } else { "" }
}

/// The first lines of a replay.
pub fn replayed(strategy: &str, scenario: &Scenario, replay: &Replay) -> String {
    let schedule = replay.interleaving.schedule();
    let kind = if replay.is_whole() { "the whole interleaving" } else { "a prefix" };
    format!("{} · {scenario}\nschedule {schedule}: {kind}\n", kebab(strategy))
}

/// In a lane, below its last step.
pub(crate) fn waits(by: Actor) -> String {
    format!("… waits for {by}")
}

/// The last lines of a replay: what is broken, and who is next.
pub fn after_replay(replay: &Replay) -> String {
    let broken: Vec<&str> = replay.violations().iter().map(|violation| violation.name()).collect();
    let mut out = match (broken.is_empty(), replay.is_whole()) {
        (true, true) => "no promise is broken\n".to_owned(),
        (true, false) => "no promise is broken so far\n".to_owned(),
        (false, _) => format!("broken: {}\n", broken.join(", ")),
    };
    if !replay.is_whole() {
        let names: Vec<String> = replay.movable.iter().map(ToString::to_string).collect();
        out += &format!("next could move: {}\n", names.join(", "));
    }
    out
}

/// What a stress run saw and measured.
pub fn stress(verdict: &Verdict, stress: &Stress) -> String {
    let oversold = verdict.tally(Violation::Oversold).executions;
    let hint = if oversold == 0 {
        "none oversold: that proves nothing (`oversell explore` does)"
    } else {
        "oversold"
    };
    let oversold = if oversold == 0 { String::new() } else { format!("{} ", grouped(&oversold)) };
    format!(
        "{} · {} · real threads\n{}, {oversold}{hint}\n{} purchases a second, latency {} median, {} at the 99th percentile\n",
        kebab(&verdict.strategy),
        verdict.scenario,
        plural(verdict.all.executions, "run"),
        grouped(&(stress.purchases_per_second() as u64)),
        duration(stress.percentile(0.5)),
        duration(stress.percentile(0.99)),
    )
}

/// A short time, in the unit that suits it.
fn duration(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 1000.0 { format!("{micros:.1} µs") } else { format!("{:.1} ms", micros / 1000.0) }
}

/// "1 step", "4 steps", "2 switches".
fn plural(number: u64, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ if noun.ends_with("ch") || noun.ends_with("sh") => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", grouped(&number))
}

/// A violation, short enough for a narrow column.
pub(crate) fn short(violation: Violation) -> &'static str {
    match violation {
        Violation::Oversold => "oversold",
        Violation::NegativeStock => "negative",
        Violation::StockMismatch => "mismatch",
        Violation::ChargedWithoutGoods => "charged",
        Violation::GoodsWithoutCharge => "uncharged",
        Violation::FulfilledTwice => "twice",
        Violation::LostSale => "lost sale",
        Violation::Deadlock => "deadlock",
        Violation::MutualExclusion => "exclusion",
        Violation::LeaseStolen => "stolen",
    }
}

/// What a violation is, in one line.
pub fn about(violation: Violation) -> &'static str {
    match violation {
        Violation::Oversold => "more units on receipts than there were to sell",
        Violation::NegativeStock => "a row below zero at any moment",
        Violation::StockMismatch => "units lost or sold twice: a lost update or a leak",
        Violation::ChargedWithoutGoods => "a charge neither fulfilled nor refunded",
        Violation::GoodsWithoutCharge => "a receipt without a charge",
        Violation::FulfilledTwice => "one order, two receipts",
        Violation::LostSale => "refused though all that was ordered is left at the end",
        Violation::Deadlock => "buyers who wait for each other for ever",
        Violation::MutualExclusion => "two holders inside what a mutex or a lease protects",
        Violation::LeaseStolen => "a live lease removed by somebody who does not hold it",
    }
}

pub(crate) fn claim_fails(claim: &Claim, verdict: &Verdict) -> String {
    let all = &verdict.all.interleavings;
    let seen: Vec<String> = verdict
        .violations
        .iter()
        .map(|(violation, tally)| format!("{violation} in {}", grouped(&tally.interleavings)))
        .collect();
    let seen = if seen.is_empty() { "no violation".to_owned() } else { seen.join(", ") };
    format!("claimed: {claim}; found: {seen} of {} interleavings", grouped(all))
}

pub(crate) fn witness_disagrees(witness: &Witness) -> String {
    if !witness.complete {
        "loom's search was cut off".to_owned()
    } else if witness.differing > 0 {
        format!("loom and the stepper disagree on {} interleavings", witness.differing)
    } else {
        let (executions, expected) = (grouped(&witness.executions), grouped(&witness.expected));
        format!("loom needed {executions} executions, not {expected}")
    }
}

pub(crate) fn summary(proved: usize, sampled: usize, failed: usize) -> String {
    let all = proved + sampled + failed;
    format!("{all} proofs: {proved} proved, {sampled} sampled, {failed} failed\n")
}

/// The first lines of a verdict: what was searched, and what was found.
pub fn verdict(verdict: &Verdict) -> String {
    let name = kebab(verdict.scenario.name());
    let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
    let mut out = format!(
        "{} · {name}{}\n{} · {}\n",
        kebab(&verdict.strategy),
        verdict.scenario,
        verdict.engine,
        searched(verdict),
    );
    for (violation, tally) in &verdict.violations {
        out += &format!("{violation} in {}\n", share(verdict, tally));
    }
    if verdict.violations.contains_key(&Violation::Oversold) {
        let silent = grouped(&verdict.silently_oversold());
        out += &format!("nobody is paged in {silent} of the oversold interleavings\n");
    }
    out += &cost(&verdict.cost);
    if verdict.violations.is_empty() {
        out += match verdict.search {
            Search::Complete => "no interleaving breaks a promise\n",
            Search::Bounded { .. } | Search::Sampled { .. } => {
                "no broken promise in the executions tried; that is no proof\n"
            }
        };
    }
    out + "\n"
}

/// What the strategy costs, in one line.
fn cost(cost: &Cost) -> String {
    let Some(per_sale) = cost.statements_per_sale() else {
        return "cost: nothing is sold\n".to_owned();
    };
    let mut text = format!("cost, over all of them: {per_sale:.1} statements a sale");
    let counts = [
        (cost.turned_away, "refusal though stock was left", "refusals though stock was left"),
        (cost.waits, "wait", "waits"),
        (cost.aborts, "abort", "aborts"),
        (cost.retries, "retry", "retries"),
    ];
    for (number, one, many) in counts {
        if number > 0 {
            let noun = if number == 1 { one } else { many };
            text += &format!(", {} {noun}", grouped(&number));
        }
    }
    text + "\n"
}

fn searched(verdict: &Verdict) -> String {
    let executions = grouped(&verdict.all.executions);
    let interleavings = grouped(&verdict.all.interleavings);
    match verdict.search {
        Search::Complete => {
            format!("complete: all {interleavings} interleavings, in {executions} executions")
        }
        Search::Bounded { .. } => {
            format!(
                "bounded: cut off after {executions} executions, {interleavings} distinct interleavings"
            )
        }
        Search::Sampled { seed } => {
            let seed = seed.map_or(String::new(), |seed| format!(", seed {seed}"));
            format!(
                "sampled: {executions} executions{seed}, {interleavings} distinct interleavings"
            )
        }
    }
}

/// "4 of 6 interleavings (67 %)"; of executions, too, where they are a sample.
fn share(verdict: &Verdict, tally: &Tally) -> String {
    let of = format!(
        "{} of {} interleavings",
        grouped(&tally.interleavings),
        grouped(&verdict.all.interleavings)
    );
    match verdict.search {
        Search::Complete => of,
        Search::Bounded { .. } | Search::Sampled { .. } => format!(
            "{of} seen, {} of {} executions",
            grouped(&tally.executions),
            grouped(&verdict.all.executions)
        ),
    }
}

/// The refusals of an outcome: `2 out of stock, 1 conflict`.
pub(crate) fn refusals(outcome: &Outcome) -> String {
    let mut parts: Vec<String> =
        outcome.refused.iter().map(|(failure, count)| format!("{count} {failure}")).collect();
    if outcome.stuck > 0 {
        parts.push(format!("{} stuck", outcome.stuck));
    }
    parts.join(", ")
}

/// A name as it is typed: `check-then-update`.
pub fn kebab(name: &str) -> String {
    name.replace('_', "-")
}
