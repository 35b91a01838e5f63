//! `oversell stress`: real threads, as a load test would use them.

use std::time::Duration;

use super::args::Stress as Args;
use super::fleet::{check_executions, fleet};
use super::output::Output;
use super::progress::Progress;
use oversell::engine::{Engine, Recorder, Threads};
use oversell::report::json;
use oversell::shop::Units;
use oversell::verdict::Search;
use oversell::{Fault, message, watchdog};

/// A minute: no bank takes longer.
const MOST_PAYMENT_MS: Units = 60_000;

pub fn run(args: &Args, output: &Output) -> Result<bool, Fault> {
    check_executions(args.executions)?;
    let payment = Units::try_from(args.payment_ms).unwrap_or(Units::MAX);
    Fault::check_or("--payment-ms", payment, 0..=MOST_PAYMENT_MS, "")?;
    let entries = args.fleet.entries()?;
    let scenario = args.scenario.scenario_or("rush", &entries)?;
    let fleet = fleet(&entries, &scenario)?;
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
