//! x
use oversell::bare::Program;
use oversell::engine::{Loom, Shuttle, Threads};
#[test]
fn all() {
    for &p in Program::ALL {
        println!("{:?}", Loom::default().bare(p));
        println!("{:?}", Shuttle::default().bare(p));
        println!("{:?}", Threads::default().bare(p));
    }
}
