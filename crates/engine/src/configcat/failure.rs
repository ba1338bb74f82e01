//! What can go wrong with a config or with one evaluation, with the texts that are part of the API.

use std::borrow::Cow;
use std::fmt;

use crate::js::wtf8;

/// Why a config text was rejected as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The text is not JSON as `JSON.parse` accepts it. Holds what is wrong and where.
    #[error("{0}")]
    Syntax(String),
    /// The text is JSON, but its root or its preferences do not have the shape of a config. Holds the documented message,
    /// for example "Invalid config JSON content. Type mismatch at $.s".
    #[error("{0}")]
    Shape(String),
}

impl ConfigError {
    /// A stable name of the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "CONFIG_SYNTAX",
            Self::Shape(_) => "CONFIG_SHAPE",
        }
    }
}

/// Why one evaluation gave no outcome (`EvaluationErrorCode` of the official SDK). Messages are WTF-8, because they may quote
/// keys and values of the config.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The part of the config that the evaluation reached is invalid.
    InvalidModel(Vec<u8>),
    /// The default value's type does not fit the type of the setting.
    TypeMismatch(Vec<u8>),
    /// The evaluation reached an attribute that the host could not read. Holds the slot in the flag's plan.
    Unreadable(usize),
    /// Prerequisite flags are nested deeper than [`PREREQUISITE_DEPTH_LIMIT`](super::PREREQUISITE_DEPTH_LIMIT).
    TooDeep,
}

impl Failure {
    /// The number of the failure in the public `EvaluationErrorCode`: 1 for an invalid model, 2 for a type mismatch, else -1.
    #[must_use]
    pub const fn code(&self) -> i32 {
        match self {
            Self::InvalidModel(_) => 1,
            Self::TypeMismatch(_) => 2,
            Self::Unreadable(_) | Self::TooDeep => -1,
        }
    }

    /// The message as WTF-8.
    #[must_use]
    pub fn message(&self) -> Cow<'_, [u8]> {
        match self {
            Self::InvalidModel(message) | Self::TypeMismatch(message) => Cow::Borrowed(message),
            Self::Unreadable(_) => Cow::Borrowed(b"A user attribute could not be read."),
            Self::TooDeep => Cow::Borrowed(b"Prerequisite flags are nested too deeply."),
        }
    }

    /// An invalid model with a fixed text.
    pub(crate) fn invalid(message: &str) -> Self {
        Self::InvalidModel(message.as_bytes().to_vec())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&wtf8::to_lossy(&self.message()))
    }
}

impl std::error::Error for Failure {}
