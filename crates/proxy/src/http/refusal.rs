//! Requests that cannot be answered as their clients wish.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};

use super::reply::Reply;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// Without a line break.
    pub(super) text: Cow<'static, str>,
    /// Whether the rest of the request stays unread, so that the connection cannot be used again.
    closes: bool,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status, text: text.into(), closes: false }
    }

    /// 400.
    pub(super) fn bad_request(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// 401.
    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, super::texts::UNAUTHORIZED)
    }

    /// 404.
    pub(super) fn not_found(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, text)
    }

    /// 500.
    pub(super) fn failed(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, text)
    }

    /// Closes the connection after the answer.
    pub(super) const fn at_the_end(mut self) -> Self {
        self.closes = true;
        self
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let mut reply = Self::error(refusal.status, refusal.text);
        if refusal.closes {
            reply.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        reply
    }
}
