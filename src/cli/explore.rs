//! `oversell explore`: one strategy, one scenario, one engine, no claim.

use super::args::{EngineName, Explore, SchedulesName};
use super::output::Output;
use super::progress::Progress;
use oversell::counted::Counted;
use oversell::engine::{Counter, Engine, Fleet, Loom, Recorder, Shuttle, Stepper, Threads};
use oversell::report::{json, lanes::lanes, table};
use oversell::verdict::{Search, Verdict};
use oversell::{Fault, message, strategies, watchdog};

pub fn run(args: &Explore, output: &Output) -> Result<bool, Fault> {
    check(args)?;
    if args.engine == EngineName::Count {
        return count(args, output);
    }
    let fleet = Fleet::of(strategies::find(&args.strategy)?);
    let scenario = args.scenario.scenario()?;
    let (engine, total) = engine(args)?;
    let progress = Progress::new("", total);
    let recorder = Recorder::new(&scenario).reporting(move |done| progress.executions(done));
    let verdict = watchdog::guard(watchdog::LIMIT, move || {
        let search = engine.search(&fleet, &scenario, &recorder)?;
        recorder.verdict(engine.name(), &fleet, search)
    })?;
    let truth = truth(args, &verdict)?;
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

/// What a sample is held against: the exact count, where that is cheap.
fn truth(args: &Explore, verdict: &Verdict) -> Result<Option<Counted>, Fault> {
    if args.engine != EngineName::Shuttle {
        return Ok(None);
    }
    let fleet = Fleet::of(strategies::find(&args.strategy)?);
    let counted = Counter { max_states: CHEAP }.count(&fleet, &verdict.scenario)?;
    Ok(Some(counted).filter(|counted| counted.verdict.search == Search::Complete))
}

/// How many states the truth about a sample may cost.
const CHEAP: u64 = 100_000;

/// Counts instead of executing.
fn count(args: &Explore, output: &Output) -> Result<bool, Fault> {
    let fleet = Fleet::of(strategies::find(&args.strategy)?);
    let scenario = args.scenario.scenario()?;
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
    let Some((_, example)) = verdict.counterexample() else { return String::new() };
    let lanes = lanes(&example.interleaving, &example.scenario, width);
    format!("\n{}\n{lanes}", message::simplest(verdict, example))
}
