//! JSON: the same facts for machines. Counts of interleavings are decimal strings.

use serde_json::{Map, Value, json};

use super::table::Tried;
use crate::actor::Actor;
use crate::certificate::{self, Fact};
use crate::claim::Held;
use crate::compare::{Change, Matched};
use crate::cost::Cost;
use crate::counted::Counted;
use crate::explain::{Exactness, Reason};
use crate::interleaving::{Event, Interleaving};
use crate::matrix::{Mark, Matrix};
use crate::message::kebab;
use crate::proof::Proved;
use crate::replay::Replay;
use crate::scenario::Scenario;
use crate::stress::Stress;
use crate::verdict::{Outcome, Search, Tally, Verdict};
use crate::violation::Violation;

/// A verdict.
pub fn verdict(verdict: &Verdict) -> Value {
    json!({
        "strategy": kebab(&verdict.strategy),
        "scenario": scenario(&verdict.scenario),
        "engine": verdict.engine,
        "search": verdict.search.word(),
        "seed": seed(&verdict.search),
        "executions": verdict.all.executions,
        "interleavings": verdict.all.interleavings.to_string(),
        "violations": violations(verdict),
        "outcomes": verdict.outcomes.iter().map(outcome).collect::<Vec<_>>(),
        "counterexample": verdict.counterexample().map(|(violation, example)| json!({
            "violation": violation.name(),
            "schedule": example.interleaving.schedule().to_string(),
            "scenario": example.scenario.to_string(),
            "first_execution": verdict.first_seen.get(&violation),
            "steps": steps(&example.interleaving, &example.scenario),
        })),
        "oversold_and_nobody_paged": verdict.silently_oversold().to_string(),
        "cost": verdict.cost.as_ref().map(cost),
    })
}

/// In how many interleavings each violation was seen.
pub(super) fn violations(verdict: &Verdict) -> Map<String, Value> {
    let count = |&violation: &Violation| {
        let count = verdict.tally(violation).interleavings.to_string();
        (violation.name().to_owned(), Value::String(count))
    };
    Violation::ALL.iter().map(count).collect()
}

/// A verdict and, for a sample, what is exactly true.
pub fn sampled(of: &Verdict, truth: Option<&Counted>) -> Value {
    let mut value = verdict(of);
    if let Some(truth) = truth {
        let exact = counted(truth);
        value["truth"] = json!({
            "interleavings": exact["interleavings"],
            "violations": exact["violations"],
            "probability": exact["probability"],
            "executions_for_95_percent": needed(truth, 0.95),
            "executions_for_99_percent": needed(truth, 0.99),
        });
    }
    value
}

fn needed(counted: &Counted, confidence: f64) -> Value {
    let needed = |violation: &Violation| {
        (violation.name().to_owned(), json!(counted.executions_for(*violation, confidence)))
    };
    Value::Object(counted.probability.keys().map(needed).collect())
}

/// A reason.
pub fn reason(reason: &Reason) -> Value {
    let exactness = match reason.exactness {
        Exactness::Always => "always",
        Exactness::Exact => "exact",
        Exactness::Necessary => "necessary",
    };
    json!({
        "violation": reason.violation.name(),
        "exactness": exactness,
        "text": reason.to_string(),
    })
}

/// The matrix.
pub fn matrix(matrix: &Matrix) -> Value {
    let cell = |(strategy, scenario, verdict): (&str, &str, &Verdict)| {
        let seen = verdict.violations.iter();
        let count = |(violation, tally): (&Violation, &Tally)| {
            (violation.name().to_owned(), json!(tally.interleavings.to_string()))
        };
        json!({
            "strategy": kebab(strategy),
            "scenario": kebab(scenario),
            "mark": format!("{:?}", Mark::of(verdict)).to_lowercase(),
            "search": verdict.search.word(),
            "interleavings": verdict.all.interleavings.to_string(),
            "violations": seen.map(count).collect::<Map<_, _>>(),
        })
    };
    Value::Array(matrix.cells().map(cell).collect())
}

/// What was counted.
pub fn counted(counted: &Counted) -> Value {
    let mut value = verdict(&counted.verdict);
    value["states"] = json!(counted.states);
    let chance =
        |(violation, chance): (&Violation, &f64)| (violation.name().to_owned(), json!(chance));
    value["probability"] = Value::Object(counted.probability.iter().map(chance).collect());
    if let Value::Array(outcomes) = &mut value["outcomes"] {
        for (outcome, chance) in outcomes.iter_mut().zip(counted.outcome_probability.values()) {
            outcome["probability"] = json!(chance);
        }
    }
    value
}

