//! x
use oversell::engine::*;
fn main() {
    let t = std::time::Instant::now();
    for s in oversell::scenario::NAMED {
        let sc = s.scenario();
        for e in oversell::strategies::CATALOGUE {
            let f = Fleet::of(*e);
            let v = Stepper::default().explore(&f, &sc).unwrap();
            let t0 = t.elapsed();
            let l = Loom::default().explore(&f, &sc).unwrap();
            let t1 = t.elapsed();
            let sh = Shuttle::default().explore(&f, &sc).unwrap();
            println!("{:22} {:32} {} | loom {} of {} {:?} {:?} | sh {} | {:?}", s.name, e.name, v.all.interleavings, l.all.interleavings, l.all.executions, l.search.word(), t1-t0, sh.all.interleavings,
               v.violations.iter().map(|(k,t)| format!("{k} {}", t.interleavings)).collect::<Vec<_>>());
            assert_eq!(v.violations.iter().map(|(k,t)| (k,t.interleavings.clone())).collect::<Vec<_>>(), l.violations.iter().map(|(k,t)| (k,t.interleavings.clone())).collect::<Vec<_>>());
        }
    }
}
