//! Drawings: every counterexample of the table, as an SVG that is XML and as a Mermaid diagram that
//! keeps to Mermaid's grammar.

#[path = "support/binary.rs"]
mod binary;
mod support;

use std::collections::BTreeSet;

use binary::{oversell, run};
use oversell::engine::Stepper;
use oversell::proof::TABLE;
use oversell::replay::Replay;
use oversell::report::{mermaid::mermaid, svg::svg};
use oversell::{Scenario, Schedule};
use roxmltree::{Document, Node};
use support::{fleet, verdict};

/// The widest letter of the template's fonts, in pixels: what 13 pixels of monospace take.
const LETTER: f64 = 7.83;

/// A name with everything that XML or Mermaid would take for something else.
const NASTY: &str = "a<b>&\"c'; #1 %% $$x$$ `d` \\e]]>--\nf";

/// Every interleaving that is worth a picture: the counterexamples of the small proofs, and what is
/// left of each when it stops halfway (there, somebody may wait).
fn pictures() -> Vec<(String, Scenario, Replay)> {
    let mut all = Vec::new();
    for proof in TABLE.iter().filter(|proof| !proof.scenario.ends_with("four")) {
        if ["rush", "last_item_three_tick"].contains(&proof.scenario) {
            continue;
        }
        let scenario = Scenario::named(proof.scenario).expect("a scenario of the catalogue");
        let found = verdict(&Stepper::default(), proof.strategy, &scenario);
        for example in found.counterexamples.values() {
            let whole = example.interleaving.schedule();
            let half = Schedule(whole.0[..whole.len() / 2].to_vec());
            for schedule in [whole, half] {
                let replay = Stepper::replay(&fleet(proof.strategy), &example.scenario, &schedule);
                let replay = replay.expect("what was found can be replayed");
                all.push((proof.strategy.to_owned(), (*example.scenario).clone(), replay));
            }
        }
    }
    assert!(all.len() > 100, "{} pictures", all.len());
    all
}

#[test]
fn every_svg_is_a_document_that_can_be_read_aloud() {
    for (strategy, scenario, replay) in pictures() {
        let text = svg(&strategy, &scenario, &replay);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let root = document.root_element();
        let labels = root.attribute("aria-labelledby").expect("a name").split(' ');
        let labelled: Vec<Node> = labels
            .map(|id| {
                let mut nodes = root.descendants();
                nodes.find(|node| node.attribute("id") == Some(id)).expect("its label")
            })
            .collect();
        assert!(labelled.iter().all(|node| node.text().is_some_and(|text| !text.is_empty())));
        let told = labelled[1].text().expect("a description");
        for violation in replay.violations() {
            assert!(told.contains(violation.name()), "{violation} is not told: {told}");
        }
        assert_eq!(text.matches("http").count(), 1, "only the name space is an address");
    }
}

#[test]
fn every_text_stays_in_its_box_and_every_box_in_the_picture() {
    let mut boxes = 0;
    for (strategy, scenario, replay) in pictures() {
        let text = svg(&strategy, &scenario, &replay);
        let document = Document::parse(&text).expect("a document");
        let root = document.root_element();
        let (width, height) = (number(root, "width"), number(root, "height"));
        for rect in root.children().filter(|node| node.has_tag_name("rect")).skip(1) {
            assert!(number(rect, "x") + number(rect, "width") <= width, "{text}");
            assert!(number(rect, "y") + number(rect, "height") <= height, "{text}");
            let inside = rect.next_siblings().skip(1).filter(Node::is_element);
            let inside = inside.take_while(|node| node.attribute("x") != Some("20"));
            let left = number(rect, "x") + 8.0;
            for line in inside.filter(|node| node.attribute("x") == Some(&left.to_string())) {
                let letters = line.text().unwrap_or_default().chars().count() as f64;
                assert!(letters * LETTER + 16.0 <= number(rect, "width") + 1.0, "{text}");
                boxes += 1;
            }
        }
    }
    assert!(boxes > 500, "{boxes} lines in boxes");
}

/// An attribute that is a number.
fn number(node: Node, name: &str) -> f64 {
    node.attribute(name).and_then(|text| text.parse().ok()).unwrap_or(0.0)
}

