//! Answers of the diagnostics port.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// An answer with a content type.
pub(super) fn reply(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    with(response, header::CONTENT_TYPE, content_type)
}

/// The same answer with another header.
pub(super) fn with(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

/// An error in words.
pub(super) fn error(status: StatusCode, text: &str) -> Response {
    let response = reply(status, "text/plain; charset=utf-8", format!("{text}\n"));
    with(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

/// There is no such path.
pub(super) fn not_found() -> Response {
    error(StatusCode::NOT_FOUND, "404 page not found")
}

/// The path has other methods.
pub(super) fn method_not_allowed(allowed: &'static str) -> Response {
    with(error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"), header::ALLOW, allowed)
}

/// The browser is to look elsewhere; relative, so that it works behind a prefix.
pub(super) fn elsewhere(location: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    with(response, header::LOCATION, location)
}
