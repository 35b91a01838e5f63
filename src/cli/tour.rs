//! `oversell tour`: the story in the terminal, a key press a stop.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use console::{Key, Term};

use super::args::{Format, Tour};
use super::output::Output;
use oversell::report::tour as report;
use oversell::tour::{Seen, Stop};
use oversell::{Fault, message, watchdog};

pub fn run(args: &Tour, output: &Output) -> Result<bool, Fault> {
    let attended = io::stdin().is_terminal() && io::stdout().is_terminal();
    match (output.format(), attended && !args.no_pause) {
        (Format::Text, true) => guided(output)?,
        (Format::Text, false) => unattended(output)?,
        (_, _) => {
            let seen: Result<Vec<_>, Fault> = Stop::ALL.iter().map(|&stop| look(stop)).collect();
            let seen = seen?;
            output.print(String::new, || report::json(&seen));
        }
    }
    Ok(true)
}

/// Looks, and at the clock as well.
fn look(stop: Stop) -> Result<(Stop, Seen, Duration), Fault> {
    let begun = Instant::now();
    let seen = watchdog::guard(watchdog::LIMIT, move || stop.look())?;
    Ok((stop, seen, begun.elapsed()))
}

/// What a stop looks like now.
fn shown(stop: Stop, output: &Output) -> Result<String, Fault> {
    let (stop, seen, took) = look(stop)?;
    Ok(report::text(stop, &seen, took, output.width()))
}

/// One stop after the other.
fn unattended(output: &Output) -> Result<(), Fault> {
    for (index, &stop) in Stop::ALL.iter().enumerate() {
        let between = if index == 0 { "" } else { "\n" };
        output.part(&(between.to_owned() + &shown(stop, output)?));
    }
    Ok(())
}

/// Where a key leads.
enum Way {
    On,
    Back,
    Out,
}

/// As the keys say. Who goes back sees what was there before, and not another run.
fn guided(output: &Output) -> Result<(), Fault> {
    let term = Term::stdout();
    let mut seen: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(&stop) = Stop::ALL.get(at) {
        if at == seen.len() {
            seen.push(shown(stop, output)?);
        }
        fresh_screen(&term);
        output.part(&seen[at]);
        output.part(&message::tour_keys(at == 0, at + 1 == Stop::ALL.len()));
        at = match way(&term) {
            Way::On => at + 1,
            Way::Back => at.saturating_sub(1),
            Way::Out => Stop::ALL.len(),
        };
        // The keys have been pressed; nobody needs to read of them any more.
        let _ = term.clear_line();
    }
    Ok(())
}

/// Scrolls what is there away, instead of wiping it: it can be scrolled back to.
fn fresh_screen(term: &Term) {
    let (rows, _) = term.size();
    // A terminal that cannot do this shows one stop below the other.
    let _ = term.write_str(&"\n".repeat(rows.into()));
    let _ = term.move_cursor_to(0, 0);
}

/// Waits for a key that means something. A terminal that is gone means the end, as Ctrl-C does.
fn way(term: &Term) -> Way {
    loop {
        match term.read_key_raw() {
            Ok(Key::Char(' ') | Key::Enter | Key::ArrowRight) => return Way::On,
            Ok(Key::Char('b') | Key::Backspace | Key::ArrowLeft) => return Way::Back,
            Ok(Key::Char('q') | Key::Escape | Key::CtrlC) | Err(_) => return Way::Out,
            Ok(_) => {}
        }
    }
}
