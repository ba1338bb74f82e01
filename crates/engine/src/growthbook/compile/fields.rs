//! The fields of an experiment, wherever they stand.

use crate::js::{Data, DataRef, Object};

/// What an experiment takes over from a rule.
const OF_RULES: [&str; 17] = [
    "bucketVersion",
    "condition",
    "coverage",
    "disableStickyBucketing",
    "fallbackAttribute",
    "filters",
    "hashAttribute",
    "hashVersion",
    "meta",
    "minBucketVersion",
    "name",
    "namespace",
    "phase",
    "ranges",
    "seed",
    "variations",
    "weights",
];

/// An experiment with what the host overrides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    own: &'a Object,
    overrides: Option<&'a Object>,
    is_rule: bool,
}

impl<'a> Fields<'a> {
    /// The fields of an experiment rule.
    pub(super) fn of_rule(own: &'a Object, overrides: Option<&'a Object>) -> Self {
        Self { own, overrides, is_rule: true }
    }

    /// The fields of an experiment as such.
    pub(super) fn of_experiment(own: &'a Object, overrides: Option<&'a Object>) -> Self {
        Self { own, overrides, is_rule: false }
    }

    /// The value of a field.
    pub(super) fn get(self, name: &str) -> DataRef<'a> {
        self.overridden(name).or_else(|| self.own(name)).map_or(DataRef::Undefined, Data::view)
    }

    /// What the host states.
    pub(super) fn overridden(self, name: &str) -> Option<&'a Data> {
        self.overrides?.get(name.as_bytes())
    }

    /// What the experiment itself states.
    pub(super) fn own(self, name: &str) -> Option<&'a Data> {
        let is_known = !self.is_rule || OF_RULES.contains(&name);
        is_known.then(|| self.own.get(name.as_bytes())).flatten()
    }
}
