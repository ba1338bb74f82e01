//! Whose SDK the evaluation follows where the official ones differ.

/// The conventions of a host language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conventions {
    /// Those of ConfigCat's JavaScript SDK.
    #[default]
    JavaScript,
    /// Those of ConfigCat's Python SDK: how texts are read as numbers and versions, what counts as missing, and what failures are
    /// called.
    Python,
}

impl Conventions {
    /// Whether they are Python's.
    #[inline]
    #[must_use]
    pub const fn is_python(self) -> bool {
        matches!(self, Self::Python)
    }
}
