//! Keeps evaluations from taking exponential time: each prerequisite is evaluated anew wherever it is named.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::growthbook::model::{Broken, Feature};
use crate::growthbook::{FeatureId, OutcomeId};

/// So many prerequisites are evaluated as often as they are named. From there on none is that was evaluated before.
const REPEATED: usize = 1_024;

/// So many prerequisites are evaluated that are in circles or need features that are: what comes of them depends on who asks, so it cannot
/// be kept. Payloads that people write do not come to a hundredth.
const IN_CIRCLES: usize = 1 << 16;

/// Counts prerequisites, and remembers what came of them.
#[derive(Default)]
pub(super) struct Limits {
    evaluated: usize,
    in_circles: usize,
    // The keys are numbers of features, which nobody outside chooses.
    outcomes: HashMap<FeatureId, OutcomeId, FixedState>,
}

impl Limits {
    /// What came of the feature, where it is not evaluated once more.
    pub(super) fn known(&self, id: FeatureId) -> Option<OutcomeId> {
        if self.outcomes.is_empty() { None } else { self.outcomes.get(&id).copied() }
    }

    /// The feature is evaluated as a prerequisite.
    pub(super) const fn begin(&mut self, feature: &Feature) -> Result<(), Broken> {
        self.evaluated += 1;
        self.in_circles += feature.circle.is_below as usize;
        if self.in_circles > IN_CIRCLES { Err(Broken) } else { Ok(()) }
    }

    /// The feature was evaluated.
    pub(super) fn end(&mut self, id: FeatureId, feature: &Feature, outcome: OutcomeId) {
        if self.evaluated > REPEATED && !feature.circle.is_below {
            self.outcomes.insert(id, outcome);
        }
    }
}
