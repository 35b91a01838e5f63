//! What the tests of engines begin with: the catalogue by name.

use oversell::engine::{Engine, Fleet};
use oversell::verdict::Verdict;
use oversell::{Scenario, strategies};

/// All buyers run the strategy of this name.
pub fn fleet(strategy: &str) -> Fleet {
    Fleet::of(strategies::find(strategy).expect("a strategy of the catalogue"))
}

/// The verdict of `engine` on the strategy of this name.
pub fn verdict(engine: &impl Engine, strategy: &str, scenario: &Scenario) -> Verdict {
    engine.explore(&fleet(strategy), scenario).expect("the catalogue behaves")
}
