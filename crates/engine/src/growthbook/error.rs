//! Why a text is of no use.

use thiserror::Error;

/// A text that is no payload, experiment or session.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// It is no JSON. Holds what is wrong and where.
    #[error("The text is not valid JSON: {0}")]
    Syntax(String),
    /// Its root is no object.
    #[error("The JSON text is not an object.")]
    NotAnObject,
    /// Its values are nested too deeply.
    #[error("The JSON text is nested too deeply.")]
    TooDeep,
}

impl PayloadError {
    /// A stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "PAYLOAD_SYNTAX",
            Self::NotAnObject => "PAYLOAD_NOT_AN_OBJECT",
            Self::TooDeep => "PAYLOAD_TOO_DEEP",
        }
    }
}
