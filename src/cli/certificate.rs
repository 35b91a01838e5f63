//! `oversell certificate`: what was proved, as a text to check in, and the parts of it as one.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::{CertificateCommand as Command, Format, Merge, Write};
use super::output::Output;
use super::prove::prove;
use oversell::certificate::{Certificate, Mismatch, Part, read, write};
use oversell::proof::TABLE;
use oversell::report::{json, table};
use oversell::{Fault, message};

/// How the names of certificates in a folder end.
const EXTENSION: &str = "cert";

pub fn run(command: &Command, output: &Output) -> Result<bool, Fault> {
    let is_text = matches!(command, Command::Write(_) | Command::Merge(_));
    if is_text && output.format() == Format::Json {
        return Err(Fault::useless("--format json", message::A_CERTIFICATE_IS_TEXT));
    }
    match command {
        Command::Write(args) => make(args, output),
        Command::Check { file } => check(file, output),
        Command::Merge(args) => merge(args, output),
    }
}

/// Proves the table, or a part of it, and writes what came out.
fn make(args: &Write, output: &Output) -> Result<bool, Fault> {
    let part = args.part.as_deref().map_or(Ok(Part::default()), str::parse)?;
    let Some(certificate) = proved(part, output)? else { return Ok(false) };
    hand_over(&certificate, args.out.as_deref(), output)?;
    Ok(true)
}

/// Proves what a certificate says was proved, and compares.
fn check(file: &Path, output: &Output) -> Result<bool, Fault> {
    let before = read(file)?;
    let Some(now) = proved(before.part, output)? else { return Ok(false) };
    let changes = now.changes_since(&before);
    let same = changes.is_empty();
    let mismatch = Mismatch { file: file.to_owned(), exists: true, changes };
    output.print(
        || message::compared_with_certificate(&mismatch, now.entries().count()),
        || json::changes(&mismatch.changes),
    );
    Ok(same)
}

/// The certificate of a part of the table; nothing when a proof fails, which is said.
fn proved(part: Part, output: &Output) -> Result<Option<Certificate>, Fault> {
    let rows = TABLE.iter().enumerate().filter(|(index, _)| part.has(*index));
    let rows: Vec<_> = rows.map(|(_, proof)| *proof).collect();
    let all = rows.len();
    let tried = prove(rows)?;
    if tried.len() < all {
        output.note(&message::interrupted(tried.len(), all));
        return Ok(None);
    }
    let failed: String = tried.iter().map(table::complaints).collect();
    if !failed.is_empty() {
        output.note(&message::not_certified(&failed));
        return Ok(None);
    }
    let proofs = tried.into_iter().map(|(_, proved)| proved).collect::<Result<Vec<_>, _>>()?;
    Certificate::of_table(&proofs, part).map(Some)
}

/// Makes one certificate of several.
fn merge(args: &Merge, output: &Output) -> Result<bool, Fault> {
    let whole = Certificate::merge(&all(&args.parts)?)?;
    if let Some(like) = &args.like {
        let expected = Certificate::merge(&all(std::slice::from_ref(like))?)?;
        whole.check_titles(&expected)?;
    }
    hand_over(&whole, args.out.as_deref(), output)?;
    Ok(true)
}

/// The certificates in these files, and in the files of these folders.
fn all(places: &[PathBuf]) -> Result<Vec<Certificate>, Fault> {
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() {
            files.extend(files_in(place)?);
        } else {
            files.push(place.clone());
        }
    }
    files.iter().map(|file| read(file)).collect()
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let unusable =
        |error: std::io::Error| Fault::File { file: folder.to_owned(), error: error.to_string() };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unusable)? {
        let file = entry.map_err(unusable)?.path();
        if file.extension().is_some_and(|extension| extension == EXTENSION) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Writes it to its file, or prints it where none was named.
fn hand_over(certificate: &Certificate, file: Option<&Path>, output: &Output) -> Result<(), Fault> {
    match file {
        Some(file) => write(file, certificate),
        None => {
            output.raw(certificate.to_string().as_bytes());
            Ok(())
        }
    }
}
