//! A case: strategies, scenarios and claims of your own. What a proof in your own tests is made of.

mod failed;
mod findings;
mod rerun;
mod setting;

pub use failed::Failed;
pub use findings::{Finding, Findings};
pub use setting::IntoScenario;
pub(crate) use setting::Setting;

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use crate::certificate::{self, Certificate};
use crate::claim::{Claim, Level};
use crate::engine::{Engine, Exhaustive, Explored, Fleet};
use crate::environment;
use crate::fault::Fault;
use crate::message;
use crate::scenario::Budget;
use crate::session::Strategy;
use crate::violation::Violation;
use crate::watchdog;

/// Opens the case of a strategy.
///
/// ```
/// use oversell::{Failure, Order, Purchase, Receipt, Session, Violation};
///
/// fn mine(shop: &mut Session<'_>, order: &Order) -> Purchase {
///     if shop.subtract_stock_if_enough(order.item, order.quantity)? == 0 {
///         return Err(Failure::OutOfStock);
///     }
///     shop.charge()?;
///     Ok(Receipt)
/// }
///
/// oversell::prove(mine).in_scenario("last_item").never(Violation::Oversold).check();
/// ```
pub fn prove(strategy: impl Strategy) -> Case {
    Case::of(Fleet::of(strategy))
}

/// Strategies, scenarios and claims: what is to be proved.
///
/// Unless told otherwise, a case is about two buyers of the last item, and every interleaving is looked
/// at, without threads and without changing anything in the process ([`Exhaustive`]).
#[must_use = "a case is tried by `check` or `run`"]
#[derive(Clone)]
pub struct Case {
    fleet: Fleet,
    setting: Setting,
    claims: Vec<Claim>,
    engine: Option<Arc<dyn Engine + Send + Sync>>,
    certificate: Option<PathBuf>,
}

impl Case {
    /// The case of a fleet: [`Fleet::mixed`] while a new version rolls out.
    pub fn of(fleet: Fleet) -> Case {
        Case {
            fleet,
            setting: Setting::default(),
            claims: Vec::new(),
            engine: None,
            certificate: None,
        }
    }

    /// Also in this scenario: the name of one, or one of your own.
    pub fn in_scenario(mut self, scenario: impl IntoScenario) -> Case {
        self.setting.add(scenario);
        self
    }

    /// Also in every standard scenario: all named ones that are made for any strategy and in which
    /// nobody crashes ([`Named::is_standard`](crate::scenario::Named::is_standard)).
    pub fn in_standard_scenarios(mut self) -> Case {
        self.setting.add_standard();
        self
    }

    /// Each scenario with every number of buyers in this range: see [`Scenario::with_buyers`](crate::Scenario::with_buyers).
    pub fn buyers(mut self, buyers: RangeInclusive<usize>) -> Case {
        self.setting.set_buyers(buyers);
        self
    }

    /// Faults within this budget happen anywhere in every scenario: see [`Scenario::placements`](crate::Scenario::placements).
    pub fn budget(mut self, budget: Budget) -> Case {
        self.setting.set_budget(budget);
        self
    }

    /// Claims this, in every scenario.
    pub fn claim(mut self, claim: Claim) -> Case {
        if !self.claims.contains(&claim) {
            self.claims.push(claim);
        }
        self
    }

    /// Claims that no interleaving shows the violation, and that some sell something: who sells nothing
    /// oversells nothing.
    pub fn never(self, violation: Violation) -> Case {
        self.claim(Claim::Never(violation)).claim(Claim::Sells)
    }

    /// Claims that some interleaving shows the violation: it is known to be broken.
    pub fn sometimes(self, violation: Violation) -> Case {
        self.claim(Claim::Sometimes(violation))
    }

    /// Claims all that a level of safety stands for.
    ///
    /// A matrix in one line, every standard scenario against one strategy:
    ///
    /// ```
    /// use oversell::{claim::Level, strategies};
    ///
    /// let strategy = strategies::find("idempotency_key")?;
    /// oversell::prove(strategy).in_standard_scenarios().level(Level::FullySafe).check();
    /// # Ok::<(), oversell::Fault>(())
    /// ```
    pub fn level(self, level: Level) -> Case {
        level.claims().iter().fold(self, |case, &claim| case.claim(claim))
    }

    /// Tries it on this engine, and on no other. A claim that a *sampling* engine has found nothing
    /// against passes; that is no proof, and the report says so.
    ///
    /// [`Loom`](crate::engine::Loom) gives each thread a larger stack than loom does, and
    /// [`Shuttle`](crate::engine::Shuttle) keeps its panic hook to its own executions.
    pub fn engine(mut self, engine: impl Engine + Send + Sync + 'static) -> Case {
        self.engine = Some(Arc::new(engine));
        self
    }

    /// Compares what was proved with the certificate in this file, and fails where they differ. The
    /// path is relative to the package, as cargo runs tests there. `OVERSELL_BLESS=1` writes the file.
    /// Give each case a file of its own.
    pub fn certified(mut self, file: impl Into<PathBuf>) -> Case {
        self.certificate = Some(file.into());
        self
    }

    /// Tries every claim in every scenario.
    ///
    /// # Errors
    ///
    /// When nothing is claimed, a scenario is not possible, or a strategy misbehaves.
    pub fn run(&self) -> Result<Findings, Fault> {
        if self.claims.is_empty() {
            return Err(Fault::useless(message::CASE_WITHOUT_CLAIMS, message::ADD_A_CLAIM));
        }
        let scenarios = self.setting.all()?;
        let findings = scenarios.iter().map(|scenario| {
            let explored = match &self.engine {
                Some(engine) => Explored::by(&**engine, &self.fleet, scenario)?,
                None => Exhaustive::default().explore(&self.fleet, scenario)?,
            };
            Ok(Finding::new(explored, &self.claims, &self.fleet))
        });
        Ok(Findings { findings: findings.collect::<Result<_, Fault>>()? })
    }

    /// Tries every claim, and compares with the certificate if there is one. Where the environment
    /// variable `OVERSELL_REPLAY` has a schedule, that is replayed instead, and shown as a failure.
    ///
    /// A strategy that spins in its own code is reported after five seconds.
    ///
    /// # Errors
    ///
    /// What failed, as a person wants to read it.
    pub fn try_check(&self) -> Result<Findings, Failed> {
        if let Some(text) = environment::replay()? {
            let case = self.clone();
            let shown = watchdog::guard(watchdog::LIMIT, move || case.rerun(&text))?;
            return Err(Failed::Replayed(shown));
        }
        let case = self.clone();
        let findings = watchdog::guard(watchdog::LIMIT, move || case.run())?;
        if !findings.hold() {
            return Err(Failed::Claims(self.report(&findings)));
        }
        if let Some(file) = &self.certificate {
            certificate::compare_or_bless(file, &Certificate::of(&findings)?)?;
        }
        Ok(findings)
    }

    /// Tries every claim, as [`Case::try_check`] does.
    ///
    /// # Panics
    ///
    /// When a claim fails, the certificate differs, or there is no verdict. The message shows which
    /// claim, how many of how many interleavings, the simplest of them as swim lanes with your source
    /// lines, the reason, and how to replay it.
    #[track_caller]
    pub fn check(&self) {
        if let Err(failed) = self.try_check() {
            panic!("{failed}");
        }
    }
}
