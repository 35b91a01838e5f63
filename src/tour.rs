//! The tour: the story in stops. Nothing is told that has not just been looked at.

use std::time::Duration;

use crate::engine::{Engine, Fleet, Loom, Recorder, Stepper, Threads};
use crate::explain::Reason;
use crate::fault::Fault;
use crate::proof::{Proof, Proved, TABLE};
use crate::replay::Replay;
use crate::scenario::Scenario;
use crate::strategies::{self, Entry};
use crate::stress::Stress;
use crate::verdict::{Search, Verdict};
use crate::violation::Violation::{self, LeaseStolen, NegativeStock, Oversold, StockMismatch};

/// A stop of the tour. What is said there stands in `message/tour.rs`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// The code that everybody writes first.
    Code,
    /// One buyer after the other.
    Test,
    /// Real threads.
    Load,
    /// Loom.
    Search,
    /// The simplest counterexample, and the reason.
    Race,
    /// A lock around the UPDATE alone.
    LateLock,
    /// BEGIN and COMMIT.
    Transaction,
    /// A lock around everything, and a second process.
    Process,
    /// A WHERE clause, and a declined card.
    Condition,
    /// The fix that went live in the night.
    Hotfix,
    /// Its two protections, each without the other.
    Decoration,
    /// A lease that expires.
    Lease,
    /// Tokens against leases that have expired.
    Fence,
    /// What holds.
    Proof,
    /// Where to go from here.
    Onwards,
}

/// What is looked at, at a stop: what there is of it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The code.
    pub code: Option<Entry>,
    /// One interleaving of a strategy in a scenario, as far as it goes.
    pub replay: Option<(&'static str, Scenario, Replay)>,
    /// Verdicts, each with the promise that matters there.
    pub cases: Vec<(Verdict, Violation)>,
    /// Why that promise is broken.
    pub reason: Option<Reason>,
    /// Runs on real threads, each with the time that a payment took. No two are the same.
    pub runs: Vec<(Duration, Verdict, Stress)>,
    /// Proofs.
    pub proofs: Vec<(Proof, Proved)>,
}

/// A strategy, a scenario, and the promise that matters there.
#[derive(Clone, Copy)]
struct Case {
    strategy: &'static str,
    scenario: &'static str,
    promise: Violation,
    /// The counterexample that is shown: the simplest of this violation. One that shows at once is
    /// shorter than the interleaving that it dooms.
    shown: Option<Violation>,
}

const fn case(strategy: &'static str, scenario: &'static str, promise: Violation) -> Case {
    Case { strategy, scenario, promise, shown: None }
}

/// What the whole tour begins with.
const INCIDENT: Case = case("check_then_update", "last_item", Oversold).showing(Oversold);
/// How often the incident is run on real threads while payments take no time.
const RUNS: u64 = 2_000;
/// How often while they do.
const SLOW_RUNS: u64 = 50;
/// How long they take then.
const PAYMENT: Duration = Duration::from_millis(2);

const LATE_LOCK: &[Case] =
    &[case("check_outside_lock", "last_item", Oversold).showing(NegativeStock)];
const TRANSACTION: &[Case] = &[
    case("check_then_update", "last_item", Oversold),
    case("read_committed", "last_item", Oversold),
    case("read_committed_check_set", "checked", Oversold),
];
const PROCESS: &[Case] = &[
    case("instance_locked", "last_item", Oversold),
    case("instance_locked", "two_instances", Oversold).showing(NegativeStock),
];
const CONDITION: &[Case] = &[
    case("conditional_update", "last_item", Oversold),
    case("conditional_update", "declined", Oversold),
    case("conditional_update", "declined", StockMismatch).showing(StockMismatch),
];
const HOTFIX: &[Case] = &[
    case("hotfix", "last_item_tick", Oversold),
    case("hotfix", "declined", StockMismatch),
    case("hotfix", "last_item_tick", LeaseStolen).showing(LeaseStolen),
];
const DECORATION: &[Case] = &[
    case("hotfix_without_lease", "last_item_tick", Oversold),
    case("hotfix_without_guard", "last_item", Oversold),
    case("hotfix_without_guard", "last_item_tick", Oversold),
];
const LEASE: &[Case] =
    &[case("lease_check_then_update", "last_item_tick", Oversold).showing(NegativeStock)];
