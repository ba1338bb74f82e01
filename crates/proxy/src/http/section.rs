//! What the options say about a section, ready for use.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::auth::AuthHeaders;
use super::cors::Cors;
use super::reply::Reply;
use super::route::{Address, Route};
use super::route_facts::Methods;
use crate::log::Logger;
use crate::options::SectionOptions;

/// A section of the main port.
pub(super) struct Section {
    pub(super) enabled: bool,
    cors: Option<Cors>,
    /// On every answer, unless the answer has its own.
    headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) auth: AuthHeaders,
    pub(super) log: Logger,
}

impl Section {
    /// A section with CORS. `requested`: headers besides the ones for authentication that requests can have.
    pub(super) fn new(
        options: &SectionOptions,
        auth_headers: &BTreeMap<String, String>,
        requested: &[&str],
        log: Logger,
    ) -> Self {
        let cors = options.cors.enabled.then(|| {
            let requested = auth_headers.keys().map(String::as_str).chain(requested.iter().copied());
            Cors::new(&options.cors, options.headers.keys().map(String::as_str), requested)
        });
        let headers = options.headers.iter().filter_map(|(name, value)| header(name, value, &log)).collect();
        Self { enabled: options.enabled, cors, headers, auth: AuthHeaders::new(auth_headers), log }
    }

    /// A section without CORS and headers.
    pub(super) fn bare(enabled: bool, auth_headers: &BTreeMap<String, String>, log: Logger) -> Self {
        Self { enabled, cors: None, headers: Vec::new(), auth: AuthHeaders::new(auth_headers), log }
    }

    /// Adds the section's headers to an answer.
    pub(super) fn dress(&self, reply: &mut Reply, route: &Route<'_>, method: &Method, request: &HeaderMap) {
        if let Some(cors) = &self.cors {
            cors.dress(&mut reply.headers, request);
            if *method == Method::OPTIONS {
                let by_key = matches!(route, Route::Api(_, Address::Key) | Route::Ofrep(_));
                cors.dress_options(&mut reply.headers, route.methods() == Methods::Ask, by_key);
            } else {
                // Nobody keeps answers to `OPTIONS`.
                cors.mark_variants(&mut reply.headers, request);
            }
        }
        for (name, value) in &self.headers {
            // The configured CORS headers win over the computed ones, and what the answer needs wins over both.
            if !reply.headers.contains_key(name) || name.as_str().starts_with("access-control-") {
                reply.headers.insert(name, value.clone());
            }
        }
    }
}

/// A header of the options; `None`, with a warning, for one that cannot be sent or that would say something wrong about the content.
fn header(name: &str, value: &str, log: &Logger) -> Option<(HeaderName, HeaderValue)> {
    let parsed = name.parse().ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok());
    let sent = parsed.filter(|(name, _)| {
        ![header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION].contains(name)
    });
    if sent.is_none() {
        log.warn(format_args!("the configured header {name:?} cannot be sent and is left out"));
    }
    sent
}
