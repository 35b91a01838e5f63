//! What protects you, as a table and as JSON: the lines of a strategy and what each is worth.

use std::collections::BTreeMap;

use comfy_table::Cell;

use super::source;
use super::text::{fix_widths, margin, plain_table, render};
use crate::message;
use crate::session::Site;
use crate::weaken::{Survey, Without, Worth};

/// How far the table below a line is indented: to where the line's text begins.
const INDENT: usize = 6;
/// The width of the column that says what was taken out, in characters.
const WEAKNESS: u16 = 29;

/// The lines of the strategy, each with what was taken out of it and what came of that.
pub fn text(survey: &Survey, tried: &[Without], width: u16) -> String {
    let mut out = message::survey(survey);
    let mut file = "";
    for group in tried.chunk_by(|one, next| one.protection.site == next.protection.site) {
        let site = group[0].protection.site;
        if site.file() != file {
            file = site.file();
            out += &format!("\n{}\n", source::file(site));
        }
        out += &format!("{:>4}  {}\n", site.line(), source::line(site).unwrap_or_default());
        out += &margin(&findings(survey, group, width), INDENT);
    }
    let (carrying, idle) = lines(tried);
    out + "\n" + &message::load(&carrying, &idle)
}

fn findings(survey: &Survey, group: &[Without], width: u16) -> String {
    let room = width.saturating_sub(INDENT as u16);
    let mut table = plain_table(room);
    for without in group {
        table.add_row(vec![
            Cell::new(message::weakness(&without.protection)),
            Cell::new(message::without(survey, without)),
        ]);
    }
    fix_widths(&mut table, &[WEAKNESS, room.saturating_sub(WEAKNESS).max(WEAKNESS)]);
    render(&table)
}

/// The lines that carry the load, and those that are decoration altogether.
fn lines(tried: &[Without]) -> (Vec<u32>, Vec<u32>) {
    let mut worths: BTreeMap<Site, Vec<Worth>> = BTreeMap::new();
    for without in tried {
        worths.entry(without.protection.site).or_default().push(without.worth());
    }
    let all = |wanted: &dyn Fn(&[Worth]) -> bool| {
        let lines = worths.iter().filter(|(_, worths)| wanted(worths));
        lines.map(|(site, _)| site.line()).collect()
    };
    let carries = |worth: &Worth| matches!(worth, Worth::CarriesLoad | Worth::Needed);
    let idle = |worth: &Worth| *worth == Worth::Decoration;
    (all(&|worths| worths.iter().any(carries)), all(&|worths| worths.iter().all(idle)))
}

/// The same for machines.
#[cfg(feature = "cli")]
pub fn json(survey: &Survey, tried: &[Without]) -> serde_json::Value {
    use serde_json::json;

    let row = |without: &Without| {
        let site = without.protection.site;
        let worse = without.worse.iter().map(|worse| {
            json!({
                "violation": worse.violation.name(),
                "scenario": message::kebab(survey.scenarios()[worse.scenario].name()),
                "even_in_turn": worse.in_turn,
            })
        });
        json!({
            "file": source::file(site),
            "line": site.line(),
            "column": site.column(),
            "source": source::line(site),
            "weakness": without.protection.weakness.name(),
            "about": message::weakness(&without.protection),
            "worth": message::worth(without.worth()),
            "worse": worse.collect::<Vec<_>>(),
            "gone": without.gone.iter().map(|violation| violation.name()).collect::<Vec<_>>(),
            "fault": without.looks.as_ref().err().map(ToString::to_string),
            "scenarios": without.looks.as_deref().map(looks).unwrap_or_default(),
        })
    };
    json!({
        "strategy": message::kebab(survey.strategy()),
        "as_it_is": looks(survey.looks()),
        "protections": tried.iter().map(row).collect::<Vec<_>>(),
    })
}

#[cfg(feature = "cli")]
fn looks(looks: &[crate::weaken::Look]) -> Vec<serde_json::Value> {
    let look = |look: &crate::weaken::Look| {
        let verdict = &look.counted.verdict;
        serde_json::json!({
            "scenario": super::json::scenario(&verdict.scenario),
            "search": verdict.search.word(),
            "interleavings": verdict.all.interleavings.to_string(),
            "violations": super::json::violations(verdict),
            "in_turn": look.in_turn.iter().map(|violation| violation.name()).collect::<Vec<_>>(),
        })
    };
    looks.iter().map(look).collect()
}
