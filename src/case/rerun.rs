//! Rerun: one interleaving of a case once more, as a failing test says how.

use super::{Case, Findings};
use crate::engine::Stepper;
use crate::environment;
use crate::fault::Fault;
use crate::message;
use crate::report::findings as report;
use crate::schedule::Schedule;

/// A schedule, and in which of a case's scenarios it is to be replayed: `ABBA`, or `7:ABBA` in the
/// seventh. Where a scenario has a budget of faults, every placement of them counts as one.
struct Rerun {
    number: usize,
    schedule: Schedule,
}

impl Rerun {
    fn parse(text: &str) -> Result<Rerun, Fault> {
        let malformed =
            || environment::malformed(environment::REPLAY, text, message::INSTEAD_OF_REPLAY);
        let (number, schedule) = text.split_once(':').unwrap_or(("1", text));
        let number = number.parse().ok().filter(|number| *number > 0).ok_or_else(malformed)?;
        let schedule: Schedule = schedule.parse().map_err(|_| malformed())?;
        if schedule.is_empty() {
            return Err(malformed());
        }
        Ok(Rerun { number, schedule })
    }
}

impl Case {
    /// Replays what the text of the variable says, and shows it.
    pub(super) fn rerun(&self, text: &str) -> Result<String, Fault> {
        let rerun = Rerun::parse(text)?;
        let mut stages = Vec::new();
        for scenario in self.setting.all()? {
            stages.extend(Stepper::placements(&self.fleet, &scenario)?);
        }
        let last = stages.len() as i64;
        Fault::check_or(
            "a scenario's number",
            rerun.number as i64,
            1..=last,
            message::OF_THE_CASE,
        )?;
        let scenario = &stages[rerun.number - 1];
        let replay = Stepper::replay(&self.fleet, scenario, &rerun.schedule)?;
        Ok(report::replayed(&self.fleet.name(), scenario, &replay))
    }

    /// The report on a case that failed: with how to replay the counterexample.
    pub(super) fn report(&self, findings: &Findings) -> String {
        let report = report::findings(findings);
        match self.command(findings) {
            Ok(Some(command)) => report + &command,
            Ok(None) | Err(_) => report,
        }
    }

    fn command(&self, findings: &Findings) -> Result<Option<String>, Fault> {
        let shown = findings.findings.iter().find_map(|finding| finding.counterexample());
        let Some((_, example)) = shown else { return Ok(None) };
        let mut before = 0;
        for scenario in findings.scenarios() {
            let stages = Stepper::placements(&self.fleet, scenario)?;
            if let Some(index) = stages.iter().position(|stage| *stage == *example.scenario) {
                let schedule = example.interleaving.schedule();
                return Ok(Some(message::rerun(before + index + 1, &schedule)));
            }
            before += stages.len();
        }
        Ok(None)
    }
}