fn cost(cost: &Cost) -> Value {
    json!({
        "statements": cost.statements,
        "sales": cost.sales,
        "turned_away": cost.turned_away,
        "aborts": cost.aborts,
        "retries": cost.retries,
        "waits": cost.waits,
    })
}

pub(super) fn seed(search: &Search) -> Value {
    match search {
        Search::Sampled { seed: Some(seed) } => json!(seed.to_string()),
        Search::Sampled { seed: None } | Search::Complete | Search::Bounded { .. } => Value::Null,
    }
}

/// A scenario.
pub fn scenario(scenario: &Scenario) -> Value {
    let buyers = scenario.buyers().iter().map(|buyer| {
        json!({
            "quantity": buyer.order.quantity,
            "items": buyer.order.basket().map(|item| item.0 + 1).collect::<Vec<_>>(),
            "declined": buyer.declined,
            "instance": buyer.instance + 1,
            "crashes_after_steps": buyer.crash.map(|crash| crash.after_steps),
            "crash_takes_instance": buyer.crash.is_some_and(|crash| crash.instance),
        })
    });
    let twice = scenario.duplicates().iter().map(|&number| Actor::Buyer(number).to_string());
    let budget = scenario.budget();
    json!({
        "name": if scenario.name().is_empty() { Value::Null } else { json!(kebab(scenario.name())) },
        "text": scenario.to_string(),
        "stock": scenario.stock(),
        "promised": scenario.promised(),
        "check": scenario.has_check(),
        "buyers": buyers.collect::<Vec<_>>(),
        "sent_twice": twice.collect::<Vec<_>>(),
        "ticks": scenario.clock_ticks(),
        "sweeps": scenario.sweeper_rounds(),
        "budget": {
            "declines": budget.declines,
            "crashes": budget.crashes,
            "ticks": budget.ticks,
            "duplicates": budget.duplicates,
        },
    })
}

fn outcome((outcome, tally): (&Outcome, &Tally)) -> Value {
    json!({
        "sold": outcome.sold,
        "stock": outcome.stock,
        "refused": refused(outcome),
        "stuck": outcome.stuck,
        "violations": outcome.violations.iter().map(|violation| violation.name()).collect::<Vec<_>>(),
        "alerts": outcome.alerts.iter().map(|alert| alert.name()).collect::<Vec<_>>(),
        "interleavings": tally.interleavings.to_string(),
        "executions": tally.executions,
    })
}

fn refused(outcome: &Outcome) -> Map<String, Value> {
    outcome.refused.iter().map(|(failure, count)| (failure.to_string(), json!(count))).collect()
}

/// The events of an interleaving, with the stock after each.
pub fn steps(interleaving: &Interleaving, scenario: &Scenario) -> Vec<Value> {
    let step = |(event, shop): (&Event, crate::shop::Shop)| {
        let site = Some(event.site).filter(|_| event.line().is_some());
        json!({
            "actor": event.actor.to_string(),
            "statement": event.statement.to_string(),
            "response": event.response.to_string(),
            "step": event.step,
            "file": site.map(|site| site.file()),
            "line": site.map(|site| site.line()),
            "stock": shop.database().committed().products().iter().map(|row| row.stock).collect::<Vec<_>>(),
        })
    };
    interleaving.shops(scenario).map(step).collect()
}

/// Every interleaving, with its outcome.
pub fn interleavings(all: &[(Interleaving, Outcome)]) -> Value {
    let one = |(interleaving, outcome): &(Interleaving, Outcome)| {
        json!({
            "schedule": interleaving.schedule().to_string(),
            "sold": outcome.sold,
            "stock": outcome.stock,
            "violations": outcome.violations.iter().map(|violation| violation.name()).collect::<Vec<_>>(),
        })
    };
    Value::Array(all.iter().map(one).collect())
}

/// Where a schedule leads.
pub fn replay(strategy: &str, of: &Scenario, replay: &Replay) -> Value {
    json!({
        "strategy": kebab(strategy),
        "scenario": scenario(of),
        "schedule": replay.interleaving.schedule().to_string(),
        "whole": replay.is_whole(),
        "movable": replay.movable.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "waiting": replay.waiting.iter().map(|(actor, by)| json!({
            "actor": actor.to_string(),
            "for": by.to_string(),
            "would_be_aborted": replay.is_victim(*actor),
        })).collect::<Vec<_>>(),
        "violations": replay.violations().iter().map(|violation| violation.name()).collect::<Vec<_>>(),
        "steps": steps(&replay.interleaving, of),
    })
}

