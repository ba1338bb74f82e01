//! One config of an SDK as it is served: what depends on the config alone is made once.

use std::sync::Arc;

use bytes::Bytes;
use vexil_client::{Entry, SharedConfig};
use vexil_engine::configcat::Config;

use crate::eval::Answers;

/// An immutable version of an SDK's config.
#[derive(Debug)]
pub(crate) struct Snapshot {
    config: Arc<SharedConfig>,
    body: Bytes,
    etag: String,
    /// When the config was fetched or read, in milliseconds since the Unix epoch.
    time_ms: f64,
    /// What it was made of.
    entry: Entry,
    answers: Answers,
}

impl Snapshot {
    /// The snapshot of an entry; `None` if it has no config. Without an ETag from the source it gets one of its own, from its bytes.
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        let config = Arc::clone(entry.config.as_ref()?);
        let body = Bytes::from_owner(Arc::clone(config.json()?));
        let etag = entry
            .etag
            .clone()
            .unwrap_or_else(|| format!("W/\"{:016x}\"", xxhash_rust::xxh64::xxh64(&body, 0)));
        let answers = Answers::new(&config);
        Some(Self { config, body, etag, time_ms: entry.timestamp_ms, entry: entry.clone(), answers })
    }

    /// What it was made of.
    pub(super) const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Whether it has the text and the `ETag` of an entry.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        self.entry.etag == entry.etag && self.entry.has_same_config(entry)
    }

    /// The compiled config.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// The config's text, byte for byte as it came.
    pub(crate) const fn body(&self) -> &Bytes {
        &self.body
    }

    /// Never empty.
    pub(crate) fn etag(&self) -> &str {
        &self.etag
    }

    /// When the config was fetched or read, in milliseconds since the Unix epoch.
    pub(crate) const fn time_ms(&self) -> f64 {
        self.time_ms
    }

    /// Evaluations of this config, written out.
    pub(crate) const fn answers(&self) -> &Answers {
        &self.answers
    }
}
