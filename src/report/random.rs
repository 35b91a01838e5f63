//! A claim that a random scenario refutes, with the lanes of the simplest interleaving that does.

use super::lanes::lanes;
use crate::message;
use crate::random::Refuted;

/// The width of the report: it is read in the output of a test.
const WIDTH: u16 = 80;

/// The claim, the smallest scenario, what is broken in it and why, and how.
pub fn text(refuted: &Refuted) -> String {
    let Refuted { claim, verdict, reason, .. } = refuted;
    let mut out = message::refuted(*claim) + &message::verdict(verdict);
    let example = refuted.violation().and_then(|shown| verdict.counterexamples.get(&shown));
    let Some(example) = example else { return out };
    out += &reason.as_ref().map(message::because).unwrap_or_default();
    out += &format!(
        "{}\n{}",
        message::simplest(verdict, example),
        lanes(&example.interleaving, &example.scenario, WIDTH)
    );
    out
}
