//! What protects you: what was taken out, and what came of it.

use super::kebab;
use super::verdict::big;
use crate::scenario::Scenario;
use crate::shop::{Guard, Statement};
use crate::verdict::{Search, Verdict};
use crate::violation::Violation;
use crate::weaken::{Protection, Survey, Weakness, Without, Worse, Worth, lower};

/// The first lines: what was tried, and where.
pub(crate) fn survey(survey: &Survey) -> String {
    let names: Vec<String> = survey.scenarios().iter().map(place).collect();
    let complete = |verdict: &Verdict| verdict.search == Search::Complete;
    let all = survey.looks().iter().all(|look| complete(&look.counted.verdict));
    let over = if all { "all interleavings counted" } else { "as far as could be counted" };
    let head = format!("{} · what protects you, {over}\n", kebab(survey.strategy()));
    let mut out = head + &super::wrapped(&format!("in: {}", names.join(", ")), 4);
    let broken: Vec<String> = survey
        .looks()
        .iter()
        .zip(survey.scenarios())
        .filter_map(|(look, of)| {
            let broken = unsafe_of(&look.counted.verdict);
            (!broken.is_empty()).then(|| format!("{} in {}", broken.join(" and "), place(of)))
        })
        .collect();
    let broken = if broken.is_empty() { "nothing".to_owned() } else { broken.join("; ") };
    out += &super::wrapped(&format!("broken as it is: {broken}"), 4);
    out
}

fn unsafe_of(verdict: &Verdict) -> Vec<&'static str> {
    let seen = Violation::UNSAFE.iter().filter(|one| verdict.violations.contains_key(one));
    seen.map(|violation| violation.name()).collect()
}

/// A scenario by its name, or in words.
pub(crate) fn place(scenario: &Scenario) -> String {
    match scenario.name() {
        "" => scenario.to_string(),
        name => kebab(name),
    }
}

/// What was taken out, in a few words.
pub(crate) fn weakness(protection: &Protection) -> String {
    match (protection.weakness, protection.statement) {
        (Weakness::GuardLeftOut, Statement::Update { guard, .. }) => match guard {
            Guard::None => "nothing".to_owned(),
            Guard::StockAtLeast(_) => "without WHERE stock >= q".to_owned(),
            Guard::VersionIs(_) => "without WHERE version = v".to_owned(),
            Guard::FenceAtMost(_) => "without WHERE fence <= t".to_owned(),
        },
        (Weakness::LockNotTaken, Statement::AdvisoryLock { .. }) => {
            "the advisory lock is not taken".to_owned()
        }
        (Weakness::IsolationLower, Statement::Begin(isolation)) => {
            format!("at {} instead", lower(isolation))
        }
        (other, _) => plain_weakness(other).to_owned(),
    }
}

fn plain_weakness(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::GuardLeftOut => "the WHERE clause is left out",
        Weakness::RowCountIgnored => "the row count is ignored",
        Weakness::LockNotTaken => "the lock is not taken",
        Weakness::LeaseNotTaken => "the lease is not taken",
        Weakness::RowNotLocked => "without FOR UPDATE",
        Weakness::IsolationLower => "an isolation level lower",
        Weakness::FenceNotCompared => "the token is not compared",
        Weakness::StockNotLookedAt => "the stock is not looked at",
        Weakness::KeyNotInserted => "the key is not inserted",
        Weakness::RefundNotMade => "no refund",
        Weakness::PutBackNotMade => "nothing is put back",
    }
}

