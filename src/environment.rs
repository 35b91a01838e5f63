//! Environment variables: what they are called, and what they may say.
//!
//! A value that is not understood is an error, and never a default: whoever sets a variable means
//! something by it.

use std::path::PathBuf;

use crate::fault::Fault;
use crate::message;

/// Set to 1, it writes certificates anew instead of comparing with them.
pub const BLESS: &str = "OVERSELL_BLESS";
/// A schedule, such as `ABBA`: a [`Case`](crate::Case) replays it instead of proving anything.
pub const REPLAY: &str = "OVERSELL_REPLAY";
/// A folder: every certificate that is made is written there too.
pub const CERTIFICATES: &str = "OVERSELL_CERTIFICATES";

/// Whether certificates are to be written anew.
///
/// # Errors
///
/// [`Fault::Environment`] for any value but 1.
pub fn is_blessing() -> Result<bool, Fault> {
    blesses(text(BLESS, message::INSTEAD_OF_BLESS)?)
}

/// What the variable that blesses says.
fn blesses(value: Option<String>) -> Result<bool, Fault> {
    match value.as_deref() {
        None => Ok(false),
        Some("1") => Ok(true),
        Some(other) => Err(malformed(BLESS, other, message::INSTEAD_OF_BLESS)),
    }
}

/// What is to be replayed instead of proved.
///
/// # Errors
///
/// [`Fault::Environment`] when it is no text.
pub fn replay() -> Result<Option<String>, Fault> {
    text(REPLAY, message::INSTEAD_OF_REPLAY)
}

/// Where every certificate that is made is written too.
///
/// # Errors
///
/// [`Fault::Environment`] when it is empty or no text.
pub fn certificates() -> Result<Option<PathBuf>, Fault> {
    match text(CERTIFICATES, message::INSTEAD_OF_CERTIFICATES)? {
        Some(folder) if folder.is_empty() => {
            Err(malformed(CERTIFICATES, "", message::INSTEAD_OF_CERTIFICATES))
        }
        folder => Ok(folder.map(PathBuf::from)),
    }
}

/// A value that is not understood.
pub(crate) fn malformed(name: &'static str, value: &str, instead: &'static str) -> Fault {
    Fault::Environment { name, value: value.to_owned(), instead }
}

fn text(name: &'static str, instead: &'static str) -> Result<Option<String>, Fault> {
    let value = std::env::var_os(name);
    let text = value.map(|value| {
        value.into_string().map_err(|value| malformed(name, &value.to_string_lossy(), instead))
    });
    text.transpose()
}

#[cfg(test)]
mod tests {
    use super::blesses;

    #[test]
    fn only_one_blesses() {
        assert_eq!(blesses(None), Ok(false));
        assert_eq!(blesses(Some("1".to_owned())), Ok(true));
        for mistake in ["", "0", "true", "yes", "11"] {
            assert!(blesses(Some(mistake.to_owned())).is_err(), "`{mistake}`");
        }
    }
}
