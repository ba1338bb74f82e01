//! A line at the start and at the end of each request, for operators who look for an error.

use std::time::Duration;

use axum::http::request::Parts;
use regex::Regex;

use super::reply::Reply;
use super::route::{CdnTarget, Route, decoded};
use crate::log::Logger;
use crate::sdk::{Sdks, masked};

/// How often a path is decoded at most, so that a key cannot hide behind encodings.
const LAYERS: usize = 8;

/// Writes the lines. Queries are never logged, nor the data of streams.
#[derive(Debug)]
pub(super) struct DebugLog {
    /// Configured SDK keys. Only made if there is anything to log.
    keys: Vec<String>,
    /// Other SDK keys.
    shape: Option<Regex>,
}

impl DebugLog {
    pub(super) fn new(sdks: &Sdks) -> Self {
        Self {
            keys: sdks.iter().map(|sdk| sdk.options().key.clone()).filter(|key| !key.is_empty()).collect(),
            shape: Regex::new("[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{22}").ok(),
        }
    }

    pub(super) fn starting(&self, log: &Logger, parts: &Parts, path: &str) {
        log.debug(format_args!("request starting {:?} {} {path}", parts.version, parts.method));
    }

    pub(super) fn finished(&self, log: &Logger, parts: &Parts, path: &str, reply: &Reply, took: Duration) {
        let (version, method) = (parts.version, &parts.method);
        let (status, took) = (reply.status.as_u16(), took.as_millis());
        let Some(size) = reply.size() else {
            // It goes on, for as long as both sides want.
            log.debug(format_args!(
                "stream opened {version:?} {method} {path} [status: {status}] [duration: {took}ms]"
            ));
            return;
        };
        log.debug(format_args!(
            "request finished {version:?} {method} {path} [status: {status}] [duration: {took}ms] [response: {size}B]"
        ));
    }

    /// The path of a request as it may be logged.
    pub(super) fn path(&self, route: &Route<'_>, path: &str) -> String {
        match route {
            Route::Stream { .. } | Route::Cdn(CdnTarget::Key(_)) => route.template().to_owned(),
            _ => self.without_keys(path),
        }
    }

    fn without_keys(&self, path: &str) -> String {
        let mut text = path.to_owned();
        for _ in 0..LAYERS {
            let inner = decoded(&text).into_owned();
            if inner == text {
                break;
            }
            text = inner;
        }
        for key in &self.keys {
            if text.contains(key.as_str()) {
                text = text.replace(key.as_str(), &masked(key));
            }
        }
        match &self.shape {
            Some(shape) => {
                shape.replace_all(&text, |found: &regex::Captures<'_>| masked(&found[0])).into_owned()
            }
            None => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::SdkOptions;
    use crate::testing;

    #[test]
    fn keys_are_masked_however_they_are_written() {
        let sdks: Sdks = [testing::sdk("a", SdkOptions::new("my-key/12345"), None)].into_iter().collect();
        let log = DebugLog::new(&sdks);
        let unknown = "configcat-sdk-1/PKDVCLf-Hq-h-kCzMp-L7Q/AG6C1ngVb0CvM07un6JisQ";
        let cases = [
            ("/api/a/eval", "/api/a/eval"),
            ("/api/my-key%2F12345/eval", "/api/*******12345/eval"),
            ("/api/%6dy-key%252f12345/eval", "/api/*******12345/eval"),
            ("/hook/%25256Dy-key%2f12345", "/hook/*******12345"),
        ];
        for (path, expected) in cases {
            let route = Route::of(path).unwrap();
            assert_eq!(log.path(&route, path), expected, "{path}");
        }
        let path = format!("/api/{}/eval", unknown.replace('/', "%2F"));
        let logged = log.path(&Route::of(&path).unwrap(), &path);
        assert!(logged.ends_with("****JisQ/eval") || logged.ends_with("*6JisQ/eval"), "{logged}");
        for path in [format!("/configuration-files/{unknown}/config_v6.json"), "/sse/a/eval/e30".to_owned()] {
            assert!(log.path(&Route::of(&path).unwrap(), &path).contains('{'), "{path}");
        }
    }
}