/// What came of taking a protection out, a line per finding.
pub(crate) fn without(survey: &Survey, without: &Without) -> String {
    if let Err(fault) = &without.looks {
        return format!("✗ cannot run: {fault}");
    }
    let mut shown: Vec<Violation> = Vec::new();
    let mut lines = Vec::new();
    for worse in &without.worse {
        if shown.contains(&worse.violation) {
            continue;
        }
        shown.push(worse.violation);
        if shown.len() == 1 {
            // The scenario that tells most: where it takes no race at all.
            let same = |other: &&Worse| other.violation == worse.violation;
            let plainest = without.worse.iter().filter(same).find(|other| other.in_turn);
            lines.push(finding(survey, without, plainest.unwrap_or(worse)));
        }
    }
    if let [_, others @ ..] = &shown[..]
        && !others.is_empty()
    {
        let others: Vec<&str> = others.iter().map(|violation| violation.name()).collect();
        lines.push(format!("and {}", others.join(", ")));
    }
    if lines.is_empty() {
        lines.push(nothing(without));
    }
    lines.join("\n")
}

/// "✗ Oversold in 6 of 6 (last-item), even one buyer after the other".
fn finding(survey: &Survey, without: &Without, worse: &Worse) -> String {
    let Worse { violation, scenario: at, in_turn } = *worse;
    let looks = without.looks.as_deref().unwrap_or_default();
    let after = share(&looks[at].counted.verdict, violation);
    let before = if survey.looks()[at].shows(violation) {
        format!(", was {}", share(&survey.looks()[at].counted.verdict, violation))
    } else {
        String::new()
    };
    let mark = if violation == Violation::LostSale { "~" } else { "✗" };
    let calm = if in_turn { ", even one buyer after the other" } else { "" };
    format!("{mark} {violation} in {after}{before} ({}){calm}", place(&survey.scenarios()[at]))
}

fn share(verdict: &Verdict, violation: Violation) -> String {
    let seen = big(&verdict.tally(violation).interleavings);
    match verdict.search {
        Search::Complete => format!("{seen} of {}", big(&verdict.all.interleavings)),
        Search::Bounded { .. } | Search::Sampled { .. } => format!("at least {seen}"),
    }
}

fn nothing(without: &Without) -> String {
    let looks = without.looks.as_deref().unwrap_or_default();
    let oversells = looks.iter().any(|look| look.shows(Violation::Oversold));
    let kept = if oversells { "nothing gets worse" } else { "✓ still never oversells" };
    let mut text = match without.worth() {
        Worth::Unknown => "nothing got worse, as far as could be counted".to_owned(),
        Worth::Decoration | Worth::SavesSales | Worth::CarriesLoad | Worth::Needed => {
            format!("{kept}: decoration")
        }
    };
    if !without.gone.is_empty() {
        let gone: Vec<&str> = without.gone.iter().map(|violation| violation.name()).collect();
        text += &format!(", and {} is gone", gone.join(" and "));
    }
    text
}

/// The last lines: which lines carry the load, and what decoration means.
pub(crate) fn load(carrying: &[String], idle: &[String]) -> String {
    if carrying.is_empty() && idle.is_empty() {
        return "none of its statements has a part that could be taken out\n".to_owned();
    }
    let mut out = String::new();
    if !carrying.is_empty() {
        out += &super::wrapped(&format!("the load is carried by {}", numbered(carrying)), 4);
    }
    if !idle.is_empty() {
        let idle = numbered(idle);
        out += &super::wrapped(
            &format!(
                "decoration: nothing gets worse without what was taken out of {idle}, in these scenarios; \
                 try others: --scenario, or --stock, --buyers, --ticks …"
            ),
            4,
        );
    }
    out
}

/// "line 23", "lines 23 and 30", "lines 23, 30 and 31".
fn numbered(lines: &[String]) -> String {
    match lines {
        [] => String::new(),
        [line] => format!("line {line}"),
        [first @ .., last] => format!("lines {} and {last}", first.join(", ")),
    }
}

/// One word, as in JSON.
#[cfg(feature = "cli")]
pub(crate) fn worth(worth: Worth) -> &'static str {
    match worth {
        Worth::CarriesLoad => "carries the load",
        Worth::SavesSales => "saves sales",
        Worth::Decoration => "decoration",
        Worth::Unknown => "unknown",
        Worth::Needed => "needed",
    }
}
