//! Weaknesses: what can be taken out of a statement, and what is left of it then.

use crate::shop::{Guard, Isolation, Response, Set, Statement, Units};

/// One way to weaken a statement on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Weakness {
    /// The condition of an UPDATE is left out, and with it the column that it compares and keeps up to
    /// date (`version`, `fence`): nobody writes what nobody looks at.
    GuardLeftOut,
    /// "0 rows" is taken for "1 row".
    RowCountIgnored,
    /// A mutex or an advisory lock is not taken, nor given back.
    LockNotTaken,
    /// A lease is not taken: everybody is told to have it, with the same token, and it is neither
    /// released nor looked at.
    LeaseNotTaken,
    /// `SELECT … FOR UPDATE` is a plain SELECT.
    RowNotLocked,
    /// A transaction runs one isolation level lower.
    IsolationLower,
    /// A read neither compares nor leaves its fence token.
    FenceNotCompared,
    /// A read reports plenty of stock.
    StockNotLookedAt,
    /// The idempotency key is not inserted.
    KeyNotInserted,
    /// The customer's money is not given back.
    RefundNotMade,
    /// The units of a sale that failed are not put back.
    PutBackNotMade,
}

/// The token that everybody gets who is told to have a lease that was not taken.
const NO_TOKEN: u32 = 1;
/// The stock that is reported when nobody looks at it.
const PLENTY: Units = crate::scenario::Scenario::MAX_STOCK;

impl Weakness {
    /// Every weakness.
    pub const ALL: &'static [Weakness] = &[
        Weakness::GuardLeftOut,
        Weakness::RowCountIgnored,
        Weakness::LockNotTaken,
        Weakness::LeaseNotTaken,
        Weakness::RowNotLocked,
        Weakness::IsolationLower,
        Weakness::FenceNotCompared,
        Weakness::StockNotLookedAt,
        Weakness::KeyNotInserted,
        Weakness::RefundNotMade,
        Weakness::PutBackNotMade,
    ];

    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Weakness::GuardLeftOut => "GuardLeftOut",
            Weakness::RowCountIgnored => "RowCountIgnored",
            Weakness::LockNotTaken => "LockNotTaken",
            Weakness::LeaseNotTaken => "LeaseNotTaken",
            Weakness::RowNotLocked => "RowNotLocked",
            Weakness::IsolationLower => "IsolationLower",
            Weakness::FenceNotCompared => "FenceNotCompared",
            Weakness::StockNotLookedAt => "StockNotLookedAt",
            Weakness::KeyNotInserted => "KeyNotInserted",
            Weakness::RefundNotMade => "RefundNotMade",
            Weakness::PutBackNotMade => "PutBackNotMade",
        }
    }

    /// Whether the statement has what this takes out.
    ///
    /// ```
    /// use oversell::shop::{Item, Statement};
    /// use oversell::weaken::Weakness;
    ///
    /// assert!(Weakness::LockNotTaken.applies_to(&Statement::Lock { item: Item(0) }));
    /// assert!(!Weakness::LockNotTaken.applies_to(&Statement::Refund));
    /// ```
    pub fn applies_to(self, statement: &Statement) -> bool {
        use Statement as S;
        let guarded = match statement {
            S::Update { guard, .. } => *guard != Guard::None,
            _ => false,
        };
        match self {
            Weakness::GuardLeftOut => guarded,
            Weakness::RowCountIgnored => {
                let counts = matches!(
                    statement,
                    S::PlaceHold { .. } | S::ConfirmHold | S::CheckLease { .. }
                );
                guarded || counts
            }
            Weakness::LockNotTaken => matches!(statement, S::Lock { .. } | S::AdvisoryLock { .. }),
            Weakness::LeaseNotTaken => matches!(statement, S::AcquireLease { .. }),
            Weakness::RowNotLocked => matches!(statement, S::SelectForUpdate { .. }),
            Weakness::IsolationLower => match statement {
                S::Begin(isolation) => lower(*isolation) != *isolation,
                _ => false,
            },
            Weakness::FenceNotCompared => matches!(statement, S::SelectFenced { .. }),
            Weakness::StockNotLookedAt => matches!(
                statement,
                S::Select { .. }
                    | S::SelectVersion { .. }
                    | S::SelectSum
                    | S::SelectForUpdate { .. }
                    | S::SelectFenced { .. }
                    | S::SelectLessOrders { .. }
            ),
            Weakness::KeyNotInserted => matches!(statement, S::InsertKey),
            Weakness::RefundNotMade => matches!(statement, S::Refund),
            Weakness::PutBackNotMade => match statement {
                S::Update { set: Set::Plus(_), .. } | S::ReleaseHold => true,
                S::InsertOrder { quantity, .. } => *quantity < 0,
                _ => false,
            },
        }
    }

    /// The answer to a statement that is not made at all; `None` when it is made.
    pub(super) fn instead(self, statement: &Statement) -> Option<Response> {
        match self {
            Weakness::GuardLeftOut
            | Weakness::RowCountIgnored
            | Weakness::RowNotLocked
            | Weakness::IsolationLower
            | Weakness::FenceNotCompared
            | Weakness::StockNotLookedAt => None,
            Weakness::LeaseNotTaken => Some(Response::Lease(Some(NO_TOKEN))),
            Weakness::LockNotTaken | Weakness::KeyNotInserted | Weakness::RefundNotMade => {
                Some(Response::Done)
            }
            Weakness::PutBackNotMade => Some(match statement {
                Statement::InsertOrder { .. } => Response::Done,
                _ => Response::Rows(1),
            }),
        }
    }

    /// What is made of a statement that it applies to.
    pub(super) fn rewrite(self, statement: &Statement) -> Statement {
        match (self, *statement) {
            (Weakness::GuardLeftOut, Statement::Update { item, set, .. }) => {
                Statement::Update { item, set, guard: Guard::None }
            }
            (Weakness::RowNotLocked, Statement::SelectForUpdate { item })
            | (Weakness::FenceNotCompared, Statement::SelectFenced { item, .. }) => {
                Statement::Select { item }
            }
            (Weakness::IsolationLower, Statement::Begin(isolation)) => {
                Statement::Begin(lower(isolation))
            }
            (_, same) => same,
        }
    }

    /// What is heard of the answer to a statement that it applies to.
    pub(super) fn mishear(self, response: Response) -> Response {
        match (self, response) {
            (Weakness::RowCountIgnored, Response::Rows(0)) => Response::Rows(1),
            (Weakness::StockNotLookedAt, Response::Stock(_)) => Response::Stock(PLENTY),
            (Weakness::StockNotLookedAt, Response::Row { version, .. }) => {
                Response::Row { stock: PLENTY, version }
            }
            (_, same) => same,
        }
    }
}

/// The next lower isolation level; the lowest stays.
pub(crate) fn lower(isolation: Isolation) -> Isolation {
    match isolation {
        Isolation::Serializable => Isolation::RepeatableRead,
        Isolation::RepeatableRead | Isolation::ReadCommitted => Isolation::ReadCommitted,
    }
}
