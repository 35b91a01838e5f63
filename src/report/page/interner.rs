//! An interner: values that are there many times, each stored once.

use std::collections::HashMap;

use serde_json::Value;

/// Values, each with a number.
#[derive(Default)]
pub struct Interner {
    values: Vec<Value>,
    numbers: HashMap<String, usize>,
}

impl Interner {
    /// The number of a value.
    pub fn number(&mut self, value: Value) -> usize {
        let next = self.values.len();
        let number = *self.numbers.entry(value.to_string()).or_insert(next);
        if number == next {
            self.values.push(value);
        }
        number
    }

    /// The values, in the order of their numbers.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }
}
