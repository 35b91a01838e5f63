//! The commands of `oversell`.

mod args;
mod bare;
mod certificate;
mod compare;
mod draw;
mod explore;
mod fleet;
mod interrupt;
mod matrix;
mod output;
mod page;
mod progress;
mod prove;
mod scenario;
mod show;
mod stress;
mod tour;
mod weaken;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};
use output::Output;
use oversell::Fault;

/// Every claim holds, or none was made.
const HOLDS: u8 = 0;
/// A claim fails, or a strategy misbehaves.
const FAILS: u8 = 1;
/// The command line asks for what is not there.
const USAGE: u8 = 2;

/// Runs the command line and returns its exit code.
pub fn main() -> ExitCode {
    output::quiet_panics();
    let ended = run(Args::parse());
    ExitCode::from(match ended {
        Ok(_) if interrupt::is_asked() => interrupt::INTERRUPTED,
        Ok(true) => HOLDS,
        Ok(false) => FAILS,
        Err(fault) => {
            output::error(&fault);
            match fault {
                Fault::Strategy { .. } | Fault::Engine { .. } | Fault::Unmergeable(_) => FAILS,
                _ => USAGE,
            }
        }
    })
}

/// Runs a command; whether every claim holds.
fn run(args: Args) -> Result<bool, Fault> {
    let output = &Output::new(args.format)?;
    let command = args.command.unwrap_or(Command::Prove(args::Prove::default()));
    draw::check(args.format, &command)?;
    match command {
        Command::Prove(prove) => prove::run(&prove, output),
        Command::List => show::list(output),
        Command::Explore(explore) => explore::run(&explore, output),
        Command::Show(show) => show::run(&show, output),
        Command::Replay(replay) => show::replay(&replay, output),
        Command::Matrix(matrix) => matrix::run(&matrix, output),
        Command::Stress(stress) => stress::run(&stress, output),
        Command::Weaken(args) => weaken::weaken(&args, output),
        Command::Smallest(args) => weaken::smallest(&args, output),
        Command::Compare(args) => compare::run(&args, output),
        Command::Certificate { command } => certificate::run(&command, output),
        Command::Bare(bare) => bare::run(&bare, output),
        Command::Page(page) => page::run(&page, output),
        Command::Tour(tour) => tour::run(&tour, output),
        Command::Completions { shell } => {
            // Into memory first: the generator panics when its writer fails.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "oversell", &mut script);
            output.raw(&script);
            Ok(true)
        }
    }
}
