//! Answers before they are dressed for the client.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use bytes::Bytes;
use http::Response;

use crate::content::Content;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// A status, headers, and content whose size is still known.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) content: Content,
}

impl Reply {
    /// An answer without content.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), content: Content::Empty }
    }

    /// JSON.
    pub(super) fn json(status: StatusCode, body: Bytes) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, JSON);
        Self { status, headers, content: Content::Whole(body) }
    }

    /// An error for humans, which gets a line break at its end.
    pub(super) fn error(status: StatusCode, text: impl Into<String>) -> Self {
        let mut text = text.into();
        text.push('\n');
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, TEXT);
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
        Self { status, headers, content: Content::Whole(text.into()) }
    }

    /// 404 for a path that leads nowhere.
    pub(super) fn no_route() -> Self {
        Self::error(StatusCode::NOT_FOUND, "404 page not found")
    }

    /// 405.
    pub(super) fn wrong_method(allow: HeaderValue) -> Self {
        let mut reply = Self::error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
        reply.headers.insert(header::ALLOW, allow);
        reply
    }

    /// The size of the content in bytes, if it is known.
    pub(super) const fn size(&self) -> Option<usize> {
        match &self.content {
            Content::Empty => Some(0),
            Content::Whole(bytes) => Some(bytes.len()),
            Content::Stream(_) => None,
        }
    }

    /// The response to a request of the given method. `HEAD` gets the size instead of the content.
    pub(super) fn into_response(mut self, method: &Method) -> Response<Content> {
        if *method == Method::HEAD {
            if let Content::Whole(bytes) = &self.content {
                self.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
            }
            self.content = Content::Empty;
        }
        let mut response = Response::new(self.content);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
