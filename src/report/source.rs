//! The source of a strategy, with the lines of an interleaving marked.

use std::collections::BTreeSet;

use crate::interleaving::Interleaving;
use crate::session::Site;
use crate::strategies::{CATALOGUE, Entry};

/// The purchase function of a strategy with its line numbers; `▸` marks the lines that made a step.
pub fn listing(entry: Entry, interleaving: Option<&Interleaving>) -> String {
    let file = format!("{}.rs", entry.file);
    let marked: BTreeSet<usize> = interleaving
        .into_iter()
        .flat_map(Interleaving::steps)
        .filter(|event| event.site.file().ends_with(&file))
        .map(|event| event.site.line() as usize)
        .collect();
    let code = entry.source.lines().enumerate().skip_while(|(_, line)| !is_code(line));
    let mut out = format!("src/strategies/{file}\n");
    for (index, line) in code {
        let mark = if marked.contains(&(index + 1)) { '▸' } else { ' ' };
        out += format!("{mark}{:>4}  {line}", index + 1).trim_end();
        out.push('\n');
    }
    out
}

/// The text of a line of the catalogue, trimmed; `None` for a line of somebody else's.
pub fn line(site: Site) -> Option<&'static str> {
    entry(site)?.source.lines().nth(site.line() as usize - 1).map(str::trim)
}

/// The first strategy of the catalogue in the file of a line; `None` for a line of somebody else's.
pub(super) fn entry(site: Site) -> Option<&'static Entry> {
    let name =
        site.file().strip_prefix(root())?.strip_prefix("strategies/")?.strip_suffix(".rs")?;
    CATALOGUE.iter().find(|entry| entry.file == name)
}

/// The file of a line: from the root of this crate where it is one of its own.
pub(super) fn file(site: Site) -> String {
    site.file().strip_prefix(root()).map_or(site.file().to_owned(), |own| format!("src/{own}"))
}

/// How the names of this crate's own files begin, here where it was compiled.
fn root() -> &'static str {
    file!().strip_suffix("report/source.rs").unwrap_or_default()
}

/// Whether the code begins at this line: behind the file's doc, its imports and the function's doc.
fn is_code(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with("//") && !line.starts_with("use ")
}