const FENCE: &[Case] = &[
    case("lease_fenced_write", "last_item", Oversold),
    case("lease_fenced_write", "last_item_tick", Oversold),
    case("lease_fenced", "last_item_tick", Oversold),
];

/// The proofs at the end: the most buyers that both witnesses are quick with.
const PROOFS: &[(&str, &str)] = &[
    ("locked", "last_item_four"),
    ("select_for_update", "last_item_four"),
    ("select_for_update", "two_instances"),
    ("reserve_then_charge", "last_item_four"),
    ("reserve_then_charge", "declined"),
    ("optimistic_version", "last_item_three"),
    ("lease_fenced", "last_item_tick"),
];

impl Stop {
    /// All of them, in order.
    pub const ALL: &[Stop] = &[
        Stop::Code,
        Stop::Test,
        Stop::Load,
        Stop::Search,
        Stop::Race,
        Stop::LateLock,
        Stop::Transaction,
        Stop::Process,
        Stop::Condition,
        Stop::Hotfix,
        Stop::Decoration,
        Stop::Lease,
        Stop::Fence,
        Stop::Proof,
        Stop::Onwards,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        crate::message::tour_title(self)
    }

    /// The commands that show the same, without `oversell` in front.
    pub fn commands(self) -> Vec<String> {
        let fixed: &[&str] = match self {
            Stop::Code | Stop::Race => &["show check-then-update"],
            Stop::Test => &["replay check-then-update --schedule AAB"],
            Stop::Load => return load_commands(),
            Stop::Search => &["explore check-then-update --engine loom"],
            Stop::LateLock => &["show check-outside-lock --violation NegativeStock"],
            Stop::Transaction => &["prove read-committed read-committed-check-set"],
            Stop::Process => &["show instance-locked --instances 2 --violation NegativeStock"],
            Stop::Condition => &["show conditional-update --scenario declined"],
            Stop::Hotfix => &["show hotfix --scenario last-item-tick"],
            Stop::Decoration => &["weaken hotfix"],
            Stop::Lease => &["show lease-check-then-update --ticks 1 --violation NegativeStock"],
            Stop::Fence => &["prove lease-fenced-write lease-fenced"],
            Stop::Proof => &["prove"],
            Stop::Onwards => &["list", "matrix", "smallest hotfix"],
        };
        fixed.iter().map(|&command| command.to_owned()).collect()
    }

    /// Whether it is worth saying how long it took to look.
    pub fn is_timed(self) -> bool {
        matches!(self, Stop::Search | Stop::Proof)
    }

    /// Looks: runs whatever has to be run.
    ///
    /// ```
    /// use oversell::tour::Stop;
    ///
    /// let (_, _, test) = Stop::Test.look()?.replay.expect("one buyer after the other");
    /// assert_eq!(test.interleaving.schedule().to_string(), "AAB");
    /// # Ok::<(), oversell::Fault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a strategy of the catalogue misbehaves.
    pub fn look(self) -> Result<Seen, Fault> {
        match self {
            Stop::Code => code(),
            Stop::Test => test(),
            Stop::Load => load(),
            Stop::Search => search(),
            Stop::Race => race(),
            Stop::LateLock
            | Stop::Transaction
            | Stop::Process
            | Stop::Condition
            | Stop::Hotfix
            | Stop::Decoration
            | Stop::Lease
            | Stop::Fence => attempt(self.cases()),
            Stop::Proof => proofs(),
            Stop::Onwards => Ok(Seen::default()),
        }
    }

    /// What was tried, and which promise it is about.
    fn cases(self) -> &'static [Case] {
        match self {
            Stop::LateLock => LATE_LOCK,
            Stop::Transaction => TRANSACTION,
            Stop::Process => PROCESS,
            Stop::Condition => CONDITION,
            Stop::Hotfix => HOTFIX,
            Stop::Decoration => DECORATION,
            Stop::Lease => LEASE,
            Stop::Fence => FENCE,
            Stop::Code
            | Stop::Test
            | Stop::Load
            | Stop::Search
            | Stop::Race
            | Stop::Proof
            | Stop::Onwards => &[],
        }
    }
}

