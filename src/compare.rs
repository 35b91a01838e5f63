//! A change of a strategy: what it mends and what it breaks, also while it rolls out.

mod difference;
mod matched;
mod rollout;

pub use difference::Difference;
pub(crate) use difference::unsafe_in;
pub use matched::{Matched, Pair};
pub use rollout::{Mix, RollOut};

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::case::{Failed, IntoScenario, Setting};
use crate::claim::{Claim, Held, Level};
use crate::engine::{Exhaustive, Fleet};
use crate::environment;
use crate::fault::Fault;
use crate::report::compare as report;
use crate::scenario::{Budget, Scenario};
use crate::session::Strategy;
use crate::watchdog;

/// Compares a strategy with the one that is to take its place.
///
/// ```
/// use oversell::{claim::Level, strategies};
///
/// let old = strategies::find("check_then_update")?;
/// let new = strategies::find("locked")?;
/// // Whatever can happen with the new one could happen with the old one, and it never oversells …
/// let change = oversell::compare(old, new).in_scenario("last_item").refines().new_is(Level::FullySafe);
/// change.check();
/// // … but as long as any process runs the old one, it does.
/// assert!(change.clone().rollout_is(Level::FullySafe).try_check().is_err());
/// # Ok::<(), oversell::Fault>(())
/// ```
pub fn compare(old: impl Strategy, new: impl Strategy) -> Comparison {
    Comparison::of(Arc::new(old), Arc::new(new))
}

/// Two strategies, scenarios, and what is claimed of the change from one to the other.
#[must_use = "a comparison is tried by `check` or `run`"]
#[derive(Clone)]
pub struct Comparison {
    old: Arc<dyn Strategy>,
    new: Arc<dyn Strategy>,
    setting: Setting,
    demands: Vec<Demand>,
}

/// What is claimed of a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Demand {
    /// Every outcome of the new strategy is an outcome of the old one.
    Refines,
    /// The claim holds where all buyers run the new strategy.
    New(Claim),
    /// The claim holds for every mixture of both, as there is while the new one rolls out.
    RollOut(Claim),
}

/// What came of a comparison: a difference per scenario.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// What is different, scenario by scenario.
    pub differences: Vec<Difference>,
    /// What was claimed.
    pub demands: Vec<Demand>,
}

impl Comparison {
    /// Compares strategies that are shared already.
    pub fn of(old: Arc<dyn Strategy>, new: Arc<dyn Strategy>) -> Comparison {
        Comparison { old, new, setting: Setting::default(), demands: Vec::new() }
    }

    /// Also in this scenario: the name of one, or one of your own.
    pub fn in_scenario(mut self, scenario: impl IntoScenario) -> Comparison {
        self.setting.add(scenario);
        self
    }

    /// Also in every standard scenario: see [`Case::in_standard_scenarios`](crate::Case::in_standard_scenarios).
    pub fn in_standard_scenarios(mut self) -> Comparison {
        self.setting.add_standard();
        self
    }

    /// Each scenario with every number of buyers in this range.
    pub fn buyers(mut self, buyers: RangeInclusive<usize>) -> Comparison {
        self.setting.set_buyers(buyers);
        self
    }

    /// Faults within this budget happen anywhere in every scenario.
    pub fn budget(mut self, budget: Budget) -> Comparison {
        self.setting.set_budget(budget);
        self
    }

    /// Demands this of the change, in every scenario.
    pub fn demand(mut self, demand: Demand) -> Comparison {
        if !self.demands.contains(&demand) {
            self.demands.push(demand);
        }
        self
    }

    /// Every outcome of the new strategy is an outcome of the old one: nothing can happen that could
    /// not happen before.
    pub fn refines(self) -> Comparison {
        self.demand(Demand::Refines)
    }

    /// The level holds where all buyers run the new strategy.
    pub fn new_is(self, level: Level) -> Comparison {
        level.claims().iter().fold(self, |this, &claim| this.demand(Demand::New(claim)))
    }

