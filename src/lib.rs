//! Which interleavings of concurrent purchases oversell a shop's stock: how many of how many, and why.
//!
//! # The story
//!
//! A shop has one unit left, and sells it twice. Two requests read a stock of 1, both charge their
//! customer, both subtract. No test showed it, no load test did, and the fix that came first (a lock
//! around the UPDATE) did not help. Of the six orders in which the statements of two buyers can take
//! effect, four oversell; with four buyers it is 1,152 of 1,176. This crate finds those numbers, shows
//! an interleaving statement by statement, and proves for other strategies that there is none.
//!
//! You write a purchase *once*, as a plain function over the statements that a shop understands. The
//! same function then runs under every interleaving, under random schedules with many buyers, and on
//! real threads:
//!
//! ```
//! use oversell::prelude::*;
//!
//! fn check_then_update(shop: &mut Session<'_>, order: &Order) -> Purchase {
//!     if shop.select_stock(order.item)? < order.quantity {
//!         return Err(Failure::OutOfStock);
//!     }
//!     shop.charge()?;
//!     shop.subtract_stock(order.item, order.quantity)?;
//!     Ok(Receipt)
//! }
//!
//! // Two buyers of the last item, in every interleaving: four of six oversell, the simplest is ABBA.
//! let case = prove(check_then_update).in_scenario("last_item").never(Violation::Oversold);
//! let report = case.try_check().unwrap_err().to_string();
//! assert!(report.contains("✗ never Oversold: it is in 4 of 6 interleavings"));
//! assert!(report.contains("schedule ABBA"));
//!
//! // A second witness, which shares only the shop with the first: loom's threads and mutexes.
//! let fleet = Fleet::of(check_then_update);
//! let last_item = Scenario::named("last_item")?;
//! let first = Stepper::default().explore(&fleet, &last_item)?;
//! let second = Loom::default().explore(&fleet, &last_item)?;
//! assert_eq!(first.all, second.all);
//! assert_eq!(second.tally(Violation::Oversold).interleavings, 4u32.into());
//! # Ok::<(), oversell::Fault>(())
//! ```
//!
//! # The words
//!
//! An **actor** takes steps: a buyer, a duplicate request, the clock, the sweeper of expired holds. A
//! **statement** is one atomic step asked of the shop, and gets one **response**. A **lock** blocks: an
//! in-process mutex, or a lock of the database. A **lease** is tried, expires, and carries a token. An **interleaving** is the order in which the statements on
//! shared state took effect, with their responses; a **schedule**, such as `ABBA`, is its sequence of
//! actors alone, and is enough to replay it. An **execution** is one run by an engine; several may show
//! the same interleaving. A **scenario** is the stock, the orders and what fails; a **strategy** is a
//! purchase function. An **outcome** is how an execution ended, a **violation** a promise broken in it,
//! a **verdict** all outcomes with their counts and whether the search was complete. A **claim** is what
//! a proof expects of a verdict.
//!
//! # The rooms
//!
//! The modules are listed in reading order. [`shop`] is the model: one value, one function. [`session`]
//! is what a strategy talks to, [`strategies`] the catalogue. [`scenario`] says who buys what.
//! [`interleaving`], [`schedule`] and [`replay`] are records, as values; [`play`] is all of them at
//! once, to be walked by hand. [`violation`], [`verdict`] and
//! [`claim`] judge them, [`cost`] says what they cost. [`bare`] leaves the shop out, to show what memory
//! itself does. [`engine`] runs strategies. [`case`](mod@case) is a proof of your own, [`compare`](mod@compare) of a change,
//! [`certificate`] what was proved, as a text to check in, [`prelude`] the names for all that;
//! [`environment`] has the variables that they heed. [`explain`] finds the reason. [`proof`] holds the table of what is claimed,
//! [`matrix`] every strategy in every scenario; [`weaken`] takes protections out and proves again,
//! [`smallest`] looks for the least that breaks, `random` (behind the feature `proptest`) draws scenarios
//! that nobody thought of, [`tour`] leads through the story, and [`watchdog`] ends a run that hangs.
//! [`report`] renders, [`fault`] says why there is no answer, and `message` has every sentence that a
//! person reads; it changes with every version.
//!
//! `docs/architecture.md` in the repository tells which room may know which, and why;
//! `docs/engines.md` what each engine can and cannot see, `docs/model.md` what the model's database does
//! and where PostgreSQL differs, `docs/strategies.md` what each strategy promises, breaks and costs. The
//! README lists what this does not check.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod actor;
pub mod shop;

pub mod session;

pub mod strategies;

pub mod scenario;

pub mod interleaving;
pub mod play;
pub mod replay;
pub mod schedule;
pub mod stress;

pub mod claim;
pub mod cost;
pub mod counted;
pub mod verdict;
pub mod violation;

pub mod bare;
pub mod case;
pub mod certificate;
pub mod compare;
pub mod engine;
pub mod environment;
pub mod explain;
pub mod matrix;
pub mod proof;
#[cfg(feature = "proptest")]
pub mod random;
pub mod smallest;
pub mod tour;
pub mod watchdog;
pub mod weaken;

pub mod prelude;
pub mod report;

pub mod fault;
pub mod file;
#[doc(hidden)]
pub mod message;

pub use actor::Actor;
pub use case::{Case, prove};
pub use claim::Claim;
pub use compare::{Comparison, compare};
pub use fault::Fault;
pub use proof::Proof;
pub use scenario::{Order, Scenario};
pub use schedule::{Schedule, ScheduleError};
pub use session::{Failure, Purchase, Receipt, Session, Strategy};
pub use verdict::Verdict;
pub use violation::Violation;

/// The lesson plan's code, too.
#[cfg(doctest)]
#[doc = include_str!("../docs/teaching.md")]
struct Teaching;

/// The README's code is compiled and run with the other examples.
#[cfg(all(doctest, feature = "proptest"))]
#[doc = include_str!("../README.md")]
struct Readme;

/// So is that of the page on many machines.
#[cfg(doctest)]
#[doc = include_str!("../docs/ci.md")]
struct Ci;
