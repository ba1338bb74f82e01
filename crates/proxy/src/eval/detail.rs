//! Answers in parts, for those who put them together in another way.

use bytes::Bytes;

/// The answer for one flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detail {
    /// The value as JSON.
    pub(crate) value: Bytes,
    /// The variation id as JSON, quotes included; an empty text if there is none.
    pub(crate) variant: Bytes,
    /// Whether a targeting rule or a percentage option served the value.
    pub(crate) matched: bool,
}
