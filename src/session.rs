//! The session: what a strategy talks to, one typed method per statement.

use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::Arc;

use crate::scenario::Order;
use crate::shop::{Guard, Item, Mutex, Response, Set, Statement, Units};
use crate::watchdog::Pulse;

/// The line of the strategy that makes a statement.
pub type Site = &'static Location<'static>;

/// A statement, and the line that makes it.
#[derive(Clone, PartialEq, Eq, Debug)]
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
    /// The purchase goes no further: whoever runs it has seen enough. A strategy passes it on with
    /// `?`; every further statement is answered with it.
    Stopped,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(crate::message::failure(*self))
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
/// A function will do, with a name beside it: `("mine", my_function)`.
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

impl<F> Strategy for (&'static str, F)
where
    F: Fn(&mut Session<'_>, &Order) -> Purchase + Send + Sync + 'static,
{
    fn name(&self) -> &str {
        self.0
    }

    fn purchase(&self, shop: &mut Session<'_>, order: &Order) -> Purchase {
        (self.1)(shop, order)
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
}

impl<'a> Session<'a> {
    /// How many statements a stopped session refuses before it unwinds the strategy.
    pub const PATIENCE: u32 = 100;

    fn new(seam: &'a mut dyn Execute) -> Session<'a> {
        Session { seam, stopped: false, refused: 0 }
    }

    /// `SELECT stock FROM products WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn select_stock(&mut self, item: Item) -> Result<Units, Failure> {
        match self.execute(Statement::Select { item })? {
            Response::Stock(stock) => Ok(stock),
            other => wrong_answer("SELECT stock", other),
        }
    }

    /// `SELECT stock, version FROM products WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn select_stock_and_version(&mut self, item: Item) -> Result<(Units, u32), Failure> {
        match self.execute(Statement::SelectVersion { item })? {
            Response::Row { stock, version } => Ok((stock, version)),
            other => wrong_answer("SELECT stock, version", other),
        }
    }

    /// `UPDATE products SET stock = :stock WHERE id = ?`: the absolute write, as an ORM's `save()` makes it.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn set_stock(&mut self, item: Item, stock: Units) -> Result<(), Failure> {
        self.update(item, Set::To(stock), Guard::None).map(drop)
    }

    /// `UPDATE products SET stock = stock - :quantity WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn subtract_stock(&mut self, item: Item, quantity: Units) -> Result<(), Failure> {
        self.update(item, Set::Minus(quantity), Guard::None).map(drop)
    }

    /// `UPDATE products SET stock = stock - :quantity WHERE id = ? AND stock >= :quantity`; returns
    /// the row count, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn subtract_stock_if_enough(&mut self, item: Item, quantity: Units) -> Result<u8, Failure> {
        self.update(item, Set::Minus(quantity), Guard::StockAtLeast(quantity))
    }

    /// `UPDATE products SET stock = stock - :quantity, version = version + 1 WHERE id = ? AND version = :version`;
    /// returns the row count, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn subtract_stock_if_version(
        &mut self,
        item: Item,
        quantity: Units,
        version: u32,
    ) -> Result<u8, Failure> {
        self.update(item, Set::Minus(quantity), Guard::VersionIs(version))
    }

    /// `UPDATE products SET stock = stock + :quantity WHERE id = ?`.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn put_back(&mut self, item: Item, quantity: Units) -> Result<(), Failure> {
        self.update(item, Set::Plus(quantity), Guard::None).map(drop)
    }

    /// Takes the item's mutex in the memory of the API process, waiting while another buyer has it.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement; also when it would wait for ever.
    #[track_caller]
    pub fn lock(&mut self, item: Item) -> Result<(), Failure> {
        self.execute(Statement::Lock(Mutex(item))).map(drop)
    }

    /// Gives the item's mutex back.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn unlock(&mut self, item: Item) -> Result<(), Failure> {
        self.execute(Statement::Unlock(Mutex(item))).map(drop)
    }

    /// Charges the customer for the order: the two seconds in which everything happens.
    ///
    /// # Errors
    ///
    /// [`Failure::Declined`] when the bank says no, and [`Failure::Stopped`].
    #[track_caller]
    pub fn charge(&mut self) -> Result<(), Failure> {
        match self.execute(Statement::Charge)? {
            Response::Done => Ok(()),
            Response::Declined => Err(Failure::Declined),
            other => wrong_answer("charge", other),
        }
    }

    /// Gives the customer's money back.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`], as for every statement.
    #[track_caller]
    pub fn refund(&mut self) -> Result<(), Failure> {
        self.execute(Statement::Refund).map(drop)
    }

    #[track_caller]
    fn update(&mut self, item: Item, set: Set, guard: Guard) -> Result<u8, Failure> {
        match self.execute(Statement::Update { item, set, guard })? {
            Response::Rows(rows) => Ok(rows),
            other => wrong_answer("UPDATE", other),
        }
    }

    #[track_caller]
    fn execute(&mut self, statement: Statement) -> Result<Response, Failure> {
        let site = Location::caller();
        if self.stopped {
            self.refused += 1;
            if self.refused > Session::PATIENCE {
                // Not a panic: no hook prints it, and `run` is the one who catches it.
                resume_unwind(Box::new(Stopped));
            }
            return Err(Failure::Stopped);
        }
        match self.seam.execute(site, &statement) {
            Ok(Response::Misuse(misuse)) => {
                let text = crate::message::misuse_at(site, &statement, misuse);
                resume_unwind(Box::new(text));
            }
            Ok(response) => Ok(response),
            Err(Stopped) => {
                self.stopped = true;
                Err(Failure::Stopped)
            }
        }
    }
}

