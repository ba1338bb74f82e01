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

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use self::actor::Actor;
use self::client::Network;
use super::cache::SharedCache;
use super::task::Task;
use super::waiting::{Door, Outcome, room};
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
#[derive(Clone)]
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
        let mut first = Some(Network::open(options, &surroundings)?);
        let (door, room) = room(options.poll_interval);
        let (options, state, log) = (options.clone(), Arc::downgrade(state), surroundings.log.clone());
        let task = Task::source(state.clone(), log, room, move |room| {
            let network = first.take().map_or_else(|| Network::open(&options, &surroundings), Ok);
            let actor = network.map(|network| {
                Actor::new(&options.key, state.clone(), network, surroundings.clone(), room.interval())
            });
            Box::pin(async move { actor.map_err(|error| error.to_string())?.run(room).await })
        });
        Ok(Self { door, _task: task })
    }
}

impl Source for Remote {
    fn refresh(&self) -> Outcome {
        self.door.ask(false)
    }

    fn insist(&self) -> Outcome {
        self.door.ask(true)
    }

    fn set_interval(&self, interval: Duration) {
        self.door.set_interval(interval);
    }
}
