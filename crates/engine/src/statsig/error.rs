//! Why a text is of no use.

use thiserror::Error;

/// A text that holds no specs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SpecsError {
    /// It is no JSON. Holds what is wrong and where.
    #[error("The text is not valid JSON: {0}")]
    Syntax(String),
    /// Its root, or something that has to be an object or a list, is none. Holds what it is.
    #[error("{0} is not what it has to be.")]
    Shape(&'static str),
    /// Its values are nested too deeply.
    #[error("The JSON text is nested too deeply.")]
    TooDeep,
}

impl SpecsError {
    /// A stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "SPECS_SYNTAX",
            Self::Shape(_) => "SPECS_SHAPE",
            Self::TooDeep => "SPECS_TOO_DEEP",
        }
    }
}
