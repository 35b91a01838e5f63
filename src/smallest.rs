//! The smallest case that breaks a strategy, and how far it was proved where none was found.
//!
//! The scenario grows in a fixed order, the first number slowest: buyers, then stock, then the
//! quantity that each of them wants. Each class of faults is grown on its own, with one fault in it,
//! so that the table tells apart what a strategy withstands: a crash after the charge breaks nearly
//! everything, and says nothing about races.

use crate::counted::Counted;
use crate::engine::{Counter, Fleet, Stepper};
use crate::fault::Fault;
use crate::scenario::{Crash, Scenario};
use crate::shop::{Statement, Units};
use crate::verdict::{Count, Search};
use crate::violation::Violation;

/// The most buyers that the scenario grows to.
pub const MAX_BUYERS: Units = 4;
/// The most units in stock that it grows to.
pub const MAX_STOCK: Units = 3;
/// The most units per order that it grows to.
pub const MAX_QUANTITY: Units = 2;
/// After how many states a single count gives up; its class ends there, and says so.
pub const MAX_STATES: u64 = 200_000;

/// A class of faults. All buyers want the same, so it is A whom the fault strikes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum FaultClass {
    /// Nothing fails: races alone.
    None,
    /// A's card is declined.
    Decline,
    /// The clock ticks once; where there are holds, a sweep follows when it may.
    Tick,
    /// A's client sends the order twice.
    Duplicate,
    /// Two API instances serve the buyers in turn.
    Instances,
    /// A's process dies, at each of its steps.
    Crash,
}

impl FaultClass {
    /// Every class, in the order in which they are tried.
    pub const ALL: &'static [FaultClass] = &[
        FaultClass::None,
        FaultClass::Decline,
        FaultClass::Tick,
        FaultClass::Duplicate,
        FaultClass::Instances,
        FaultClass::Crash,
    ];

    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            FaultClass::None => "None",
            FaultClass::Decline => "Decline",
            FaultClass::Tick => "Tick",
            FaultClass::Duplicate => "Duplicate",
            FaultClass::Instances => "Instances",
            FaultClass::Crash => "Crash",
        }
    }

    /// The scenarios of this class that a plain one grows into.
    fn strike(self, fleet: &Fleet, plain: &Scenario) -> Result<Vec<Scenario>, Fault> {
        let plain = plain.clone();
        Ok(match self {
            FaultClass::None => vec![plain],
            FaultClass::Decline => vec![plain.declined(0)?],
            FaultClass::Tick => {
                let holds = holds(fleet, &plain)?;
                vec![plain.ticks(1)?.sweeps(u32::from(holds))?]
            }
            FaultClass::Duplicate => vec![plain.sent_twice(0)?],
            // One buyer alone is served by one instance.
            FaultClass::Instances if plain.buyers().len() == 1 => Vec::new(),
            FaultClass::Instances => vec![plain.instances(2)?],
            FaultClass::Crash => {
                let steps = Stepper::longest(fleet, &plain)?;
                let crash = |after_steps| Crash { after_steps, instance: false };
                let dies = |steps| plain.clone().crashes(0, crash(steps));
                (0..steps).map(dies).collect::<Result<_, _>>()?
            }
        })
    }
}

/// The first scenario that breaks a strategy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Broken {
    /// The first promise that is broken.
    pub violation: Violation,
    /// All interleavings of the scenario, counted, with the shortest counterexample.
    pub counted: Counted,
}

/// How the search in one class of faults ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Ending {
    /// Nothing breaks, up to [`MAX_BUYERS`], [`MAX_STOCK`] and [`MAX_QUANTITY`].
    Holds,
    /// This is the smallest case that breaks a promise.
    Broken(Box<Broken>),
    /// Nothing breaks as far as was counted; counting this one would have taken too many states.
    CutOff(Box<Scenario>),
    /// It breaks without a fault already, so the class was not tried.
    NotTried,
}

/// What came of one class of faults.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grown {
    /// The class.
    pub class: FaultClass,
    /// How it ended.
    pub ending: Ending,
    /// How many scenarios were counted completely and broke nothing.
    pub scenarios: u64,
    /// How many interleavings these have.
    pub interleavings: Count,
    /// Whether anything was sold in them. Who sells nothing is not safe but closed.
    pub sells: bool,
}

