//! `oversell bare`: the headline three without a shop.

use super::args::Bare as Args;
use super::fleet::check_executions;
use super::output::Output;
use oversell::bare::{Bare, Program, Start};
use oversell::engine::{Loom, Shuttle, Threads};
use oversell::report::bare as report;
use oversell::{Fault, watchdog};

pub fn run(args: &Args, output: &Output) -> Result<bool, Fault> {
    check_executions(args.executions)?;
    let seed = args.seed.unwrap_or(Shuttle::SEED);
    let shuttle = Shuttle { executions: args.executions, seed, ..Shuttle::default() };
    let threads = Threads { executions: args.executions, ..Threads::default() };
    let all = watchdog::guard(watchdog::LIMIT, move || search(&shuttle, &threads))?;
    output.print(|| report::text(&all, output.width()), || report::json(&all));
    Ok(true)
}

/// Every program on every engine.
fn search(shuttle: &Shuttle, threads: &Threads) -> Result<Vec<Bare>, Fault> {
    let loom = Loom::default();
    let mut all = Vec::new();
    for &program in Program::ALL {
        all.push(loom.bare(program, Start::Spawned)?);
        all.push(loom.bare(program, Start::Held)?);
        all.push(shuttle.bare(program)?);
        all.push(threads.bare(program));
    }
    Ok(all)
}
