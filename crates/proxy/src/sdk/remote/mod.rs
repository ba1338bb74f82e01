//! Online: configs from ConfigCat's CDN, or from a server that stands in for it.
//!
//! One task per SDK owns all downloads: `actor` decides when, `client` is the way to the network, `outcome` puts into words what came
//! of a download, `pace` says how long to wait for the next one.

mod actor;
mod client;
mod outcome;
mod pace;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use self::actor::Actor;
use self::client::Network;
use super::cache::SharedCache;
use super::task::Task;
use super::waiting::{Door, room};
use super::{Source, State};
use crate::error::ProxyError;
use crate::log::Logger;
use crate::metrics::Metrics;
use crate::options::SdkOptions;

/// A source that downloads.
pub(super) struct Remote {
    door: Door,
    _task: Task,
}

/// What a source that downloads works with.
pub(super) struct Surroundings {
    /// The identifier of the SDK, for metrics.
    pub(super) id: String,
    pub(super) outgoing_proxy: Option<String>,
    pub(super) cache: Option<Arc<SharedCache>>,
    /// The file that keeps the last good config over restarts.
    pub(super) cache_file: Option<PathBuf>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) log: Logger,
}

impl Remote {
    /// Begins to download. The state starts as soon as it has a config, be it a kept one, or the first download has failed.
    pub(super) fn start(
        options: &SdkOptions,
        state: &Arc<State>,
        surroundings: Surroundings,
    ) -> Result<Self, ProxyError> {
        let network = Network::open(options, &surroundings)?;
        let (door, room) = room();
        let actor = Actor::new(options, Arc::downgrade(state), network, surroundings, room);
        Ok(Self { door, _task: Task::spawn(actor.run()) })
    }
}

impl Source for Remote {
    fn refresh(&self) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
        self.door.refresh()
    }
}