fn load_commands() -> Vec<String> {
    let (runs, slow, ms) = (RUNS, SLOW_RUNS, PAYMENT.as_millis());
    let stress = "stress check-then-update --buyers 2 --executions";
    vec![format!("{stress} {runs}"), format!("{stress} {slow} --payment-ms {ms}")]
}

impl Case {
    /// The same, with the simplest counterexample of this violation shown.
    const fn showing(mut self, violation: Violation) -> Case {
        self.shown = Some(violation);
        self
    }

    fn fleet(&self) -> Result<Fleet, Fault> {
        Ok(Fleet::of(strategies::find(self.strategy)?))
    }

    /// All of its interleavings, judged by this engine.
    fn verdict(&self, engine: &dyn Engine) -> Result<Verdict, Fault> {
        engine.explore(&self.fleet()?, &Scenario::named(self.scenario)?)
    }

    /// The interleaving that is shown, replayed; `None` when there is none.
    fn example(
        &self,
        verdict: &Verdict,
    ) -> Result<Option<(&'static str, Scenario, Replay)>, Fault> {
        let shown = self.shown.and_then(|shown| verdict.counterexamples.get(&shown));
        let Some(example) = shown else { return Ok(None) };
        let schedule = example.interleaving.schedule();
        let replay = Stepper::replay(&self.fleet()?, &example.scenario, &schedule)?;
        Ok(Some((self.strategy, (*example.scenario).clone(), replay)))
    }
}

fn code() -> Result<Seen, Fault> {
    Ok(Seen { code: Some(strategies::find(INCIDENT.strategy)?), ..Seen::default() })
}

fn test() -> Result<Seen, Fault> {
    let scenario = Scenario::named(INCIDENT.scenario)?;
    let replay = Stepper::one_after_the_other(&INCIDENT.fleet()?, &scenario)?;
    Ok(Seen { replay: Some((INCIDENT.strategy, scenario, replay)), ..Seen::default() })
}

fn load() -> Result<Seen, Fault> {
    let scenario = Scenario::named(INCIDENT.scenario)?;
    let mut runs = Vec::new();
    for (executions, payment) in [(RUNS, Duration::ZERO), (SLOW_RUNS, PAYMENT)] {
        let (threads, fleet) = (Threads { executions, payment }, INCIDENT.fleet()?);
        let recorder = Recorder::new(&scenario);
        let stress = threads.stress(&fleet, &scenario, &recorder)?;
        let search = Search::Sampled { seed: None };
        runs.push((payment, recorder.verdict(threads.name(), &fleet, search)?, stress));
    }
    Ok(Seen { runs, ..Seen::default() })
}

fn search() -> Result<Seen, Fault> {
    let verdict = INCIDENT.verdict(&Loom::default())?;
    Ok(Seen { cases: vec![(verdict, INCIDENT.promise)], ..Seen::default() })
}

fn race() -> Result<Seen, Fault> {
    let (stepper, scenario) = (Stepper::default(), Scenario::named(INCIDENT.scenario)?);
    let recorder = Recorder::new(&scenario).keeping();
    let search = stepper.search(&INCIDENT.fleet()?, &scenario, &recorder)?;
    let verdict = recorder.verdict(stepper.name(), &INCIDENT.fleet()?, search)?;
    Ok(Seen {
        replay: INCIDENT.example(&verdict)?,
        reason: Reason::find(INCIDENT.promise, &recorder.kept()),
        cases: vec![(verdict, INCIDENT.promise)],
        ..Seen::default()
    })
}

fn attempt(cases: &[Case]) -> Result<Seen, Fault> {
    let mut seen = Seen::default();
    for case in cases {
        let verdict = case.verdict(&Stepper::default())?;
        seen.replay = case.example(&verdict)?.or(seen.replay);
        seen.cases.push((verdict, case.promise));
    }
    Ok(seen)
}

fn proofs() -> Result<Seen, Fault> {
    let is_chosen = |proof: &&Proof| PROOFS.contains(&(proof.strategy, proof.scenario));
    let mut seen = Seen::default();
    for proof in TABLE.iter().filter(is_chosen) {
        seen.proofs.push((*proof, proof.prove()?));
    }
    Ok(seen)
}
