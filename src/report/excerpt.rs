//! An excerpt: the lines of source that made the steps of an interleaving.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::source;
use crate::interleaving::{Event, Interleaving};
use crate::session::Site;

/// Each line that made a step, below the name of its file. Where a file is not at hand, its lines are
/// named and not shown.
pub fn excerpt(interleaving: &Interleaving) -> String {
    let steps = interleaving.steps().filter(|event: &&Event| event.line().is_some());
    let mut files: BTreeMap<String, BTreeSet<Site>> = BTreeMap::new();
    for site in steps.map(|event| event.site) {
        files.entry(source::file(site)).or_default().insert(site);
    }
    let mut out = String::new();
    for (file, sites) in files {
        out += &format!("{file}\n");
        for site in sites {
            let text = source::line(site).map(str::to_owned).or_else(|| line(site));
            out += &cut(&format!("{:>6}  {}", site.line(), text.unwrap_or_default()));
        }
    }
    out
}

/// How long a line is shown, in characters.
const LONGEST: usize = 80;

fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        None => format!("{}\n", line.trim_end()),
        Some(_) => format!("{}…\n", line.chars().take(LONGEST - 1).collect::<String>()),
    }
}

/// The text of a line, trimmed, read from its file.
fn line(site: Site) -> Option<String> {
    let text = fs::read_to_string(find(Path::new(site.file()))?).ok()?;
    text.lines().nth(site.line() as usize - 1).map(|line| line.trim().to_owned())
}

/// Where the file is: its name is relative to the workspace, and cargo runs tests in their package.
fn find(file: &Path) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(file)).find(|path| path.is_file())
}
