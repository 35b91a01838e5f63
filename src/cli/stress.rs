//! `oversell stress`: real threads, as a load test would use them.

use std::time::Duration;

use super::args::Stress as Args;
use super::output::Output;
use super::progress::Progress;
use oversell::engine::{Engine, Fleet, Recorder, Threads};
use oversell::report::json;
use oversell::verdict::Search;
use oversell::{Fault, message, strategies, watchdog};

pub fn run(args: &Args, output: &Output) -> Result<bool, Fault> {
    let fleet = Fleet::of(strategies::find(&args.strategy)?);
    let scenario = args.scenario.scenario_or("rush")?;
    let threads =
        Threads { executions: args.executions, payment: Duration::from_millis(args.payment_ms) };
    let progress = Progress::new("", Some(args.executions));
    let recorder = Recorder::new(&scenario).reporting(move |done| progress.executions(done));
    let (verdict, stress) = watchdog::guard(watchdog::LIMIT, move || {
        let stress = threads.stress(&fleet, &scenario, &recorder)?;
        let search = Search::Sampled { seed: None };
        Ok((recorder.verdict(threads.name(), &fleet, search)?, stress))
    })?;
    output.print(|| message::stress(&verdict, &stress), || json::stress(&verdict, &stress));
    Ok(true)
}
