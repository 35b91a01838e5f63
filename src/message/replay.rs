//! Replays and stress runs.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{kebab, plural, scenario_flags};
use crate::actor::Actor;
use crate::interleaving::{Event, Interleaving};
use crate::replay::Replay;
use crate::report::grouped;
use crate::scenario::Scenario;
use crate::shop::Response;
use crate::stress::Stress;
use crate::verdict::Verdict;
use crate::violation::Violation;

/// The first lines of a replay.
pub fn replayed(strategy: &str, scenario: &Scenario, replay: &Replay) -> String {
    let schedule = replay.interleaving.schedule();
    let kind = if replay.is_whole() { "the whole interleaving" } else { "a prefix" };
    format!("{} · {scenario}\nschedule {schedule}: {kind}\n", kebab(strategy))
}

/// The command that replays a schedule of a strategy, but for the schedule.
pub(crate) fn replay(strategy: &str, scenario: &Scenario) -> String {
    let strategy = kebab(strategy).replace(" + ", " --with ");
    format!("oversell replay {strategy}{}", scenario_flags(scenario))
}

/// In a lane, below its last step.
pub(crate) fn waits(by: Actor) -> String {
    format!("… waits for {by}")
}

/// In a lane, below its last step.
pub(crate) fn would_be_aborted(by: Actor) -> String {
    format!("… waits for {by}, would be aborted (40P01)")
}

/// Above a script: what it is of, as a comment.
pub fn script_head(verdict: &Verdict, interleaving: Option<&Interleaving>) -> String {
    let schedule = interleaving.map(|shown| format!(", schedule {}", shown.schedule()));
    let schedule = schedule.unwrap_or_default();
    format!("-- {} · {}{schedule}\n\n", kebab(&verdict.strategy), verdict.scenario)
}

/// What a statement was answered, where that says anything.
pub(crate) fn answer(event: &Event) -> Option<String> {
    match event.response {
        Response::Done => None,
        response => Some(response.to_string()),
    }
}

/// Below the lanes: what they break.
pub fn broken(violations: &BTreeSet<Violation>) -> String {
    let names: Vec<&str> = violations.iter().map(|violation| violation.name()).collect();
    format!("✗ broken: {}\n", names.join(", "))
}

/// The last lines of a replay: what is broken, and who is next.
pub fn after_replay(replay: &Replay) -> String {
    let violations = replay.violations();
    let mut out = match (violations.is_empty(), replay.is_whole()) {
        (true, true) => "no promise is broken\n".to_owned(),
        (true, false) => "no promise is broken so far\n".to_owned(),
        (false, _) => broken(&violations),
    };
    let (victims, movers): (Vec<Actor>, Vec<Actor>) =
        replay.movable.iter().partition(|actor| replay.is_victim(**actor));
    if !movers.is_empty() {
        let names: Vec<String> = movers.iter().map(ToString::to_string).collect();
        out += &format!("next could move: {}\n", names.join(", "));
    }
    for victim in victims {
        out += &format!("if {victim} is next, {victim} would be aborted (40P01)\n");
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
pub(super) fn duration(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 1000.0 { format!("{micros:.1} µs") } else { format!("{:.1} ms", micros / 1000.0) }
}
