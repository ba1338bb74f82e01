//! Why a request cannot be answered.

use super::size::{ATTRIBUTES, BYTES, ITEMS};

/// What is wrong with a request to evaluate. The texts are the documented ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EvalFailure {
    /// The body is no JSON, or not of the right shape. Holds the parser's text; the HTTP layer puts its own prefix before it.
    #[error("{0}")]
    Json(String),
    /// The type of an attribute is none of the three.
    #[error("'{0}' has an invalid type, only 'string', 'number', and 'string[]' types are allowed")]
    AttributeType(String),
    /// The user is larger than anybody's.
    #[error(
        "the user is too large, only {ATTRIBUTES} attributes, {ITEMS} items in lists, and {BYTES} bytes of texts are allowed"
    )]
    TooLarge,
    /// There is no such flag.
    #[error("feature flag or setting with key '{0}' not found")]
    UnknownFlag(String),
    /// The evaluation failed. Holds the engine's text, which [`Answers`](super::Answers) logs.
    #[error("the request failed; please check the logs for more details")]
    Failed(String),
    /// The evaluation panicked. Holds the panic's text, for the log only.
    #[error("the request failed; please check the logs for more details")]
    Panicked(String),
}
