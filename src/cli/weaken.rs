//! `oversell weaken` and `oversell smallest`: what protects a strategy, and what is enough to break it.

use std::sync::Arc;

use super::args::{Smallest as SmallestArgs, Weaken};
use super::output::Output;
use super::progress::Progress;
use oversell::engine::Fleet;
use oversell::proof::TABLE;
use oversell::shop::Units;
use oversell::smallest::smallest as find_smallest;
use oversell::weaken::{Survey, scenarios};
use oversell::{Fault, Scenario, message, report, strategies, watchdog};

pub fn weaken(args: &Weaken, output: &Output) -> Result<bool, Fault> {
    let entry = strategies::find(&args.strategy)?;
    let scenarios = if args.scenario.says_something() {
        vec![args.scenario.scenario(&[entry])?]
    } else {
        scenarios(entry.name)?
    };
    let (survey, tried) = watchdog::guard(watchdog::LIMIT, move || {
        let survey = Survey::of(Arc::new(entry), scenarios)?;
        let progress = Progress::new("", Some(survey.protections().len() as u64));
        let mut tried = Vec::new();
        for &protection in survey.protections() {
            progress.at(tried.len() as u64, || message::PROTECTIONS.to_owned());
            tried.push(survey.without(protection));
        }
        Ok((survey, tried))
    })?;
    output.print(
        || report::weaken::text(&survey, &tried, output.width()),
        || report::weaken::json(&survey, &tried),
    );
    Ok(true)
}

pub fn smallest(args: &SmallestArgs, output: &Output) -> Result<bool, Fault> {
    let entry = strategies::find(&args.strategy)?;
    let checked = args.check || is_proved_checked(entry.name)?;
    let found = watchdog::guard(watchdog::LIMIT, move || {
        let base = |stock: Units| {
            let shop = Scenario::new(stock)?;
            Ok(if checked { shop.checked() } else { shop })
        };
        let (progress, mut done) = (Progress::new("", None), 0);
        find_smallest(&Fleet::of(entry), &base, &mut |scenario| {
            progress.at(done, || scenario.to_string());
            done += 1;
        })
    })?;
    output.print(
        || report::smallest::text(&found, output.width()),
        || report::smallest::json(&found),
    );
    Ok(true)
}

/// Whether all that is claimed of a strategy is claimed over `CHECK (stock >= 0)`.
fn is_proved_checked(strategy: &str) -> Result<bool, Fault> {
    for proof in TABLE.iter().filter(|proof| proof.strategy == strategy) {
        if !Scenario::named(proof.scenario)?.has_check() {
            return Ok(false);
        }
    }
    Ok(true)
}
