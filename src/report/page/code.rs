//! The code that a play runs: the text that a strategy's file models, and its functions.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::play::Play;
use crate::report::source;
use crate::session::Site;
use crate::strategies::{CATALOGUE, Entry};

/// The files of the catalogue that are shown, each once.
#[derive(Default)]
pub struct Sources {
    files: Vec<&'static str>,
    values: Vec<Value>,
}

/// A piece of a file: a function, or whatever else stands by itself.
struct Block {
    /// The number of its first line, counted from 1.
    first: usize,
    lines: Vec<&'static str>,
}

impl Sources {
    /// What a play runs: `[file, block]` each, in the order of the files, the strategy's own first.
    pub fn used_by(&mut self, play: &Play) -> Vec<Value> {
        let own = CATALOGUE.iter().find(|entry| entry.name == play.strategy);
        let mut used = BTreeSet::new();
        if let Some(entry) = own {
            let head = format!("pub fn {}(", entry.name);
            used.extend(self.block(entry, |block| block.lines[0].starts_with(&head)));
        }
        let moves = play.situations.iter().flat_map(|situation| &situation.moves);
        let events = moves.flat_map(|step| &step.events).filter(|event| event.line().is_some());
        for site in events.map(|event| event.site).collect::<BTreeSet<Site>>() {
            let line = site.line() as usize;
            let has = |block: &Block| block.lines().contains(&line);
            used.extend(source::entry(site).and_then(|entry| self.block(entry, has)));
        }
        let mut used: Vec<(usize, usize)> = used.into_iter().collect();
        used.sort_by_key(|(file, _)| own.is_none_or(|own| self.files[*file] != own.file));
        used.into_iter().map(|(file, block)| json!([file, block])).collect()
    }

    /// The number of the file, and of its block that is looked for.
    fn block(&mut self, entry: &Entry, wanted: impl Fn(&Block) -> bool) -> Option<(usize, usize)> {
        let block = blocks(entry.source).iter().position(wanted)?;
        Some((self.file(entry), block))
    }

    /// `[file, line]` of a line of the catalogue that is shown.
    pub fn line(&self, site: Site) -> Option<Value> {
        let entry = source::entry(site)?;
        let file = self.files.iter().position(|file| *file == entry.file)?;
        Some(json!([file, site.line()]))
    }

    /// What is shown of each file: its name, the code that it models, and its blocks.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The number of a file, which is shown from now on.
    fn file(&mut self, entry: &Entry) -> usize {
        if let Some(known) = self.files.iter().position(|file| *file == entry.file) {
            return known;
        }
        let blocks = blocks(entry.source).into_iter();
        let blocks = blocks.map(|block| json!([block.first, block.lines.join("\n")]));
        self.files.push(entry.file);
        self.values.push(json!({
            "file": format!("src/strategies/{}.rs", entry.file),
            "models": models(entry.source),
            "blocks": blocks.collect::<Vec<_>>(),
        }));
        self.files.len() - 1
    }
}

impl Block {
    /// The numbers of its lines.
    fn lines(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.lines.len()
    }
}

/// The code in the file's doc: `[language, text]` each.
fn models(source: &str) -> Vec<Value> {
    let doc = source.lines().map_while(|line| line.strip_prefix("//!"));
    let mut models = Vec::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in doc.map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        match (line.strip_prefix("```"), open.take()) {
            (Some(language), None) => open = Some((language, Vec::new())),
            (Some(_), Some((language, lines))) => models.push(json!([language, lines.join("\n")])),
            (None, Some((language, mut lines))) => {
                lines.push(line);
                open = Some((language, lines));
            }
            (None, None) => {}
        }
    }
    models
}

/// The blocks of a file, without their docs. rustfmt begins each at the margin, and ends it there.
fn blocks(source: &'static str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in source.lines().enumerate() {
        let margin = !line.is_empty() && !line.starts_with([' ', '/']);
        if open {
            let block = blocks.last_mut().expect("one is open");
            block.lines.push(line);
            open = !line.starts_with('}');
        } else if margin && !line.starts_with("use ") {
            blocks.push(Block { first: index + 1, lines: vec![line] });
            open = line.ends_with(['{', '(']);
        }
    }
    blocks
}
