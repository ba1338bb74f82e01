//! Features that are being evaluated.

use crate::growthbook::model::{Feature, Parent};
use crate::growthbook::{FeatureId, Via};

/// How far the evaluation of a feature is.
pub(super) struct Frame<'p> {
    pub(super) id: FeatureId,
    pub(super) feature: &'p Feature,
    /// The index of the rule that it is at.
    pub(super) rule: usize,
    /// The index of the prerequisite that it is at.
    pub(super) parent: usize,
}

impl<'p> Frame<'p> {
    pub(super) const fn new(id: FeatureId, feature: &'p Feature) -> Self {
        Self { id, feature, rule: 0, parent: 0 }
    }

    pub(super) const fn next_rule(&mut self) {
        self.rule += 1;
        self.parent = 0;
    }

    /// Where it is at, to be told.
    pub(super) fn via(&self) -> Via {
        Via { rule: Some((self.id, u32::try_from(self.rule).unwrap_or(u32::MAX))), index: self.parent }
    }

    /// The prerequisite that it is at.
    pub(super) fn current_parent(&self) -> Option<&'p Parent> {
        self.feature.rules.as_ref().ok()?.get(self.rule)?.parents.get(self.parent)?.as_ref().ok()
    }
}
