//! What the scenario gives: the part of a shop that no statement changes.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A value that a shop has from its scenario and keeps as it is.
///
/// A shop and all its clones share it: engines clone shops at every step. It tells no two shops of a
/// scenario apart, so a hash leaves it out; a comparison does not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Given<T>(Arc<T>);

impl<T> Given<T> {
    pub(super) fn new(value: T) -> Given<T> {
        Given(Arc::new(value))
    }
}

impl<T> Deref for Given<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Hash for Given<T> {
    fn hash<H: Hasher>(&self, _state: &mut H) {}
}
