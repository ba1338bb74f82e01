//! What can go wrong with a config or with one evaluation, with the texts that are part of the API.

use std::borrow::Cow;
use std::fmt;

use super::SettingType;
use crate::js::wtf8;

/// The setting's type is none that there is.
pub(super) const TYPE_INVALID: &str = "Setting type is invalid.";

/// The value that should be served is missing or of another type.
pub(super) const VALUE_INVALID: &str = "Setting value is missing or invalid.";

/// The setting's type is the one that only plain values have.
pub(super) const TYPE_UNSUPPORTED: &str =
    "Setting value '[object Object]' is of an unsupported type (object).";

/// The words of Python for the failures with types that there are not.
pub(super) const PYTHON_TYPE_UNSUPPORTED: &str = "Unsupported setting type";

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
    /// The evaluation reached an attribute that the host could not convert. Holds the host's message.
    Host(Vec<u8>),
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
            Self::Unreadable(_) | Self::Host(_) | Self::TooDeep => -1,
        }
    }

    /// The message as WTF-8.
    #[must_use]
    pub fn message(&self) -> Cow<'_, [u8]> {
        match self {
            Self::InvalidModel(message) | Self::TypeMismatch(message) | Self::Host(message) => {
                Cow::Borrowed(message)
            }
            Self::Unreadable(_) => Cow::Borrowed(b"A user attribute could not be read."),
            Self::TooDeep => Cow::Borrowed(b"Prerequisite flags are nested too deeply."),
        }
    }

    /// The failure in the words of Python, for a setting of the given type.
    pub(super) fn in_python(&self, setting_type: Option<SettingType>) -> Self {
        let Self::InvalidModel(message) = self else { return self.clone() };
        match str::from_utf8(message) {
            Ok(TYPE_INVALID | TYPE_UNSUPPORTED) => Self::invalid(PYTHON_TYPE_UNSUPPORTED),
            Ok(VALUE_INVALID) => match setting_type.and_then(SettingType::python_name) {
                Some(name) => Self::InvalidModel(
                    format!("Setting value is not of the expected type <class '{name}'>").into_bytes(),
                ),
                None => Self::invalid(PYTHON_TYPE_UNSUPPORTED),
            },
            _ => self.clone(),
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
