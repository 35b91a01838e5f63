//! `oversell matrix`: every strategy in every scenario.

use super::args::Matrix as Args;
use super::output::Output;
use super::progress::Progress;
use oversell::matrix::Matrix;
use oversell::report::{json, matrix};
use oversell::scenario::{NAMED, Named};
use oversell::strategies::{self, CATALOGUE, Entry};
use oversell::{Fault, watchdog};

pub fn run(args: &Args, output: &Output) -> Result<bool, Fault> {
    let strategies = strategies(&args.strategies)?;
    let scenarios = scenarios(&args.scenario)?;
    let progress = Progress::new("cells", Some((strategies.len() * scenarios.len()) as u64));
    let counted = watchdog::guard(watchdog::LIMIT, move || {
        Matrix::count(&strategies, &scenarios, |done| progress.at(done, String::new))
    })?;
    let text = || match (args.markdown, args.counts) {
        (true, _) => matrix::markdown(&counted),
        (false, true) => matrix::counts(&counted, output.width()),
        (false, false) => matrix::matrix(&counted, output.width()),
    };
    output.print(text, || json::matrix(&counted));
    Ok(true)
}

fn strategies(names: &[String]) -> Result<Vec<Entry>, Fault> {
    if names.is_empty() {
        return Ok(CATALOGUE.to_vec());
    }
    names.iter().map(|name| strategies::find(name)).collect()
}

fn scenarios(names: &[String]) -> Result<Vec<Named>, Fault> {
    if names.is_empty() {
        return Ok(NAMED.to_vec());
    }
    names.iter().map(|name| Named::find(name).copied()).collect()
}
