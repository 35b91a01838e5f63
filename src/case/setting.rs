//! The setting of a case: in which scenarios, with how many buyers, and what may fail.

use std::ops::RangeInclusive;

use crate::fault::Fault;
use crate::message;
use crate::scenario::{Budget, NAMED, Named, Scenario};

/// In which scenarios something is tried.
#[derive(Clone, Default)]
pub(crate) struct Setting {
    scenarios: Vec<Result<Scenario, Fault>>,
    buyers: Option<RangeInclusive<usize>>,
    budget: Budget,
}

impl Setting {
    /// Also in this scenario.
    pub fn add(&mut self, scenario: impl IntoScenario) {
        self.scenarios.push(scenario.into_scenario());
    }

    /// Also in every standard scenario.
    pub fn add_standard(&mut self) {
        let standard = NAMED.iter().filter(|named| named.is_standard());
        self.scenarios.extend(standard.map(Named::scenario).map(Ok));
    }

    /// Each scenario with every number of buyers in this range.
    pub fn set_buyers(&mut self, buyers: RangeInclusive<usize>) {
        self.buyers = Some(buyers);
    }

    /// Faults within this budget happen anywhere.
    pub fn set_budget(&mut self, budget: Budget) {
        self.budget = budget;
    }

    /// Every scenario with every number of buyers, and with the budget of faults; each once. The last
    /// item where nothing was said.
    pub fn all(&self) -> Result<Vec<Scenario>, Fault> {
        if let Some(buyers) = self.buyers.as_ref().filter(|buyers| buyers.is_empty()) {
            let range = format!("{}..={}", buyers.start(), buyers.end());
            return Err(Fault::malformed("a range of buyers", &range, message::LEAST_FIRST));
        }
        let mut named = self.scenarios.iter().cloned().collect::<Result<Vec<_>, _>>()?;
        if named.is_empty() {
            named.push(Scenario::named("last_item")?);
        }
        let mut all = Vec::new();
        for scenario in named {
            for scenario in self.sizes(scenario)? {
                let scenario = match self.budget {
                    Budget::NONE => scenario,
                    budget => scenario.with_budget(budget),
                };
                if !all.contains(&scenario) {
                    all.push(scenario);
                }
            }
        }
        Ok(all)
    }

    fn sizes(&self, scenario: Scenario) -> Result<Vec<Scenario>, Fault> {
        match &self.buyers {
            None => Ok(vec![scenario]),
            Some(buyers) => {
                buyers.clone().map(|buyers| scenario.clone().with_buyers(buyers)).collect()
            }
        }
    }
}

/// What can be said for a scenario: the name of one, one of your own, or how you come to one.
pub trait IntoScenario {
    /// The scenario that is meant.
    ///
    /// # Errors
    ///
    /// When there is no such scenario.
    fn into_scenario(self) -> Result<Scenario, Fault>;
}

impl IntoScenario for &str {
    fn into_scenario(self) -> Result<Scenario, Fault> {
        Scenario::named(self)
    }
}

impl IntoScenario for Scenario {
    fn into_scenario(self) -> Result<Scenario, Fault> {
        Ok(self)
    }
}

impl IntoScenario for Result<Scenario, Fault> {
    fn into_scenario(self) -> Result<Scenario, Fault> {
        self
    }
}
