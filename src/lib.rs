//! Which interleavings of concurrent purchases oversell a shop's stock: how many of how many, and why.

pub mod actor;
pub mod shop;

pub mod session;

pub mod strategies;

pub mod scenario;

pub mod interleaving;
pub mod replay;
pub mod schedule;
pub mod stress;

pub mod claim;
pub mod cost;
pub mod verdict;
pub mod violation;

pub mod engine;
pub mod proof;
pub mod watchdog;

pub mod report;

pub mod fault;
pub mod message;

pub use actor::Actor;
pub use claim::Claim;
pub use fault::Fault;
pub use proof::Proof;
pub use scenario::{Order, Scenario};
pub use schedule::{Schedule, ScheduleError};
pub use session::{Failure, Purchase, Receipt, Session, Strategy};
pub use verdict::Verdict;
pub use violation::Violation;
