//! Header values between text and bytes. JavaScript's HTTP treats them as Latin-1.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};

use crate::host::Request;

/// The headers of a request. What cannot stand in a header is left out: without `If-None-Match` the answer is a
/// full one, which is right too.
pub(crate) fn request_headers(request: &Request) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers.iter() {
        if let (Ok(name), Some(value)) = (HeaderName::try_from(name.as_str()), value_of(value)) {
            headers.append(name, value);
        }
    }
    if let Some(etag) = request.etag.as_deref().and_then(value_of) {
        headers.insert(IF_NONE_MATCH, etag);
    }
    headers
}

fn value_of(text: &str) -> Option<HeaderValue> {
    let latin1: Option<Vec<u8>> = text.chars().map(|char| u8::try_from(char).ok()).collect();
    HeaderValue::from_bytes(&latin1?).ok()
}

/// The first value of a response header.
pub(super) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| latin1(value.as_bytes()))
}

pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
