//! What evaluating a spec gives.

use thiserror::Error;

use crate::statsig::{Outcome, OutcomeId, SpecId};

/// An outcome, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The spec whose outcome it is: the one that was asked for or, where a rule delegates, the config that decided in its place.
    pub spec: SpecId,
    /// The number of the outcome.
    pub outcome: OutcomeId,
    /// The config that the spec delegated to, if it did. That one may have delegated, too.
    pub delegate: Option<SpecId>,
}

impl Verdict {
    /// What the outcome stands for.
    #[must_use]
    pub const fn kind(self) -> Outcome {
        Outcome::of(self.outcome)
    }
}

/// Why there is no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// A condition, or an operator, is of a kind that nobody knows.
    #[error("A condition is of an unknown kind.")]
    Unsupported {
        /// The index of the rule that has it, or needs a gate that has it.
        rule: u32,
    },
    /// Specs need each other in a circle, or the chain of those that need each other is too long.
    #[error("Specs need each other in a circle, or too deeply.")]
    Depth,
}

impl Fault {
    /// A stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "SPEC_UNSUPPORTED",
            Self::Depth => "SPEC_DEPTH",
        }
    }
}
