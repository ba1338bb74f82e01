//! One configuration in service: what a request needs to be answered.

use std::sync::Arc;

use crate::log::Logger;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::sdk::{Health, Records, Sdks};
use crate::sse::Streams;

/// A configuration with its SDKs. A reload makes another one, which takes over SDKs and streams that stay the same; requests that
/// are under way end with the one that they began with.
pub(crate) struct Site {
    pub(crate) options: Arc<Options>,
    pub(crate) sdks: Sdks,
    pub(crate) streams: Arc<Streams>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) cache: Arc<dyn CacheState>,
    pub(crate) log: Logger,
}

/// How the shared cache is doing.
pub(crate) trait CacheState: Send + Sync {
    fn health(&self) -> Health;
    fn records(&self) -> Records;
}

/// There is no shared cache.
#[derive(Debug)]
pub(crate) struct NoCache;

impl CacheState for NoCache {
    fn health(&self) -> Health {
        Health::NotAvailable
    }

    fn records(&self) -> Records {
        Records::default()
    }
}
