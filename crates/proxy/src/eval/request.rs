//! The JSON of a request.

use std::borrow::Cow;

use super::EvalFailure;
use super::members::{is_called, read_members};
use super::subject::Subject;
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
        let BorrowedRequest { key, user, sdk_key } = BorrowedRequest::parse(json)?;
        let user = user.map(Subject::into_user);
        Ok(Self { key: key.into_owned(), user, sdk_key: sdk_key.into_owned() })
    }
}

/// The same without copies.
#[derive(Debug, Default)]
pub(super) struct BorrowedRequest<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) user: Option<Subject<'a>>,
    pub(super) sdk_key: Cow<'a, str>,
}

impl<'a> BorrowedRequest<'a> {
    /// See [`EvalRequest::parse`].
    pub(super) fn parse(json: &'a [u8]) -> Result<Self, EvalFailure> {
        let mut request = Self::default();
        let faults = read_members(json, |faults, cursor, name| {
            if is_called(name, "key") {
                if let Some(key) = faults.read_text(cursor, "key")? {
                    request.key = key;
                }
            } else if is_called(name, "user") {
                request.user = Some(faults.read_user(cursor, "user")?);
            } else if is_called(name, "sdkkey") {
                if let Some(sdk_key) = faults.read_text(cursor, "sdkKey")? {
                    request.sdk_key = sdk_key;
                }
            } else {
                return Ok(false);
            }
            Ok(true)
        })?;
        faults.none(request)
    }
}

#[cfg(test)]
mod tests;
