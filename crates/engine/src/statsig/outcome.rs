//! What evaluating a spec can end in.

/// The number of an outcome within its spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutcomeId(pub u32);

/// What an outcome stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The spec is disabled.
    Disabled,
    /// No rule applies.
    Default,
    /// The host overrides it for this user.
    Overridden,
    /// A gate that the host overrides with `true`.
    OverriddenTrue,
    /// The spec is unsupported. Only the one that another delegates to has this outcome: where the one that was asked for is, there is none.
    Unsupported {
        /// The index of the rule that is to blame.
        rule: u32,
    },
    /// The first rule that applies, and whether the user is among its percentage.
    Rule {
        /// The index of the rule.
        rule: u32,
        /// Whether the user passes.
        passes: bool,
    },
}

/// The first outcome of the first rule.
const FIRST_OF_RULES: u32 = 4;

/// How many outcomes each rule has.
const PER_RULE: u32 = 3;

impl Outcome {
    /// Its number.
    #[must_use]
    pub const fn id(self) -> OutcomeId {
        OutcomeId(match self {
            Self::Disabled => 0,
            Self::Default => 1,
            Self::Overridden => 2,
            Self::OverriddenTrue => 3,
            Self::Rule { rule, passes } => FIRST_OF_RULES + PER_RULE * rule + passes as u32,
            Self::Unsupported { rule } => FIRST_OF_RULES + PER_RULE * rule + 2,
        })
    }

    /// The outcome with a number.
    #[must_use]
    pub const fn of(id: OutcomeId) -> Self {
        match id.0 {
            0 => Self::Disabled,
            1 => Self::Default,
            2 => Self::Overridden,
            3 => Self::OverriddenTrue,
            at => {
                let at = at.saturating_sub(FIRST_OF_RULES);
                let rule = at / PER_RULE;
                match at % PER_RULE {
                    0 => Self::Rule { rule, passes: false },
                    1 => Self::Rule { rule, passes: true },
                    _ => Self::Unsupported { rule },
                }
            }
        }
    }

    /// Whether it is a pass.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::OverriddenTrue | Self::Rule { passes: true, .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_outcomes_belong_together() {
        for id in 0..20 {
            assert_eq!(Outcome::of(OutcomeId(id)).id(), OutcomeId(id));
        }
        assert_eq!(Outcome::Rule { rule: 1, passes: true }.id(), OutcomeId(8));
        assert_eq!(Outcome::Unsupported { rule: 1 }.id(), OutcomeId(9));
    }
}
