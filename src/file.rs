//! Files: written as a whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fault::Fault;
use crate::message;

/// Writes a file, and the folders that it needs: beside its place first, and then into it, so that
/// whoever reads it meanwhile sees the one before or this one, and nothing between. What is there and is
/// no plain file (a pipe, `/dev/stdout`) is written to as it is.
///
/// # Errors
///
/// [`Fault::File`].
pub fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let put = || -> io::Result<()> {
        if fs::metadata(file).is_ok_and(|there| !there.is_file()) {
            return fs::write(file, bytes);
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        // Through a link, to the file that it names.
        let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        let beside = beside(&file);
        fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, &file)).inspect_err(|_| {
            // It may not even be there; what went wrong first is what is said.
            let _ = fs::remove_file(&beside);
        })
    };
    put().map_err(|error| unusable(file, &error))
}

/// The fault of a file that cannot be read or written.
pub(crate) fn unusable(file: &Path, error: &io::Error) -> Fault {
    Fault::File { file: file.to_owned(), error: message::io_error(error) }
}

/// Where a file is written before it is whole; every call in every process has a place of its own.
fn beside(file: &Path) -> PathBuf {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.{call}.part", std::process::id()));
    file.with_file_name(name)
}
