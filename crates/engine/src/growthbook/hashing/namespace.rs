//! Namespaces: experiments that share one have ranges of users that do not overlap.

use super::Range;
use super::seed::{HashVersion, Seed};
use crate::growthbook::wire::index;
use crate::js::DataRef;

/// A part of a namespace.
#[derive(Debug, Clone)]
pub(crate) struct Namespace {
    seed: Seed,
    range: Range,
}

impl Namespace {
    /// The namespace that a payload states: its id, and where the part begins and ends.
    pub(crate) fn new(namespace: DataRef<'_>) -> Self {
        let id = index(namespace, 0);
        Self { seed: seed(&id.view().to_text()), range: Range::between(namespace, 1, 2) }
    }

    /// Whether the value belongs to the part.
    pub(crate) fn has(&self, value: DataRef<'_>) -> bool {
        self.range.has(self.seed.hash(value, HashVersion::One))
    }
}

/// Whether a value belongs to the part of the namespace that begins at `start` and ends before `end`.
#[must_use]
pub fn in_namespace(value: &[u8], id: &[u8], start: f64, end: f64) -> bool {
    Range { start, end }.has(seed(id).hash(DataRef::Text(value), HashVersion::One))
}

fn seed(id: &[u8]) -> Seed {
    Seed::of_text(&[b"__", id].concat())
}
