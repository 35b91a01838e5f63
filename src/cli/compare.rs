//! `oversell compare`: what a change of a strategy mends and breaks.

use std::sync::Arc;

use super::args::Compare as Args;
use super::output::Output;
use oversell::compare::Comparison;
use oversell::report::{compare as report, json};
use oversell::{Fault, strategies, watchdog};

pub fn run(args: &Args, output: &Output) -> Result<bool, Fault> {
    let [old, new] = [strategies::find(&args.old)?, strategies::find(&args.new)?];
    let scenario = args.scenario.scenario(&[old, new])?;
    let comparison = Comparison::of(Arc::new(old), Arc::new(new)).in_scenario(scenario);
    let comparison = if args.refines { comparison.refines() } else { comparison };
    let change = watchdog::guard(watchdog::LIMIT, move || comparison.run())?;
    output.print(|| report::change(&change, output.width()), || json::change(&change));
    Ok(change.holds())
}
