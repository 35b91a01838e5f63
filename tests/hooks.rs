//! Panic hooks: neither loom nor shuttle changes what a panic elsewhere in the process does.

use std::env;
use std::panic::{catch_unwind, set_hook};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use oversell::engine::{Engine, Fleet, Loom, Shuttle};
use oversell::{Fault, Order, Purchase, Scenario, Session};

fn panics(_: &mut Session<'_>, _: &Order) -> Purchase {
    panic!("in a strategy")
}

/// shuttle's own hook writes to stderr, past every other hook: so it takes a process to see it.
#[test]
fn nobody_talks_about_schedules() {
    let mut test = Command::new(env::current_exe().expect("this test"));
    test.args(["--exact", "panics_elsewhere_go_to_the_hook_that_was_there", "--nocapture"]);
    let Output { status, stderr, .. } = test.output().expect("it starts");
    assert!(status.success());
    assert_eq!(String::from_utf8_lossy(&stderr), "");
}

/// Everything in one test, as a hook is the whole process's.
#[test]
fn panics_elsewhere_go_to_the_hook_that_was_there() {
    let heard = Arc::new(AtomicUsize::new(0));
    let ear = Arc::clone(&heard);
    set_hook(Box::new(move |_| {
        ear.fetch_add(1, Ordering::Relaxed);
    }));
    let scenario = Scenario::named("last_item").expect("a named one");
    let locked = Fleet::of(oversell::strategies::find("locked").expect("a strategy"));
    let shuttle = Shuttle { executions: 20, ..Shuttle::default() };
    for engine in [&Loom::default() as &dyn Engine, &shuttle] {
        engine.explore(&locked, &scenario).expect("it behaves");
    }
    assert_eq!(heard.load(Ordering::Relaxed), 0, "loom's own panics are nobody's business");

    // Somebody's own loom test in the same process: the panics that end its threads stay quiet.
    loom::model(|| drop(loom::thread::spawn(|| ())));
    assert_eq!(heard.load(Ordering::Relaxed), 0);

    let here = catch_unwind(|| panic!("here"));
    let there = std::thread::spawn(|| panic!("there")).join();
    assert!(here.is_err() && there.is_err());
    assert_eq!(heard.load(Ordering::Relaxed), 2, "and all others are heard as before");

    // The rehearsal is a plain call, and prints; what the engine runs is reported as a fault.
    let fleet = Fleet::of(panics);
    for engine in [&Loom::default() as &dyn Engine, &shuttle] {
        match engine.explore(&fleet, &scenario) {
            Err(Fault::Strategy { name, .. }) => assert_eq!(name, "panics"),
            other => panic!("{other:?}"),
        }
    }
}
