//! A certificate as text, printed and parsed back.

use std::fmt;
use std::str::FromStr;

use super::{Certificate, Entry, Fact, Label, Part};
use crate::fault::Fault;
use crate::message;

/// The first line: what this is, and the version of the format.
const HEAD: &str = "oversell certificate 1";
/// What an entry begins with.
const PROOF: &str = "proof ";
/// In front of each fact.
const MARGIN: &str = "  ";
/// The width of the words that facts begin with, in characters.
const LABELS: usize = 9;
/// Where the counts stand, in characters from the beginning of the fact's text.
const COUNTS: usize = 58;
/// What is between a fact and its count, at least; nowhere else are there two blanks.
const GAP: &str = "  ";

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        for line in message::NOT_CHECKED.lines() {
            writeln!(f, "# {line}")?;
        }
        writeln!(f, "part {}", self.part)?;
        for entry in self.entries() {
            write!(f, "\n{PROOF}{}\n", entry.title())?;
            for fact in entry.facts() {
                writeln!(f, "{MARGIN}{}", line(fact))?;
            }
        }
        Ok(())
    }
}

/// A fact as a line, without its margin.
pub(super) fn line(Fact { label, text, count }: &Fact) -> String {
    let word = label.word();
    let line = format!("{word:<LABELS$}{text:<COUNTS$}{GAP}{count}");
    line.trim_end().to_owned()
}

impl FromStr for Certificate {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Certificate, Fault> {
        let numbered = text.lines().enumerate().map(|(index, line)| Numbered(index + 1, line));
        let mut lines = numbered.filter(|line| !line.1.starts_with('#') && !line.1.is_empty());
        let nothing = Numbered(1, "");
        let head = lines.next().unwrap_or(nothing);
        if head.1 != HEAD {
            return Err(malformed(head));
        }
        let part = lines.next().unwrap_or(nothing);
        let mut certificate = Certificate {
            part: parse_part(part.1).ok_or_else(|| malformed(part))?,
            ..Certificate::default()
        };
        let mut open: Option<(&str, Vec<Fact>)> = None;
        for line in lines {
            if let Some(title) = line.1.strip_prefix(PROOF) {
                certificate.close(open.replace((title, Vec::new())));
                if certificate.entry(title).is_some() {
                    return Err(malformed(line));
                }
                continue;
            }
            let fact = parse_fact(line.1).ok_or_else(|| malformed(line))?;
            let Some((_, facts)) = &mut open else { return Err(malformed(line)) };
            facts.push(fact);
        }
        certificate.close(open);
        Ok(certificate)
    }
}

impl Certificate {
    fn close(&mut self, open: Option<(&str, Vec<Fact>)>) {
        if let Some((title, facts)) = open {
            self.add(Entry::new(title, facts));
        }
    }
}

impl FromStr for Part {
    type Err = Fault;

    /// Parses `2/3` and `2 of 3`.
    fn from_str(text: &str) -> Result<Part, Fault> {
        let malformed = || Fault::malformed("a part", text, message::WRITE_A_PART);
        let (number, of) =
            text.split_once('/').or_else(|| text.split_once(" of ")).ok_or_else(malformed)?;
        let (Ok(number), Ok(of)) = (number.parse(), of.parse()) else { return Err(malformed()) };
        if number < 1 || number > of || of > Part::MOST {
            return Err(malformed());
        }
        Ok(Part { number, of })
    }
}

impl Part {
    /// The most parts.
    pub const MOST: u32 = 1_000;
}

fn parse_part(line: &str) -> Option<Part> {
    line.strip_prefix("part ")?.parse().ok()
}

fn parse_fact(line: &str) -> Option<Fact> {
    let (word, rest) = line.strip_prefix(MARGIN)?.split_once(' ')?;
    let label = Label::ALL.iter().copied().find(|label| label.word() == word)?;
    let rest = rest.trim_start();
    let (text, count) = rest.split_once(GAP).unwrap_or((rest, ""));
    Some(Fact { label, text: text.to_owned(), count: count.trim().to_owned() })
}

/// A line with its number, counted from 1.
#[derive(Clone, Copy)]
struct Numbered<'a>(usize, &'a str);

fn malformed(Numbered(number, line): Numbered<'_>) -> Fault {
    let text = message::numbered(number, line);
    Fault::malformed("a line of a certificate", &text, message::BLESS_AGAIN)
}
