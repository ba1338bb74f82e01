//! The three-valued result of a condition.

/// The result of a condition, or of all conditions of a rule or segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::configcat) enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be evaluated because there is no user.
    NoUser,
    /// It cannot be evaluated because the user's attribute is missing or invalid.
    Unusable,
}

impl Truth {
    /// Whether the condition could be evaluated.
    pub(in crate::configcat) const fn is_known(self) -> bool {
        matches!(self, Self::True | Self::False)
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}
