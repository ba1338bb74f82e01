//! From options to running SDKs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cache::{RedisCache, SharedCache};
use super::cached::Cached;
use super::file::File;
use super::remote::{Remote, Surroundings};
use super::{Sdk, Sdks, Source, State};
use crate::error::ProxyError;
use crate::log::Logger;
use crate::metrics::Metrics;
use crate::options::{CacheOptions, Options, SdkOffline, SdkOptions};
use crate::site::{CacheState, NoCache};

/// Running SDKs and the cache that they share.
pub(crate) struct Opened {
    pub(crate) sdks: Sdks,
    pub(crate) cache: Arc<dyn CacheState>,
    /// The connection behind `cache`.
    shared: Option<Arc<SharedCache>>,
    cache_options: CacheOptions,
    outgoing_proxy: Option<String>,
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
    let shared = shared_cache(options, previous, log)?;
    if let Some(directory) = &options.cache.directory {
        // What goes wrong is told without the path, and is nothing that a later start would mend.
        std::fs::create_dir_all(directory).map_err(|error| {
            ProxyError::Source(format!("cache.file.directory: it cannot be made: {}", error.kind()))
        })?;
    }
    let opening = Opening { options, previous, shared, metrics, log };
    let sdks: Result<Sdks, ProxyError> = options.sdks.iter().map(|(id, sdk)| opening.sdk(id, sdk)).collect();
    Ok(Opened {
        sdks: sdks?,
        cache: opening.cache_state(),
        shared: opening.shared,
        cache_options: options.cache.clone(),
        outgoing_proxy: options.outgoing_proxy.clone(),
    })
}

/// The cache of the options, or the same one as before.
fn shared_cache(
    options: &Options,
    previous: Option<&Opened>,
    log: &Logger,
) -> Result<Option<Arc<SharedCache>>, ProxyError> {
    let Some(redis) = &options.cache.redis else { return Ok(None) };
    let before = previous.filter(|previous| previous.cache_options.redis.as_ref() == Some(redis));
    if let Some(shared) = before.and_then(|before| before.shared.clone()) {
        return Ok(Some(shared));
    }
    let log = log.part("cache", options.log);
    let cache = Arc::new(RedisCache::open(redis, &log)?);
    Ok(Some(Arc::new(SharedCache::new(cache, log))))
}

struct Opening<'a> {
    options: &'a Options,
    previous: Option<&'a Opened>,
    shared: Option<Arc<SharedCache>>,
    metrics: &'a Arc<Metrics>,
    log: &'a Logger,
}

impl Opening<'_> {
    fn sdk(&self, id: &str, options: &SdkOptions) -> Result<Arc<Sdk>, ProxyError> {
        let global = self.options.default_user_attributes.as_ref();
        if let Some(same) = self.unchanged(id, options) {
            return Ok(same);
        }
        let state = Arc::new(State::new());
        if let Some(known) = self.known(id, options)
            && let Some(snapshot) = known.snapshot()
        {
            // Not the snapshot itself: its answers are those for other default attributes.
            state.offer(&snapshot.entry().renewed(known.state().checked_ms()));
            state.set_started();
        }
        let source = self.source(id, options, &state)?;
        Ok(Arc::new(Sdk::new(id, options.clone(), global, state, source)))
    }

    /// The SDK of before, if a new one would be the same.
    fn unchanged(&self, id: &str, options: &SdkOptions) -> Option<Arc<Sdk>> {
        let previous = self.previous?;
        let sdk = previous.sdks.get(id)?;
        let attributes = options.default_attributes(self.options.default_user_attributes.as_ref());
        let is_same = sdk.options() == options
            && sdk.default_attributes() == attributes.as_ref()
            && previous.cache_options == self.options.cache
            && previous.outgoing_proxy == self.options.outgoing_proxy;
        is_same.then(|| Arc::clone(sdk))
    }

    /// An SDK of before with the same key.
    fn known(&self, id: &str, options: &SdkOptions) -> Option<Arc<Sdk>> {
        let sdks = &self.previous?.sdks;
        let same_id = sdks.get(id).filter(|sdk| sdk.options().key == options.key);
        same_id.or_else(|| sdks.by_key(&options.key)).map(Arc::clone)
    }

    fn source(
        &self,
        id: &str,
        options: &SdkOptions,
        state: &Arc<State>,
    ) -> Result<Box<dyn Source>, ProxyError> {
        let log = |level| self.log.part(&format!("sdk-{id}"), level);
        Ok(match &options.offline {
            SdkOffline::No => Box::new(Remote::start(
                options,
                state,
                Surroundings {
                    id: id.to_owned(),
                    outgoing_proxy: self.options.outgoing_proxy.clone(),
                    cache: self.shared.clone(),
                    cache_file: self.options.cache.directory.as_deref().map(|d| cache_file(d, &options.key)),
                    metrics: Arc::clone(self.metrics),
                    log: log(options.log),
                },
            )?),
            SdkOffline::File { path, polling, poll_interval, log: level } => {
                Box::new(File::start(path.clone(), *polling, *poll_interval, state, log(*level)))
            }
            SdkOffline::Cache { poll_interval, log: level } => {
                let key = vexil_client::cache_key(&options.key);
                Box::new(Cached::start(self.shared.clone(), key, *poll_interval, state, log(*level)))
            }
        })
    }

    /// No cache is in use beside files.
    fn cache_state(&self) -> Arc<dyn CacheState> {
        let mut sdks = self.options.sdks.values();
        match &self.shared {
            Some(shared) if !sdks.any(|sdk| matches!(sdk.offline, SdkOffline::File { .. })) => {
                Arc::<SharedCache>::clone(shared)
            }
            _ => Arc::new(NoCache),
        }
    }
}

/// Where the config of an SDK is kept over restarts.
fn cache_file(directory: &Path, key: &str) -> PathBuf {
    directory.join(vexil_client::cache_key(key))
}
