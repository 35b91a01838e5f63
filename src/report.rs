//! Reports: each knows interleavings and verdicts, and no engine.

pub mod bare;
pub mod compare;
mod diagram;
pub mod excerpt;
pub mod findings;
#[cfg(feature = "cli")]
pub mod json;
pub mod lanes;
pub mod list;
pub mod matrix;
pub mod mermaid;
#[cfg(feature = "cli")]
pub mod page;
pub mod script;
pub mod smallest;
pub mod source;
#[cfg(feature = "cli")]
pub mod svg;
pub mod table;
mod text;
pub mod tour;
pub mod weaken;

pub(crate) use text::wrap;
pub use text::{grouped, margin};