    /// The level holds for every mixture of both strategies.
    pub fn rollout_is(self, level: Level) -> Comparison {
        level.claims().iter().fold(self, |this, &claim| this.demand(Demand::RollOut(claim)))
    }

    /// Finds out what is different.
    ///
    /// # Errors
    ///
    /// When a scenario is not possible, has too many buyers for all mixtures, or a strategy misbehaves.
    pub fn run(&self) -> Result<Change, Fault> {
        let scenarios = self.setting.all()?;
        // Before anything takes long.
        scenarios.iter().try_for_each(RollOut::check)?;
        let mixes = |demand: &Demand| matches!(demand, Demand::RollOut(_));
        let alone = |scenario: &Scenario| scenario.buyers().len() < 2;
        if self.demands.iter().any(mixes) && scenarios.iter().any(alone) {
            let (what, instead) = (crate::message::ROLLOUT_DEMAND, crate::message::TWO_TO_MIX);
            return Err(Fault::useless(what, instead));
        }
        let differences = scenarios.iter().map(|scenario| self.difference(scenario));
        let differences = differences.collect::<Result<_, _>>()?;
        Ok(Change { differences, demands: self.demands.clone() })
    }

    /// Finds out what is different, and whether that is what was demanded. A strategy that spins in its
    /// own code is reported after five seconds.
    ///
    /// # Errors
    ///
    /// What failed, as a person wants to read it.
    pub fn try_check(&self) -> Result<Change, Failed> {
        if let Some(schedule) = environment::replay()? {
            let (name, instead) = (environment::REPLAY, crate::message::COMPARES_AND_REPLAYS_NOT);
            return Err(environment::malformed(name, &schedule, instead).into());
        }
        if self.demands.is_empty() {
            let what = crate::message::COMPARISON_WITHOUT_DEMANDS;
            return Err(Fault::useless(what, crate::message::ADD_A_DEMAND).into());
        }
        let this = self.clone();
        let change = watchdog::guard(watchdog::LIMIT, move || this.run())?;
        if change.holds() { Ok(change) } else { Err(Failed::Claims(change.to_string())) }
    }

    /// Finds out what is different, and whether that is what was demanded.
    ///
    /// # Panics
    ///
    /// When it is not, or cannot be found out. The message shows what appeared and what is gone, and a
    /// schedule that shows the difference under both strategies.
    #[track_caller]
    pub fn check(&self) {
        if let Err(failed) = self.try_check() {
            panic!("{failed}");
        }
    }

    fn difference(&self, scenario: &Scenario) -> Result<Difference, Fault> {
        let [old, new] = [&self.old, &self.new].map(|one| Fleet::mixed([Arc::clone(one)]));
        let before = Exhaustive::default().explore(&old, scenario)?;
        let after = Exhaustive::default().explore(&new, scenario)?;
        Ok(Difference {
            scenario: scenario.clone(),
            mended: Matched::find(&before, &new)?,
            broken: Matched::find(&after, &old)?,
            rollout: RollOut::of(&self.old, &self.new, scenario)?,
            old: before.verdict,
            new: after.verdict,
        })
    }
}

impl Change {
    /// Whether everything that was demanded holds in every scenario. What was tried in none holds nowhere.
    pub fn holds(&self) -> bool {
        !self.differences.is_empty()
            && self.differences.iter().all(|difference| self.failed(difference).next().is_none())
    }

    /// The demands that do not hold in a scenario.
    pub fn failed<'a>(&'a self, difference: &'a Difference) -> impl Iterator<Item = Demand> + 'a {
        let holds = |demand: &Demand| difference.held(*demand) == Held::Yes;
        self.demands.iter().copied().filter(move |demand| !holds(demand))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&report::change(self, report::WIDTH))
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::message::demand(*self))
    }
}
