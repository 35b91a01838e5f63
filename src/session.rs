//! The session: what a strategy talks to, one typed method per statement.

mod decorated;
mod locks;
mod payment;
mod rows;
mod run;
mod transaction;

pub(crate) use run::{Run, panic_text, run};

use std::fmt;
use std::panic::{Location, resume_unwind};

use crate::scenario::Order;
use crate::shop::{Isolation, Misuse, Response, SqlState, Statement, Units};

/// The line of the strategy that makes a statement.
pub type Site = &'static Location<'static>;

/// A statement, and the line that makes it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub struct Line {
    /// The line of the strategy.
    pub site: Site,
    /// The statement.
    pub statement: Statement,
}

/// Why a purchase did not end in a receipt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The strategy found too little stock.
    OutOfStock,
    /// The bank declined the card.
    Declined,
    /// Other buyers were always faster, as often as the strategy cared to try.
    Conflict,
    /// Somebody else had the lease, as often as the strategy cared to try.
    Busy,
    /// The hold had expired when it was to be confirmed.
    LostHold,
    /// The order has been placed already: this request is its duplicate.
    Duplicate,
    /// The database reported an error. It has rolled the transaction back.
    Database(SqlState),
    /// The process died. No strategy ever sees this: it is how its purchase ended.
    Crashed,
    /// The purchase goes no further: whoever runs it has seen enough. A strategy passes it on with
    /// `?`; every further statement is answered with it.
    Stopped,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&crate::message::failure(*self))
    }
}

impl std::error::Error for Failure {}

/// Proof that a purchase ended well. A strategy returns it as its last word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt;

/// How a purchase ended.
pub type Purchase = Result<Receipt, Failure>;

/// A purchase function: what runs for each order.
///
/// It must be deterministic: given the same responses it makes the same statements. It knows the
/// session and its order, and nothing else.
///
/// A function will do, and so will a closure; with another name beside it if you like:
/// `("mine", my_function)`.
///
/// ```
/// use oversell::{Order, Purchase, Receipt, Session, Strategy};
///
/// fn give_away(_: &mut Session<'_>, _: &Order) -> Purchase {
///     Ok(Receipt)
/// }
/// assert_eq!(give_away.name(), "give_away");
/// assert_eq!(("for_nothing", give_away).name(), "for_nothing");
/// ```
pub trait Strategy: Send + Sync + 'static {
    /// The name in tables and reports.
    fn name(&self) -> &str;

    /// Buys `order`, statement by statement.
    ///
    /// # Errors
    ///
    /// The reason why the customer goes without.
    fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase;
}

impl<F> Strategy for F
where
    F: Fn(&mut Session<'_>, &Order) -> Purchase + Send + Sync + 'static,
{
    /// The function's own name, without its path. A closure has that of the function around it, and a
    /// function pointer none: put a name beside those.
    fn name(&self) -> &str {
        let path = std::any::type_name::<F>().trim_end_matches("::{{closure}}");
        let is_path = path.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
        path.rsplit("::").next().filter(|_| is_path).unwrap_or("purchase")
    }

    fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase {
        self(shop, order)
    }
}

impl<S: Strategy> Strategy for (&'static str, S) {
    fn name(&self) -> &str {
        self.0
    }

    fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase {
        self.1.purchase(shop, order)
    }
}

/// Whoever runs a session: the one seam between a strategy and an engine.
///
/// # Contract
///
/// The response is the one that [`Shop::apply`](crate::shop::Shop::apply) gives, at the moment at
/// which the statement takes effect. `Err` means that the execution ends here for this actor: the
/// statement did not happen.
pub trait Execute {
    /// Runs one statement, waiting as long as it has to.
    ///
    /// # Errors
    ///
    /// [`Stopped`] when the actor makes no further statement in this execution.
    fn execute(&mut self, site: Site, statement: &Statement) -> Result<Response, Stopped>;
}

/// The execution ends here for this actor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stopped;

/// A connection to the shop, for one purchase.
///
/// Each method is one statement. All return [`Failure::Stopped`] once the execution has ended for
/// this actor; after [`Session::PATIENCE`] of those the session unwinds, so that a strategy that
/// swallows errors in a loop ends all the same.
pub struct Session<'a> {
    seam: &'a mut dyn Execute,
    stopped: bool,
    refused: u32,
    transaction: Transaction,
}

