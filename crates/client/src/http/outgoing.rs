//! A request, as the connection takes it.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderMap;

use super::headers::request_headers;
use crate::host::Request;

/// A request of any kind.
pub(crate) struct Outgoing {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Outgoing {
    /// The request for a config or payload.
    pub(super) fn of(request: &Request) -> Self {
        let headers = request_headers(&request.headers, request.etag.as_deref());
        Self { method: Method::GET, url: request.url.clone(), headers, body: Bytes::new() }
    }

    /// A POST request. What cannot stand in a header is left out.
    pub(crate) fn post(url: String, headers: &[(String, String)], body: Bytes) -> Self {
        Self { method: Method::POST, url, headers: request_headers(headers, None), body }
    }

    /// A GET request. What cannot stand in a header is left out.
    pub(crate) fn get(url: String, headers: &[(String, String)]) -> Self {
        Self { method: Method::GET, url, headers: request_headers(headers, None), body: Bytes::new() }
    }
}
