//! What evaluating a feature can end in.

use super::model::{Feature, Rule, Then};

/// The number of an outcome within its feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutcomeId(pub u32);

impl OutcomeId {
    /// No rule applies.
    pub const DEFAULT: Self = Self(0);
    /// The feature needs itself.
    pub const CIRCLE: Self = Self(1);
    /// A prerequisite is not as a gate wants it.
    pub const GATE: Self = Self(2);
}

/// The first outcome of the first rule.
pub(super) const FIRST_OF_RULES: u32 = 3;

/// What an outcome stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The default value.
    Default,
    /// `null`, because the feature is in a circle of prerequisites.
    Circle,
    /// `null`, because of a prerequisite.
    Gate,
    /// The value of a force rule.
    Force {
        /// The index of the rule.
        rule: u32,
    },
    /// A variation of an experiment rule.
    Experiment {
        /// The index of the rule.
        rule: u32,
        /// The index of the variation.
        variation: u32,
    },
}

/// The outcomes of a feature, by number.
pub(super) fn outcomes(feature: &Feature) -> impl Iterator<Item = Outcome> {
    let rules = feature.rules.as_deref().unwrap_or_default();
    let of_rules = (0..).zip(rules).flat_map(|(rule, Rule { then, .. })| {
        let force = matches!(then, Then::Force(_)).then_some(Outcome::Force { rule });
        let count = match then {
            Then::Experiment(experiment) => u32::try_from(experiment.count).unwrap_or(u32::MAX),
            _ => 0,
        };
        force.into_iter().chain((0..count).map(move |variation| Outcome::Experiment { rule, variation }))
    });
    [Outcome::Default, Outcome::Circle, Outcome::Gate].into_iter().chain(of_rules)
}
