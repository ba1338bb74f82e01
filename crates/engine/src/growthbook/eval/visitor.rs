//! Who is told what happens.

use crate::growthbook::{FeatureId, OutcomeId};

/// Is told what happens during an evaluation, in order.
pub trait Visitor {
    /// An experiment was run: that of a rule of a feature, or one that is no rule. The user may not be in it.
    fn experiment_run(&mut self, _place: Option<(FeatureId, u32)>, _run: &Run) {}

    /// A prerequisite was evaluated.
    fn prerequisite(&mut self, _via: Via, _prerequisite: Prerequisite) {}

    /// A force rule with experiments to track applies.
    fn tracks(&mut self, _feature: FeatureId, _rule: u32) {}
}

/// Nobody wants to know.
impl Visitor for () {}

/// What came of running an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// The variation of the user; `None`: not in the experiment.
    pub variation: Option<usize>,
    /// Whether a hash decided.
    pub hash_used: bool,
    /// The number that the user was hashed to.
    pub bucket: Option<f64>,
    /// Whether the fallback attribute was hashed.
    pub fallback_used: bool,
    /// Whether a sticky bucket decided.
    pub sticky_used: bool,
    /// Whether the experiment has sticky buckets.
    pub sticky_active: bool,
    /// The context that a contextual bandit chose, if one fits; `None` where there is no bandit.
    pub leaf: Option<Option<usize>>,
}

/// Where a prerequisite stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Via {
    /// The feature and the index of its rule; `None`: an experiment that is no rule.
    pub rule: Option<(FeatureId, u32)>,
    /// The index of the prerequisite there.
    pub index: usize,
}

/// What a prerequisite turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prerequisite {
    /// A feature with this outcome.
    Feature(FeatureId, OutcomeId),
    /// A feature, known or not, whose value is forced.
    Forced(Option<FeatureId>),
    /// There is no such feature.
    Unknown,
}
