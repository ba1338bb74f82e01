//! What is measured.

use std::time::Duration;

/// What the proxy counts.
#[derive(Debug, Default)]
pub(crate) struct Metrics {}

/// Which streams are meant: SDK identifier, and flag (`[ALL]` for all of them).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct StreamLabels {
    pub(crate) sdk: String,
    pub(crate) flag: String,
}

impl Metrics {
    /// A request on the main port was answered. `route` is a template such as `/api/{sdkId}/eval`.
    pub(crate) fn request(&self, route: &'static str, method: &str, status: u16, took: Duration) {
        let _ = (route, method, status, took);
    }

    /// A config was asked for. `status`: `200 OK`, or what went wrong in a word.
    pub(crate) fn download(&self, sdk: &str, status: &str, took: Duration) {
        let _ = (sdk, status, took);
    }

    /// A stream began (1) or ended (-1).
    pub(crate) fn streams(&self, labels: &StreamLabels, change: i64) {
        let _ = (labels, change);
    }

    /// So many messages were handed to streams.
    pub(crate) fn messages(&self, labels: &StreamLabels, count: u64) {
        let _ = (labels, count);
    }

    /// The text of `/metrics`.
    pub(crate) fn render(&self) -> String {
        String::new()
    }
}
