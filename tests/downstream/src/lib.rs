//! A shop somewhere else. Its strategies stand in its tests, beside the SQL that they model.