#[test]
fn a_nasty_name_breaks_no_drawing() {
    let scenario = Scenario::named("last_item").expect("a scenario of the catalogue");
    let schedule = "ABBA".parse().expect("a schedule");
    let replay = Stepper::replay(&fleet("check_then_update"), &scenario, &schedule);
    let replay = replay.expect("a possible one");
    let text = svg(NASTY, &scenario, &replay);
    let document = Document::parse(&text).expect("a document");
    let title = document.descendants().find(|node| node.has_tag_name("title")).expect("a title");
    assert!(title.text().is_some_and(|title| title.starts_with(NASTY)), "{text}");
    check_grammar(&mermaid(NASTY, &scenario, &replay));
}

#[test]
fn every_mermaid_diagram_keeps_to_the_grammar() {
    for (strategy, scenario, replay) in pictures() {
        check_grammar(&mermaid(&strategy, &scenario, &replay));
    }
}

/// Every line is one of the few that we write; everybody in it has been declared; what is opened is
/// closed; and no text has a character that means something to Mermaid.
fn check_grammar(diagram: &str) {
    let mut lines = diagram.lines();
    assert_eq!(lines.next(), Some("sequenceDiagram"));
    let mut declared: BTreeSet<&str> = BTreeSet::new();
    let mut open = 0;
    for line in lines {
        let line = line.trim_start();
        let (head, text) = line.split_once(": ").unwrap_or((line, ""));
        match head.split(' ').collect::<Vec<_>>()[..] {
            ["title", ..] => check_text(line),
            ["accTitle" | "accDescr"] => check_text(text),
            ["participant", name] | ["participant", name, "as", _] => {
                assert!(declared.insert(name), "{name} twice:\n{diagram}");
            }
            ["Note", "over", names] => {
                let known = names.split(',').all(|name| declared.contains(name));
                assert!(known, "{line}\n{diagram}");
                check_text(text);
            }
            ["rect", ..] => open += 1,
            ["end"] => open -= 1,
            [arrow] => {
                let ends = arrow.split_once("-->>").or(arrow.split_once("->>"));
                let (from, to) = ends.unwrap_or_else(|| panic!("{line}\n{diagram}"));
                assert!(declared.contains(from) && declared.contains(to), "{line}\n{diagram}");
                check_text(text);
            }
            _ => panic!("{line}\n{diagram}"),
        }
        assert!((0..=1).contains(&open), "{diagram}");
    }
    assert_eq!(open, 0, "{diagram}");
}

/// `#` and `;` only as the ends of a character code; no comment, no formula, no tag but a line break.
fn check_text(text: &str) {
    let plain = text.replace("<br/>", " ");
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once('#') {
        assert!(!before.contains(';'), "{text}");
        let (code, after) = after.split_once(';').expect("the end of a character code");
        assert!(code.parse::<u8>().is_ok(), "{code} in {text}");
        rest = after;
    }
    assert!(!rest.contains(';'), "{text}");
    for special in ['<', '>', '&', '%', '$', '"', '\\', '`'] {
        assert!(!plain.contains(special), "{special} in {text}");
    }
}

/// Exit code 2, nothing on stdout, all of `says` on stderr.
fn check_refused(args: &str, says: &[&str]) {
    let (stdout, stderr) = run(oversell(args), 2);
    assert_eq!(stdout, "", "{args}");
    for words in says {
        assert!(stderr.contains(words), "{args}: no `{words}` in\n{stderr}");
    }
}

#[test]
fn show_and_replay_draw() {
    for (format, begins) in [("mermaid", "sequenceDiagram\n"), ("svg", "<svg ")] {
        let draw = |args: &str| run(oversell(&format!("{args} --format {format}")), 0).0;
        let shown = draw("show check-then-update");
        assert!(shown.starts_with(begins), "{shown}");
        assert_eq!(shown, draw("replay check-then-update --schedule ABBA"));
        assert!(draw("replay locked --schedule A").contains("… waits for A"));
        assert!(draw("show hotfix --faults declines=1").contains("StockMismatch"));
    }
}

#[test]
fn nothing_else_draws() {
    let elsewhere = ["goes with `oversell show` and `oversell replay`"];
    for args in ["", "list", "prove locked", "explore locked", "tour", "completions bash"] {
        check_refused(&format!("{args} --format svg"), &elsewhere);
        check_refused(&format!("{args} --format mermaid"), &elsewhere);
    }
    check_refused("show locked --all --format svg", &["leave out `--all`"]);
    check_refused("show hotfix --sql --format svg", &["--sql has no effect here"]);
    let plain = "oversell replay locked --schedule AAAABBB --format svg";
    check_refused("show locked --format svg", &["no counterexample to draw", plain]);
    run(oversell(plain.strip_prefix("oversell ").expect("a command")), 0);
}