/// The proof table. What real threads did goes into `unrepeatable`.
pub fn proofs(tried: &[Tried], all: usize, unrepeatable: Value) -> Value {
    let rows = tried.iter().map(|(proof, proved)| {
        let mut row =
            json!({ "strategy": kebab(proof.strategy), "scenario": kebab(proof.scenario) });
        let facts = match proved {
            Ok(proved) => proof_facts(proved),
            Err(fault) => json!({ "holds": false, "fault": fault.to_string() }),
        };
        if let (Value::Object(row), Value::Object(facts)) = (&mut row, facts) {
            row.extend(facts);
        }
        row
    });
    let hold = tried.iter().all(|(_, proved)| proved.as_ref().is_ok_and(Proved::holds));
    json!({
        "holds": hold && tried.len() == all,
        "interrupted": tried.len() < all,
        "of": all,
        "proofs": rows.collect::<Vec<_>>(),
        "unrepeatable": unrepeatable,
    })
}

pub(super) fn proof_facts(proved: &Proved) -> Value {
    let claims = proved
        .claims
        .iter()
        .map(|&(claim, so)| json!({ "claim": claim.to_string(), "held": held(so) }));
    json!({
        "holds": proved.holds(),
        "claims": claims.collect::<Vec<_>>(),
        "verdict": verdict(&proved.verdict),
        "loom": proved.witness.as_ref().map(|witness| json!({
            "executions": witness.executions,
            "same_interleavings": witness.complete && witness.differing == 0,
        })),
    })
}

/// What a stress run saw and measured.
pub fn stress(of: &Verdict, stress: &Stress) -> Value {
    json!({
        "strategy": kebab(&of.strategy),
        "scenario": scenario(&of.scenario),
        "unrepeatable": {
            "runs": of.all.executions,
            "oversold": of.tally(Violation::Oversold).executions,
            "purchases_per_second": stress.purchases_per_second().round(),
            "latency_median_us": stress.percentile(0.5).as_secs_f64() * 1e6,
            "latency_p99_us": stress.percentile(0.99).as_secs_f64() * 1e6,
        },
    })
}

/// What a change of a strategy mends and breaks.
pub fn change(change: &Change) -> Value {
    let differences = change.differences.iter().map(|difference| {
        let outcomes = |tallied: &mut dyn Iterator<Item = (&Outcome, &Tally)>| {
            tallied.map(outcome).collect::<Vec<_>>()
        };
        let mixes = difference
            .rollout
            .mixes
            .iter()
            .map(|mix| json!({ "new": mix.new, "verdict": verdict(&mix.verdict) }));
        let demands = change.demands.iter().map(|&demand| {
            json!({ "demand": demand.to_string(), "held": held(difference.held(demand)) })
        });
        json!({
            "scenario": scenario(&difference.scenario),
            "old": verdict(&difference.old),
            "new": verdict(&difference.new),
            "refines": held(difference.refines()),
            "demands": demands.collect::<Vec<_>>(),
            "appeared": outcomes(&mut difference.appeared()),
            "gone": outcomes(&mut difference.gone()),
            "mended": difference.mended.as_ref().map(matched),
            "broken_anew": difference.broken.as_ref().map(matched),
            "rollout": mixes.collect::<Vec<_>>(),
        })
    });
    json!({ "holds": change.holds(), "differences": differences.collect::<Vec<_>>() })
}

fn matched(matched: &Matched) -> Value {
    let schedule = matched.example.as_ref().map(|pair| pair.schedule().to_string());
    json!({ "interleavings": matched.interleavings.to_string(), "schedule": schedule })
}

fn held(held: Held) -> &'static str {
    match held {
        Held::Yes => "yes",
        Held::SoFar => "so far",
        Held::No => "no",
    }
}

/// What differs between two certificates.
pub fn changes(changes: &[certificate::Change]) -> Value {
    let facts = |facts: &[Fact]| -> Vec<Value> { facts.iter().map(fact).collect() };
    let change = |change: &certificate::Change| {
        let counted = change.counted.iter().map(|(now, before)| {
            let mut value = fact(now);
            value["before"] = json!(before);
            value
        });
        json!({
            "proof": change.title,
            "gone": facts(&change.gone),
            "new": facts(&change.new),
            "counted": counted.collect::<Vec<_>>(),
        })
    };
    json!({ "same": changes.is_empty(), "changes": changes.iter().map(change).collect::<Vec<_>>() })
}

fn fact(fact: &Fact) -> Value {
    json!({ "label": fact.label.word(), "text": fact.text, "count": fact.count })
}
