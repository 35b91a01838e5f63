//! Reports: each knows interleavings and verdicts, and no engine.

#[cfg(feature = "cli")]
pub mod json;
pub mod lanes;
pub mod list;
pub mod smallest;
pub mod source;
pub mod table;
mod text;
pub mod weaken;

pub use text::{grouped, margin};
