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
        let line = cut(source::line(site).unwrap_or_default(), width);
        out += &format!("{:>4}  {line}\n", site.line());
        out += &margin(&findings(survey, group, width), INDENT);
    }
    let carries = |worth: &Worth| matches!(worth, Worth::CarriesLoad | Worth::Needed);
    let idle = |worth: &Worth| *worth == Worth::Decoration;
    let carrying = lines(tried, |worths| worths.iter().any(carries));
    let idle = lines(tried, |worths| worths.iter().all(idle));
    out + "\n" + &message::load(&carrying, &idle)
}

/// As much of a line of code as there is room for.
fn cut(line: &str, width: u16) -> String {
    let room = usize::from(width).saturating_sub(INDENT);
    if line.chars().count() <= room {
        return line.to_owned();
    }
    line.chars().take(room.saturating_sub(1)).chain(['…']).collect()
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

/// The numbers of the lines whose protections are worth what is `wanted`; with their file where there
/// are several.
fn lines(tried: &[Without], wanted: impl Fn(&[Worth]) -> bool) -> Vec<String> {
    let mut worths: BTreeMap<Site, Vec<Worth>> = BTreeMap::new();
    for without in tried {
        worths.entry(without.protection.site).or_default().push(without.worth());
    }
    let mut files = worths.keys().map(|site| site.file());
    let first = files.next();
    let one_file = files.all(|file| Some(file) == first);
    let name = |site: &Site| {
        let file = if one_file { String::new() } else { format!("{}:", source::file(site)) };
        format!("{file}{}", site.line())
    };
    let lines = worths.iter().filter(|(_, worths)| wanted(worths));
    lines.map(|(site, _)| name(site)).collect()
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
                "scenario": message::place(&survey.scenarios()[worse.scenario]),
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