/// What the session knows of its transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Transaction {
    /// None is open.
    None,
    /// It has begun, and has not seen anything yet.
    Begun(Isolation),
    /// It is under way.
    UnderWay,
}

impl<'a> Session<'a> {
    /// How many statements a stopped session refuses before it unwinds the strategy.
    pub const PATIENCE: u32 = 100;

    fn new(seam: &'a mut dyn Execute) -> Session<'a> {
        Session { seam, stopped: false, refused: 0, transaction: Transaction::None }
    }

    /// Runs `body`, then `cleanup`, whatever came of `body`: JavaScript's `finally`. A process that
    /// died cleans nothing up.
    ///
    /// # Errors
    ///
    /// The failure of `cleanup`, else that of `body`.
    pub fn finally<T>(
        &mut self,
        body: impl FnOnce(&mut Session<'a>) -> Result<T, Failure>,
        cleanup: impl FnOnce(&mut Session<'a>) -> Result<(), Failure>,
    ) -> Result<T, Failure> {
        let ended = body(self);
        cleanup(self)?;
        ended
    }

    /// Runs a statement. From REPEATABLE READ up, PostgreSQL takes the snapshot before the first
    /// statement waits: a step of its own in front of every statement that may.
    #[track_caller]
    fn execute(&mut self, statement: Statement) -> Result<Response, Failure> {
        let site = Location::caller();
        if let Transaction::Begun(isolation) = self.transaction
            && !statement.is_private()
        {
            self.transaction = Transaction::UnderWay;
            if isolation >= Isolation::RepeatableRead && statement.may_wait_in_database() {
                self.ask(site, Statement::Snapshot)?;
            }
        }
        let answered = self.ask(site, statement);
        match (statement, &answered) {
            (Statement::Begin(isolation), Ok(_)) => {
                self.transaction = Transaction::Begun(isolation)
            }
            (Statement::Commit | Statement::Rollback, _) | (_, Err(Failure::Database(_))) => {
                self.transaction = Transaction::None;
            }
            (_, _) => {}
        }
        answered
    }

    fn ask(&mut self, site: Site, statement: Statement) -> Result<Response, Failure> {
        if self.stopped {
            self.refused += 1;
            if self.refused > Session::PATIENCE {
                // Not a panic: no hook prints it, and `run` is the one who catches it.
                resume_unwind(Box::new(Stopped));
            }
            return Err(Failure::Stopped);
        }
        if let (Statement::Begin(_), false) = (statement, self.transaction == Transaction::None) {
            misused(site, &statement, Misuse::NestedTransaction);
        }
        match self.seam.execute(site, &statement) {
            Ok(Response::Misuse(misuse)) => misused(site, &statement, misuse),
            Ok(Response::Error(state)) => Err(Failure::Database(state)),
            Ok(response) => Ok(response),
            Err(Stopped) => {
                self.stopped = true;
                Err(Failure::Stopped)
            }
        }
    }

    /// A statement that is answered with a number of rows.
    #[track_caller]
    fn rows(&mut self, statement: Statement) -> Result<u8, Failure> {
        match self.execute(statement)? {
            Response::Rows(rows) => Ok(rows),
            other => wrong_answer(&statement, other),
        }
    }

    /// A statement that is answered with a number of units.
    #[track_caller]
    fn units(&mut self, statement: Statement) -> Result<Units, Failure> {
        match self.execute(statement)? {
            Response::Stock(units) => Ok(units),
            other => wrong_answer(&statement, other),
        }
    }
}

/// Ends the purchase in the strategy's name. No hook prints it.
fn misused(site: Site, statement: &Statement, misuse: Misuse) -> ! {
    resume_unwind(Box::new(Misused(crate::message::misuse_at(site, statement, misuse))))
}

/// What a purchase unwinds with that asked for what makes no sense.
struct Misused(String);

fn wrong_answer(statement: &Statement, response: Response) -> ! {
    panic!("{}", crate::message::wrong_answer(statement, response))
}
