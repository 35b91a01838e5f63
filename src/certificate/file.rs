//! Certificates in files: read, compared, and written as a whole or not at all.

use std::fs;
use std::path::Path;

use super::{Certificate, Mismatch};
use crate::case::Failed;
use crate::environment;
use crate::fault::Fault;
use crate::file::{unusable, write_whole};

/// Compares a certificate with the one in the file, or writes it there where the environment blesses.
///
/// # Errors
///
/// What is different, as [`Failed::Certificate`]; a file that cannot be read or written.
pub fn compare_or_bless(file: &Path, certificate: &Certificate) -> Result<(), Failed> {
    if let Some(folder) = environment::certificates()? {
        let name = file.file_name().unwrap_or(file.as_os_str());
        write(&folder.join(name), certificate)?;
    }
    if environment::is_blessing()? {
        return Ok(write(file, certificate)?);
    }
    let exists = file.exists();
    let before = if exists { read(file)? } else { Certificate::default() };
    let changes = certificate.changes_since(&before);
    if changes.is_empty() {
        return Ok(());
    }
    Err(Mismatch { file: file.to_owned(), exists, changes }.into())
}

/// Reads a certificate.
///
/// # Errors
///
/// [`Fault::File`] when the file cannot be read, or is no certificate.
pub fn read(file: &Path) -> Result<Certificate, Fault> {
    let text = fs::read_to_string(file).map_err(|error| unusable(file, &error))?;
    text.parse()
        .map_err(|fault: Fault| Fault::File { file: file.to_owned(), error: fault.to_string() })
}

/// Writes a certificate, and the folders that it needs. Whoever reads the file meanwhile sees the one
/// before or this one, and nothing between.
///
/// # Errors
///
/// [`Fault::File`].
pub fn write(file: &Path, certificate: &Certificate) -> Result<(), Fault> {
    write_whole(file, certificate.to_string().as_bytes())
}
