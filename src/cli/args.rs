//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use oversell::engine::Schedules;
use oversell::shop::Units;

/// Proves which interleavings of concurrent purchases oversell a shop's stock.
///
/// Without a command it proves the whole table of strategies: the incident, why no test showed it,
/// what was tried, what holds.
#[derive(Parser, Debug)]
#[command(version, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Args {
    /// For people, for machines, or one interleaving as a drawing (`show` and `replay`).
    #[arg(long, global = true, value_enum, default_value_t)]
    pub format: Format,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER_HELP: &str = "\
Try, in this order:
  oversell tour                         the whole story, a key press a stop
  oversell                              the verdicts of all strategies
  oversell show check-then-update       the incident, statement by statement
  oversell replay check-then-update --schedule AAB
                                        the schedule that every test runs
  oversell stress check-then-update     the load test that finds nothing
  oversell explore check-then-update --buyers 5
                                        all 31,320 interleavings of five buyers
  oversell explore check-then-update --buyers 100 --engine count
                                        more of them than there are atoms
  oversell explore hotfix --faults crashes=1
                                        one process dies, anywhere
  oversell explore check-then-update --with conditional-update
                                        while the fix rolls out
  oversell weaken hotfix                which of its lines carry the load
  oversell smallest hotfix              what is enough to break it
  oversell matrix                       every strategy in every scenario
  oversell show check-then-update --format svg > race.svg
                                        the incident as a picture
  oversell bare                         why there are two engines
  oversell page --out oversell.html     be the scheduler yourself, in a browser

Exit codes: 0 every claim holds, 1 a claim fails, 2 wrong usage. NO_COLOR is honoured.";

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug, Default)]
pub enum Format {
    /// Aligned tables and swim lanes.
    #[default]
    Text,
    /// One JSON document; counts of interleavings are decimal strings.
    Json,
    /// A Mermaid sequence diagram, to be pasted between ```mermaid and ```.
    Mermaid,
    /// Swim lanes as an SVG image, in light or dark as the reader has it.
    Svg,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Prove the table: every claim about every strategy (the default).
    Prove(Prove),
    /// List strategies and scenarios.
    List,
    /// Run one strategy through a scenario on one engine; makes no claim.
    Explore(Explore),
    /// Show the simplest counterexample as swim lanes.
    Show(Show),
    /// Replay one schedule, statement by statement. It may end early.
    Replay(Replay),
    /// Every strategy in every scenario: one mark a cell.
    Matrix(Matrix),
    /// Run a strategy on real threads, as a load test would: eight buyers unless said.
    Stress(Stress),
    /// Take each protection out, one at a time, and prove again: what carries the load?
    Weaken(Weaken),
    /// Find the smallest scenario that breaks a strategy, and how far it holds.
    Smallest(Smallest),
    /// What a change of a strategy mends and breaks, also while it rolls out.
    Compare(Compare),
    /// What was proved, as a text to check in: write it, check it, merge the parts of several machines.
    Certificate {
        #[command(subcommand)]
        command: CertificateCommand,
    },
    /// Run the headline three without a shop, on bare memory: why there are two engines.
    Bare(Bare),
    /// Write the page on which you are the scheduler: one HTML file, which needs no network.
    Page(Page),
    /// A guided tour of the story in the terminal, a key press a stop.
    Tour(Tour),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

#[derive(clap::Args, Debug, Default)]
pub struct Prove {
    /// Only the proofs of these strategies.
    pub strategies: Vec<String>,
}

/// Who runs what.
#[derive(clap::Args, Clone, Debug)]
pub struct FleetArgs {
    /// The strategy, such as `check-then-update`.
    pub strategy: String,
    /// Buyer A runs STRATEGY, B this one, C STRATEGY again …, as while a new version rolls out.
    /// Several are dealt out in turn.
    #[arg(long, value_name = "STRATEGY")]
    pub with: Vec<String>,
}

/// Who buys what.
#[derive(clap::Args, Clone, Debug)]
pub struct ScenarioArgs {
    /// A named scenario (`oversell list` shows them) [default: last-item; for `stress`: rush].
    #[arg(long, conflicts_with_all = ["stock", "buyers", "quantity"])]
    pub scenario: Option<String>,
    /// The units at the start [default: 1].
    #[arg(long, allow_negative_numbers = true)]
    pub stock: Option<Units>,
    /// How many buyers [default: 2].
    #[arg(long, allow_negative_numbers = true)]
    pub buyers: Option<Units>,
    /// The units that every buyer wants, or one number per buyer: `2,1,1` [default: 1].
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true)]
    pub quantity: Vec<Units>,
    /// The buyers whose card is declined: `A` or `A,C`.
    #[arg(long, value_delimiter = ',')]
    pub declined: Vec<String>,
    /// The buyers whose client sends the order twice: `A` or `A,C`.
    #[arg(long, value_delimiter = ',')]
    pub sent_twice: Vec<String>,
    /// The buyers whose process dies, and after how many steps: `A:3`.
    #[arg(long, value_delimiter = ',')]
    pub crash: Vec<String>,
    /// How often the clock ticks; a lease or a hold lives for one tick.
    #[arg(long)]
    pub ticks: Option<u32>,
    /// How many rounds the sweeper of expired holds makes.
    #[arg(long)]
    pub sweeps: Option<u32>,
    /// How many API instances serve the buyers in turn [default: 1].
    #[arg(long)]
    pub instances: Option<u8>,
    /// The table has CHECK (stock >= 0).
    #[arg(long)]
    pub check: bool,
    /// At most so many faults anywhere: `crashes=1`, `declines=1,ticks=2,duplicates=1`.
    #[arg(long, value_delimiter = ',')]
    pub faults: Vec<String>,
}