fn wrong_answer(statement: &str, response: Response) -> ! {
    panic!("{}", crate::message::wrong_answer(statement, response))
}

/// How a run of a strategy ended, as its engine sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Run {
    /// It returned, and its last statement (receipt or refusal) is recorded.
    Ended,
    /// The engine stopped it.
    Stopped,
    /// It panicked with this message.
    Panicked(String),
}

/// Runs one purchase over `seam`, to its end, and records how it ended.
///
/// `seam` can itself unwind (loom ends its threads that way); such a payload passes through.
pub(crate) fn run(strategy: &dyn Strategy, order: &Order, seam: &mut dyn Execute) -> Run {
    let mut watched = Watched { seam, inside: false, pulse: Pulse::begin(strategy.name()) };
    let purchase = catch_unwind(AssertUnwindSafe(|| {
        let mut session = Session::new(&mut watched);
        let purchase = strategy.purchase(&mut session, order);
        if session.stopped { Err(Failure::Stopped) } else { purchase }
    }));
    let last_word = match purchase {
        Ok(Ok(Receipt)) => Statement::Receipt,
        Ok(Err(Failure::Stopped)) => return Run::Stopped,
        Ok(Err(failure)) => Statement::Refusal(failure),
        Err(payload) if watched.inside => resume_unwind(payload),
        Err(payload) => match payload.downcast::<Stopped>() {
            Ok(_) => return Run::Stopped,
            Err(payload) => return Run::Panicked(panic_text(&*payload)),
        },
    };
    match watched.execute(Location::caller(), &last_word) {
        Ok(_) => Run::Ended,
        Err(Stopped) => Run::Stopped,
    }
}

/// Knows whether a purchase is in the strategy's code or below the seam: for a panic, to tell whose
/// it is; for the watchdog, to tell who spins.
struct Watched<'a> {
    seam: &'a mut dyn Execute,
    inside: bool,
    pulse: Option<Arc<Pulse>>,
}

impl Watched<'_> {
    fn cross(&mut self, inside: bool) {
        self.inside = inside;
        if let Some(pulse) = &self.pulse {
            pulse.beat();
        }
    }
}

impl Execute for Watched<'_> {
    fn execute(&mut self, site: Site, statement: &Statement) -> Result<Response, Stopped> {
        self.cross(true);
        let response = self.seam.execute(site, statement);
        self.cross(false);
        response
    }
}

/// The text of a panic's payload.
pub(crate) fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| crate::message::PANIC_WITHOUT_TEXT.to_owned())
}
