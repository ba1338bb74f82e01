//! Names and values of headers.

use std::collections::BTreeSet;

use http::{HeaderName, HeaderValue};

use super::super::super::values::Values;
use crate::error::ProxyError;

const MAPS: &[&str] = &[
    "http.cdn_proxy.headers",
    "http.api.headers",
    "http.ofrep.headers",
    "http.sse.headers",
    "http.api.auth_headers",
    "http.ofrep.auth_headers",
    "http.webhook.auth_headers",
];

pub(super) fn check(root: &Values) -> Result<(), ProxyError> {
    for path in MAPS {
        let mut names = BTreeSet::new();
        for (name, value) in root.map(path) {
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                return Err(root.wrong(path, format_args!("http: '{name}' is no name of a header")));
            }
            if HeaderValue::from_str(&value).is_err() {
                return Err(
                    root.wrong(path, format_args!("http: the value of the header '{name}' is invalid"))
                );
            }
            if !names.insert(name.to_lowercase()) {
                return Err(root.wrong(path, format_args!("http: the header '{name}' appears twice")));
            }
        }
    }
    Ok(())
}
