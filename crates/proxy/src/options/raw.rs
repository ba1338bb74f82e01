//! All that was given: by the file and by variables.

use std::collections::BTreeMap;

use super::schema;
use super::values::Values;

/// What was given, before defaults and validation.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) root: Values,
    /// By SDK identifier.
    pub(super) sdks: BTreeMap<String, Values>,
    pub(super) warnings: Vec<String>,
}

impl Raw {
    /// Nothing given.
    pub(super) fn new() -> Self {
        Self { root: Values::root(schema::root()), sdks: BTreeMap::new(), warnings: Vec::new() }
    }
}