/// What came of all classes, in order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Smallest {
    /// The strategy's name.
    pub strategy: String,
    /// The classes.
    pub classes: Vec<Grown>,
}

impl Smallest {
    /// The smallest case that breaks the strategy: the one of the first class that has one.
    pub fn broken(&self) -> Option<(FaultClass, &Broken)> {
        self.classes.iter().find_map(|grown| match &grown.ending {
            Ending::Broken(broken) => Some((grown.class, &**broken)),
            Ending::Holds | Ending::CutOff(_) | Ending::NotTried => None,
        })
    }
}

/// Looks for the smallest case that breaks a fleet, class by class. `base` makes the shop of each
/// stock (its table may have a constraint); `seen` is told of every scenario before it is counted.
///
/// ```
/// use oversell::engine::Fleet;
/// use oversell::smallest::smallest;
/// use oversell::{Scenario, Violation, strategies};
///
/// let fleet = Fleet::of(strategies::find("check_then_update")?);
/// let found = smallest(&fleet, &Scenario::new, &mut |_| {})?;
/// let (_, broken) = found.broken().expect("it is the incident");
/// assert_eq!(broken.violation, Violation::Oversold);
/// assert_eq!(broken.counted.verdict.scenario.to_string(), "stock 1, A and B buy 1");
/// # Ok::<(), oversell::Fault>(())
/// ```
///
/// # Errors
///
/// When the strategy misbehaves.
pub fn smallest(
    fleet: &Fleet,
    base: &dyn Fn(Units) -> Result<Scenario, Fault>,
    seen: &mut dyn FnMut(&Scenario),
) -> Result<Smallest, Fault> {
    let mut classes: Vec<Grown> = Vec::new();
    for &class in FaultClass::ALL {
        let breaks_anyway = classes.first().is_some_and(|none| match none.ending {
            Ending::Broken(_) => true,
            Ending::Holds | Ending::CutOff(_) | Ending::NotTried => false,
        });
        let mut grown = Grown {
            class,
            ending: Ending::NotTried,
            scenarios: 0,
            interleavings: Count::default(),
            sells: false,
        };
        if !breaks_anyway {
            grown.ending = grow(fleet, base, seen, &mut grown)?;
        }
        classes.push(grown);
    }
    Ok(Smallest { strategy: fleet.name(), classes })
}

fn grow(
    fleet: &Fleet,
    base: &dyn Fn(Units) -> Result<Scenario, Fault>,
    seen: &mut dyn FnMut(&Scenario),
    grown: &mut Grown,
) -> Result<Ending, Fault> {
    let counter = Counter { max_states: MAX_STATES };
    for plain in plain(base)? {
        for scenario in grown.class.strike(fleet, &plain)? {
            seen(&scenario);
            let counted = counter.count(fleet, &scenario)?;
            let seen = |violation: &&Violation| counted.verdict.violations.contains_key(violation);
            if let Some(&violation) = Violation::UNSAFE.iter().find(seen) {
                return Ok(Ending::Broken(Box::new(Broken { violation, counted })));
            }
            if counted.verdict.search != Search::Complete {
                return Ok(Ending::CutOff(Box::new(scenario)));
            }
            grown.scenarios += 1;
            grown.interleavings += &counted.verdict.all.interleavings;
            grown.sells |= counted.verdict.sells();
        }
    }
    Ok(Ending::Holds)
}

/// The scenarios without faults, in the order in which they grow.
fn plain(base: &dyn Fn(Units) -> Result<Scenario, Fault>) -> Result<Vec<Scenario>, Fault> {
    let mut scenarios = Vec::new();
    for buyers in 1..=MAX_BUYERS {
        for stock in 1..=MAX_STOCK {
            for quantity in 1..=MAX_QUANTITY {
                let empty = base(stock)?;
                let full = (0..buyers).try_fold(empty, |scenario, _| scenario.buys(quantity));
                scenarios.push(full?);
            }
        }
    }
    Ok(scenarios)
}

/// Whether the strategy places holds.
fn holds(fleet: &Fleet, scenario: &Scenario) -> Result<bool, Fault> {
    let lines = Stepper::lines(fleet, scenario)?;
    Ok(lines.iter().any(|(_, statement)| matches!(statement, Statement::PlaceHold { .. })))
}
