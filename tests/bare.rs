//! x
use oversell::bare::*;
use oversell::engine::{Loom, Shuttle, Threads};
#[test]
fn all() {
    for &p in Program::ALL {
        println!("{:?}", Loom::default().bare(p, Start::Spawned));
        println!("{:?}", Loom::default().bare(p, Start::Held));
        println!("{:?}", Shuttle::default().bare(p));
        println!("{:?}", Threads::default().bare(p));
    }
}
