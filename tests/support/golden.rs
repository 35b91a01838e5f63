//! Golden files: what a person or a machine gets to see, letter by letter.

use std::fs;
use std::path::Path;

use oversell::environment::{self, BLESS};

/// Compares `text` with the golden file of this name, or blesses it.
pub fn check_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if environment::is_blessing().expect("1, or not at all") {
        return fs::write(&path, text).expect("the golden file can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    similar_asserts::assert_eq!(
        golden: golden,
        now: text,
        "\ntests/golden/{name} differs. If it is better now: {BLESS}=1 cargo test"
    );
}
