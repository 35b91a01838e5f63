//! The source of a strategy, with the lines of an interleaving marked.

use std::collections::BTreeSet;

use crate::interleaving::Interleaving;
use crate::strategies::Entry;

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

/// Whether the code begins at this line: behind the file's doc, its imports and the function's doc.
fn is_code(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with("//") && !line.starts_with("use ")
}
