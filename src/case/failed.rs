//! Failed: why a case did not pass.

use std::fmt;

use crate::certificate::Mismatch;
use crate::fault::Fault;

/// Why a case did not pass. Its text is for the person who sees the test fail.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Failed {
    /// A claim does not hold: the report.
    Claims(String),
    /// Every claim holds, and the certificate says something else.
    Certificate(Box<Mismatch>),
    /// There is no verdict.
    Fault(Fault),
    /// Nothing was tried: a schedule was replayed, as the environment asks. This is what happened.
    Replayed(String),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Failed {
        Failed::Fault(fault)
    }
}

impl From<Mismatch> for Failed {
    fn from(mismatch: Mismatch) -> Failed {
        Failed::Certificate(Box::new(mismatch))
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::message::failed(self))
    }
}

impl std::error::Error for Failed {}
