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

/// Starts the SDKs of the options. One whose config comes from where it came from in `previous` goes on, with its streams and with what is
/// known; its source begins anew only if the way to it has changed. So does the connection to the cache. When this fails, or its future
/// is dropped, all is as it was.
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
    let sdks = sdks?;
    sdks.iter().for_each(|sdk| sdk.settle(options.default_user_attributes.as_ref()));
    Ok(Opened {
        sdks,
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
    let log = log.part("cache", options.log);
    let before = previous.filter(|previous| previous.cache_options.redis.as_ref() == Some(redis));
    if let Some(shared) = before.and_then(|before| before.shared.clone()) {
        return Ok(Some(shared));
    }
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
        if let Some((previous, before)) = self.before(id, options) {
            let is_kept = self.is_same_way(previous, before.options(), options);
            let source = if is_kept { None } else { Some(self.source(id, options, before.state())?) };
            // Those that are kept have their level from here.
            drop(self.logger(id, options));
            return Ok(Arc::new(before.with(options.clone(), source)));
        }
        let state = Arc::new(State::new());
        if let Some(known) = self.known(options)
            && let Some(snapshot) = known.snapshot()
        {
            state.offer(&snapshot.entry().renewed(known.state().checked_ms()));
            state.set_started();
        }
        let source = self.source(id, options, &state)?;
        let global = self.options.default_user_attributes.as_ref();
        let sdk = Sdk::new(id, options.clone(), global, state, source);
        // A message that was obeyed is not obeyed again because its SDK has changed.
        let messages = self.previous.and_then(|previous| previous.sdks.get(id));
        Ok(Arc::new(match messages {
            Some(previous) => sdk.with_seen_of(previous),
            None => sdk,
        }))
    }

    /// The SDK of before, if it had its config from the same place.
    fn before(&self, id: &str, options: &SdkOptions) -> Option<(&Opened, &Arc<Sdk>)> {
        let previous = self.previous?;
        let sdk = previous.sdks.get(id)?;
        let known = sdk.options();
        (known.key == options.key && known.place() == options.place()).then_some((previous, sdk))
    }

    /// Another SDK of before that had its config from the same place.
    fn known(&self, options: &SdkOptions) -> Option<&Arc<Sdk>> {
        let mut sdks = self.previous?.sdks.iter();
        sdks.find(|sdk| sdk.options().place() == options.place() && sdk.snapshot().is_some())
    }

    /// Whether a source that runs goes the way to its place that the options want.
    fn is_same_way(&self, previous: &Opened, before: &SdkOptions, now: &SdkOptions) -> bool {
        let (cache, known_cache) = (&self.options.cache, &previous.cache_options);
        match (&before.offline, &now.offline) {
            (SdkOffline::No, SdkOffline::No) => {
                cache == known_cache && previous.outgoing_proxy == self.options.outgoing_proxy
            }
            (SdkOffline::Cache { .. }, SdkOffline::Cache { .. }) => cache.redis == known_cache.redis,
            (SdkOffline::File { polling: before, .. }, SdkOffline::File { polling: now, .. }) => {
                before == now
            }
            _ => false,
        }
    }

    /// The logger of an SDK's source. All of its loggers get the level.
    fn logger(&self, id: &str, options: &SdkOptions) -> Logger {
        let level = match options.offline {
            SdkOffline::No => options.log,
            SdkOffline::File { log, .. } | SdkOffline::Cache { log, .. } => log,
        };
        self.log.part(&format!("sdk-{id}"), level)
    }

    fn source(
        &self,
        id: &str,
        options: &SdkOptions,
        state: &Arc<State>,
    ) -> Result<Box<dyn Source>, ProxyError> {
        let (log, interval) = (self.logger(id, options), options.interval());
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
                    log,
                },
            )?),
            SdkOffline::File { path, polling, .. } => {
                Box::new(File::start(path.clone(), *polling, interval, state, log))
            }
            SdkOffline::Cache { .. } => {
                let key = vexil_client::cache_key(&options.key);
                Box::new(Cached::start(self.shared.clone(), key, interval, state, log))
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

#[cfg(test)]
mod tests;
