//! Reports: each knows interleavings and verdicts, and no engine.

pub mod bare;
pub mod compare;
pub mod excerpt;
pub mod findings;
#[cfg(feature = "cli")]
pub mod json;
pub mod lanes;
pub mod list;
pub mod matrix;
pub mod script;
pub mod smallest;
pub mod source;
pub mod table;
mod text;
pub mod weaken;

pub use text::{grouped, margin};
