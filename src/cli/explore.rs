//! `oversell explore`: one strategy, one scenario, one engine, no claim.

use super::args::{EngineName, Explore, SchedulesName};
use super::fleet::{check_executions, fleet, glance};
use super::interrupt;
use super::output::Output;
use super::progress::Progress;
use oversell::counted::Counted;
use oversell::engine::{Counter, Engine, Fleet, Loom, Recorder, Shuttle, Stepper, Threads};
use oversell::report::{json, lanes::lanes, table};
use oversell::scenario::Budget;
use oversell::shop::Units;
use oversell::verdict::{Search, Verdict};
use oversell::{Fault, Scenario, message, watchdog};

/// From how many interleavings on it takes so long that something is said before.
const MANY: u64 = 200_000;

pub fn run(args: &Explore, output: &Output) -> Result<bool, Fault> {
    check(args)?;
    let entries = args.fleet.entries()?;
    let scenario = args.scenario.scenario(&entries)?;
    let fleet = fleet(&entries, &scenario)?;
    if args.engine == EngineName::Count {
        return count(args, fleet, scenario, output);
    }
    let (engine, mut total) = engine(args)?;
    if args.engine == EngineName::Stepper {
        total = announce(args, &fleet, &scenario, output);
    }
    let progress = Progress::new("", total);
    let recorder = Recorder::new(&scenario).reporting(move |done| progress.executions(done));
    let verdict = search(engine, &fleet, scenario, recorder, output)?;
    let truth = truth(args.engine, &fleet, &verdict)?;
    output.print(
        || {
            let truth = truth.as_ref().map(|truth| message::truth(&verdict, truth));
            table::verdict(&verdict, output.width())
                + &truth.unwrap_or_default()
                + &example(&verdict, output.width())
        },
        || json::sampled(&verdict, truth.as_ref()),
    );
    Ok(true)
}

/// The verdict of a search; where Ctrl-C ends it, on what was seen until then.
fn search(
    engine: Box<dyn Engine + Send>,
    fleet: &Fleet,
    scenario: Scenario,
    recorder: Recorder,
    output: &Output,
) -> Result<Verdict, Fault> {
    interrupt::listen();
    let name = engine.name();
    let (runners, books) = (fleet.clone(), recorder.clone());
    let searched = watchdog::guard_until(watchdog::LIMIT, interrupt::is_asked, move || {
        engine.search(&runners, &scenario, &books)
    })?;
    let search = searched.unwrap_or_else(|| {
        output.note(message::SEARCH_INTERRUPTED);
        Search::Bounded { executions: recorder.executions() }
    });
    recorder.verdict(name, fleet, search)
}

/// What a sample is held against: the exact count, where that is cheap.
fn truth(engine: EngineName, fleet: &Fleet, verdict: &Verdict) -> Result<Option<Counted>, Fault> {
    if engine != EngineName::Shuttle {
        return Ok(None);
    }
    let counted = Counter { max_states: CHEAP }.count(fleet, &verdict.scenario)?;
    Ok(Some(counted).filter(|counted| counted.verdict.search == Search::Complete))
}

/// How many states the truth about a sample may cost.
const CHEAP: u64 = 100_000;

/// Says how long it will take, if it will; returns how many executions the stepper will make, if
/// that is known.
fn announce(args: &Explore, fleet: &Fleet, scenario: &Scenario, output: &Output) -> Option<u64> {
    let counted = glance(fleet, scenario)?;
    let interleavings = &counted.verdict.all.interleavings;
    let limit = args.executions.unwrap_or(Stepper::MAX_INTERLEAVINGS);
    if *interleavings > MANY.into() {
        output.note(&message::long_search(interleavings, limit));
    }
    // Faults that are placed and do not happen are executed and not counted.
    let exact = scenario.budget() == Budget::NONE;
    exact.then(|| u64::try_from(interleavings).map_or(limit, |number| number.min(limit)))
}

/// Counts instead of executing.
fn count(args: &Explore, fleet: Fleet, scenario: Scenario, output: &Output) -> Result<bool, Fault> {
    let counter = Counter { max_states: args.states.unwrap_or(Counter::MAX_STATES) };
    let counted = watchdog::guard(watchdog::LIMIT, move || counter.count(&fleet, &scenario))?;
    output.print(
        || table::counted(&counted, output.width()) + &example(&counted.verdict, output.width()),
        || json::counted(&counted),
    );
    Ok(true)
}

/// A setting that the engine has no use for is an error: it would be silently ignored otherwise.
fn check(args: &Explore) -> Result<(), Fault> {
    args.executions.map_or(Ok(()), check_executions)?;
    let shuttle = args.engine == EngineName::Shuttle;
    for (flag, given) in [
        ("--seed", args.seed.is_some()),
        ("--schedules", args.schedules.is_some()),
        ("--depth", args.depth.is_some()),
    ] {
        if given && !shuttle {
            return Err(Fault::useless(flag, "it goes with `--engine shuttle`"));
        }
    }
    let pct = args.schedules == Some(SchedulesName::Pct);
    if args.depth.is_some() && !pct {
        return Err(Fault::useless("--depth", "it goes with `--schedules pct`"));
    }
    if let Some(depth) = args.depth {
        Fault::check_or("--depth", depth as Units, 1..=20, "")?;
    }
    if let Some(states) = args.states {
        Fault::check_or("--states", states as Units, 1..=Units::MAX, "")?;
    }
    let count = args.engine == EngineName::Count;
    if args.states.is_some() && !count {
        return Err(Fault::useless("--states", "it goes with `--engine count`"));
    }
    if args.executions.is_some() && count {
        return Err(Fault::useless("--executions", "the counter executes nothing; see `--states`"));
    }
    Ok(())
}

/// The engine with its settings, and how many executions it will make, where that is known.
fn engine(args: &Explore) -> Result<(Box<dyn Engine + Send>, Option<u64>), Fault> {
    let defaults = Shuttle::default();
    let sample = args.executions.unwrap_or(defaults.executions);
    Ok(match args.engine {
        EngineName::Stepper => {
            let limit = args.executions.unwrap_or(Stepper::MAX_INTERLEAVINGS);
            (Box::new(Stepper { max_interleavings: limit }), None)
        }
        EngineName::Loom => {
            let limit = args.executions.unwrap_or(Loom::MAX_EXECUTIONS);
            (Box::new(Loom { max_executions: limit }), None)
        }
        EngineName::Shuttle => {
            let schedules = args.schedules.map(|name| name.with_depth(args.depth));
            let engine = Shuttle {
                schedules: schedules.unwrap_or_default(),
                seed: args.seed.unwrap_or(defaults.seed),
                executions: sample,
            };
            (Box::new(engine), Some(sample))
        }
        EngineName::Count => unreachable!("the counter makes no executions"),
        EngineName::Threads => {
            let engine = Threads { executions: sample, ..Threads::default() };
            (Box::new(engine), Some(sample))
        }
    })
}

fn example(verdict: &Verdict, width: u16) -> String {
    let Some((violation, example)) = verdict.counterexample() else { return String::new() };
    let lanes = lanes(&example.interleaving, &example.scenario, width);
    let broken = message::broken(&example.broken(violation));
    format!("\n{}\n{lanes}\n{broken}", message::simplest(verdict, example))
}
