//! What is measured.

use std::sync::Arc;
use std::time::Duration;

use super::downloads::Downloads;
use super::exposition::{self, Format};
use super::requests::Requests;
use super::streams::{StreamLabels, StreamRows};

/// What the proxy counts. Outlives reloads.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    counts: Arc<Counts>,
}

/// The numbers, shared with a scrape that is under way.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) requests: Requests,
    pub(super) downloads: Downloads,
    pub(super) streams: StreamRows,
}

impl Metrics {
    /// A request on the main port was answered. `route` is a template such as `/api/{sdkId}/eval`.
    pub(crate) fn request(&self, route: &'static str, method: &str, status: u16, took: Duration) {
        self.counts.requests.observe(route, method, status, took);
    }

    /// A config was asked for. `status`: `200 OK`, or what went wrong in a word.
    pub(crate) fn download(&self, sdk: &str, status: &str, took: Duration) {
        self.counts.downloads.observe(sdk, status, took);
    }

    /// A stream began (1) or ended (-1).
    pub(crate) fn streams(&self, labels: &StreamLabels, change: i64) {
        self.counts.streams.connections(labels, change);
    }

    /// So many messages were handed to streams.
    pub(crate) fn messages(&self, labels: &StreamLabels, count: u64) {
        self.counts.streams.messages(labels, count);
    }

    /// How many streams of an SDK are open.
    pub(crate) fn open_streams(&self, sdk: &str) -> i64 {
        self.counts.streams.open(sdk)
    }

    /// The text of `/metrics`.
    pub(crate) fn render(&self, format: Format) -> String {
        exposition::render(&self.counts, format)
    }
}

#[cfg(test)]
mod tests;
