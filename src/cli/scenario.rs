//! The scenario that the command line describes.

use std::collections::BTreeSet;

use super::args::ScenarioArgs;
use oversell::scenario::{Budget, Crash, Named};
use oversell::shop::Units;
use oversell::strategies::Entry;
use oversell::{Fault, Scenario};

impl ScenarioArgs {
    /// The scenario that is meant, for these strategies.
    pub fn scenario(&self, entries: &[Entry]) -> Result<Scenario, Fault> {
        self.scenario_or("last_item", entries)
    }

    /// The scenario that is meant; `unless_said` when nothing was said about it.
    pub fn scenario_or(&self, unless_said: &str, entries: &[Entry]) -> Result<Scenario, Fault> {
        let base = match (&self.scenario, self.is_free()) {
            (Some(name), _) => {
                let named = Named::find(name)?;
                entries.iter().try_for_each(|entry| named.check_for(entry.name))?;
                named.scenario()
            }
            (None, false) => Scenario::named(unless_said)?,
            (None, true) => self.shelves()?,
        };
        let scenario = self.failing(self.serving(base)?)?;
        match self.budget()? {
            Budget::NONE => Ok(scenario),
            budget => Ok(scenario.with_budget(budget)),
        }
    }

    /// Whether anything is said about it.
    pub fn says_something(&self) -> bool {
        self.scenario.is_some() || self.is_free() || !self.faults.is_empty()
    }

    /// Whether anything is said that a named scenario decides.
    fn is_free(&self) -> bool {
        let numbers = self.stock.is_some() || self.buyers.is_some() || !self.quantity.is_empty();
        let faults = [&self.declined, &self.sent_twice, &self.crash];
        let machinery = self.ticks.is_some() || self.sweeps.is_some() || self.instances.is_some();
        numbers || machinery || self.check || faults.iter().any(|names| !names.is_empty())
    }

    /// What there is, and who wants it.
    fn shelves(&self) -> Result<Scenario, Fault> {
        let mut scenario = Scenario::new(self.stock.unwrap_or(1))?;
        for quantity in self.quantities()? {
            scenario = scenario.buys(quantity)?;
        }
        Ok(scenario)
    }

    /// The same, with what serves the buyers.
    fn serving(&self, mut scenario: Scenario) -> Result<Scenario, Fault> {
        if let Some(instances) = self.instances {
            scenario = scenario.instances(instances)?;
        }
        Ok(if self.check { scenario.checked() } else { scenario })
    }

    /// The same, with what fails and with what the environment does.
    fn failing(&self, mut scenario: Scenario) -> Result<Scenario, Fault> {
        for name in &self.declined {
            scenario = scenario.declined_buyer(name)?;
        }
        for name in &self.sent_twice {
            scenario = scenario.sent_twice_buyer(name)?;
        }
        let mut crashed = BTreeSet::new();
        for place in &self.crash {
            let (name, steps) = place.split_once(':').unwrap_or((place, ""));
            let (steps, instance) = match steps.split_once(':') {
                Some((steps, "instance")) => (steps, true),
                Some(_) => return Err(Fault::malformed("--crash", place, CRASH)),
                None => (steps, false),
            };
            if !crashed.insert(name) {
                return Err(Fault::malformed("--crash", place, TWICE));
            }
            let after_steps = number("--crash", place, steps)?;
            scenario = scenario.crashes_buyer(name, Crash { after_steps, instance })?;
        }
        if let Some(ticks) = self.ticks {
            scenario = scenario.ticks(ticks)?;
        }
        if let Some(sweeps) = self.sweeps {
            scenario = scenario.sweeps(sweeps)?;
        }
        Ok(scenario)
    }

    fn budget(&self) -> Result<Budget, Fault> {
        let mut budget = Budget::NONE;
        for fault in &self.faults {
            let (name, most) = fault.split_once('=').unwrap_or((fault, ""));
            let most = number("--faults", fault, most)?;
            Fault::check_or("a number of faults", most.into(), 0..=Budget::MOST.into(), "")?;
            match name {
                "declines" => budget.declines = most,
                "crashes" => budget.crashes = most,
                "ticks" => budget.ticks = most,
                "duplicates" => budget.duplicates = most,
                _ => return Err(Fault::malformed("--faults", fault, FAULTS)),
            }
        }
        Ok(budget)
    }

    /// What each buyer wants.
    fn quantities(&self) -> Result<Vec<Units>, Fault> {
        if let [_, _, ..] = *self.quantity {
            let given = self.quantity.len() as Units;
            let buyers = self.buyers.unwrap_or(given);
            let instead = "give one quantity for all, or one for each buyer";
            Fault::check_or("the number of quantities", given, buyers..=buyers, instead)?;
            return Ok(self.quantity.clone());
        }
        let buyers = self.buyers.unwrap_or(2);
        Fault::check_or("buyers", buyers, 1..=Scenario::MAX_BUYERS as Units, "")?;
        let quantity = self.quantity.first().copied().unwrap_or(1);
        Ok(vec![quantity; buyers as usize])
    }
}

const FAULTS: &str = "write `crashes=1` or `declines=1,ticks=2,duplicates=1`";
const TWICE: &str = "a process dies once; name each buyer once";
const CRASH: &str =
    "write `A:3`: A dies after three steps; `A:3:instance`: all whom its instance serves";

fn number(flag: &'static str, text: &str, digits: &str) -> Result<u32, Fault> {
    let instead = if flag == "--crash" { CRASH } else { FAULTS };
    digits.parse().map_err(|_| Fault::malformed(flag, text, instead))
}