#[derive(clap::Args, Debug)]
pub struct Explore {
    #[command(flatten)]
    pub fleet: FleetArgs,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Which engine.
    #[arg(long, value_enum, default_value_t)]
    pub engine: EngineName,
    /// How many executions: to draw (shuttle, threads) [default: 1000], or to stop after (stepper, loom).
    #[arg(long)]
    pub executions: Option<u64>,
    /// How many states the counter may visit [default: 5000000].
    #[arg(long)]
    pub states: Option<u64>,
    /// The seed of shuttle's schedules [default: 1].
    #[arg(long)]
    pub seed: Option<u64>,
    /// How shuttle draws its schedules [default: random].
    #[arg(long, value_enum)]
    pub schedules: Option<SchedulesName>,
    /// The depth of PCT [default: 3].
    #[arg(long)]
    pub depth: Option<usize>,
}

/// An engine, by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug, Default)]
pub enum EngineName {
    /// All interleavings, without threads.
    #[default]
    Stepper,
    /// All interleavings, on loom's threads and mutexes; up to 4 buyers.
    Loom,
    /// Random schedules, on shuttle's threads and mutexes; up to 50 buyers.
    Shuttle,
    /// Whatever the operating system does; up to 64 buyers.
    Threads,
    /// All interleavings, counted and not made; up to 100 buyers.
    Count,
}

/// One of shuttle's ways to draw schedules.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum SchedulesName {
    /// Any thread that can run, each as likely.
    Random,
    /// Random priorities, changed at a few points.
    Pct,
    /// Uniform random walk: weighted by what is left to do.
    Urw,
}

impl SchedulesName {
    /// The depth of PCT unless another is asked for.
    const DEPTH: usize = 3;

    /// With the depth that PCT needs.
    pub fn with_depth(self, depth: Option<usize>) -> Schedules {
        match self {
            SchedulesName::Random => Schedules::Random,
            SchedulesName::Pct => Schedules::Pct { depth: depth.unwrap_or(SchedulesName::DEPTH) },
            SchedulesName::Urw => Schedules::Urw,
        }
    }
}

