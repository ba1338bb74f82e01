//! Allowed origins and their patterns.

use http::HeaderValue;
use regex::Regex;

use super::super::super::values::Values;
use crate::error::ProxyError;

pub(super) fn check(root: &Values) -> Result<(), ProxyError> {
    for section in ["cdn_proxy", "api", "ofrep", "sse"] {
        let cors = format!("http.{section}.cors");
        let path = format!("{cors}.allowed_origins_regex.patterns");
        for (index, pattern) in root.texts(&path).unwrap_or_default().iter().enumerate() {
            if let Err(error) = Regex::new(pattern) {
                let text = format!("cors: pattern {} is invalid: {}", index + 1, reason(&error));
                return Err(root.wrong(&path, text));
            }
        }
        let path = format!("{cors}.allowed_origins");
        let invalid = |origin: &str| HeaderValue::from_str(origin).is_err();
        if root.texts(&path).unwrap_or_default().iter().any(|origin| origin.is_empty() || invalid(origin)) {
            return Err(root.wrong(&path, "cors: an allowed origin is invalid"));
        }
        let path = format!("{cors}.allowed_origins_regex.if_no_match");
        if root.text(&path).is_some_and(invalid) {
            return Err(root.wrong(&path, "cors: the origin is invalid"));
        }
    }
    Ok(())
}

/// Why a pattern is invalid, in one line.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().find_map(|line| line.strip_prefix("error: ")).or_else(|| text.lines().last());
    line.unwrap_or("it cannot be compiled").to_owned()
}