#[derive(clap::Args, Debug)]
pub struct Show {
    #[command(flatten)]
    pub fleet: FleetArgs,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Which broken promise to show, such as `StockMismatch` (`oversell list` shows them) [default:
    /// the first that is broken].
    #[arg(long)]
    pub violation: Option<String>,
    /// List every interleaving with its outcome.
    #[arg(long, conflicts_with = "violation")]
    pub all: bool,
    /// Print the statements of the counterexample as they are sent, to hold beside your own.
    #[arg(long, conflicts_with = "all")]
    pub sql: bool,
}

#[derive(clap::Args, Debug)]
pub struct Replay {
    #[command(flatten)]
    pub fleet: FleetArgs,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Who moves when, such as `ABBA`.
    #[arg(long)]
    pub schedule: String,
}

#[derive(clap::Args, Debug)]
pub struct Matrix {
    /// Only these strategies.
    pub strategies: Vec<String>,
    /// Only these scenarios: `last-item,declined`.
    #[arg(long, value_delimiter = ',')]
    pub scenario: Vec<String>,
    /// The counts behind the marks.
    #[arg(long)]
    pub counts: bool,
    /// As the page docs/verdicts.md.
    #[arg(long, conflicts_with = "counts")]
    pub markdown: bool,
}

#[derive(clap::Args, Debug)]
pub struct Stress {
    #[command(flatten)]
    pub fleet: FleetArgs,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// How often the shop opens.
    #[arg(long, default_value_t = 1_000)]
    pub executions: u64,
    /// How long a payment takes, in milliseconds.
    #[arg(long, default_value_t = 0)]
    pub payment_ms: u64,
}

#[derive(clap::Args, Debug)]
pub struct Weaken {
    /// The strategy, such as `hotfix`. Unless a scenario is given, it is tried in those that its
    /// proofs are made in.
    pub strategy: String,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
}

#[derive(clap::Args, Debug)]
pub struct Smallest {
    /// The strategy, such as `check-then-update`.
    pub strategy: String,
    /// The table has CHECK (stock >= 0); so it has for strategies that are proved over it alone.
    #[arg(long)]
    pub check: bool,
}

#[derive(clap::Args, Debug)]
pub struct Bare {
    /// How many executions to draw on shuttle, and to run on real threads.
    #[arg(long, default_value_t = 1_000)]
    pub executions: u64,
    /// The seed of shuttle's schedules [default: 1].
    #[arg(long)]
    pub seed: Option<u64>,
}

#[derive(clap::Args, Debug)]
pub struct Compare {
    /// The strategy as it is, such as `check-then-update`.
    pub old: String,
    /// The strategy that is to take its place, such as `conditional-update`.
    pub new: String,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Claim that every outcome of NEW is an outcome of OLD: exit code 1 where it is not.
    #[arg(long)]
    pub refines: bool,
}

#[derive(Subcommand, Debug)]
pub enum CertificateCommand {
    /// Prove the table, or a part of it, and write what came out.
    Write(Write),
    /// Prove what a certificate says was proved, and show what is different.
    Check {
        /// The certificate.
        file: PathBuf,
    },
    /// Make one certificate of several; a part that is missing is an error.
    Merge(Merge),
}

#[derive(clap::Args, Debug)]
pub struct Write {
    /// Only a part of the table: `2/3` is the second of three.
    #[arg(long)]
    pub part: Option<String>,
    /// The file to write [default: standard output].
    #[arg(long)]
    pub out: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub struct Merge {
    /// The parts: files, or folders with files that end in `.cert`.
    #[arg(required = true)]
    pub parts: Vec<PathBuf>,
    /// The file to write [default: standard output].
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// There must be just the proofs that are in this file or folder.
    #[arg(long)]
    pub like: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub struct Tour {
    /// Do not wait for keys: for recordings. So it is wherever stdin or stdout is no terminal.
    #[arg(long)]
    pub no_pause: bool,
}

#[derive(clap::Args, Debug)]
pub struct Page {
    /// Only these strategies [default: all of them]. Unless a scenario is given, each is there in those
    /// of its own proofs with at most two buyers.
    pub strategies: Vec<String>,
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// The file to write; `-` is stdout [default: oversell.html if stdout is a terminal, else stdout].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
