//! Where services live: a runtime, a clock, and what they share.

use std::future::Future;
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::background;
use crate::cache_file::{Claims, FileThreads};
use crate::clock::{Clock, SystemClock};
use crate::error::ClientError;
use crate::growthbook::{Feeds, Wire};
use crate::holds::Holds;
use crate::host::Transport;
use crate::http::Connections;
use crate::poller;
use crate::process;
use crate::registry::{Registry, SharingKey};
use crate::resolver::Resolver;
use crate::statsig::{self, Downloads};

/// The surroundings of services. Programs use [`Environment::process`]; another one is for programs that bring
/// their own runtime, and for tests.
pub struct Environment {
    /// `None`: the background thread.
    runtime: Option<Handle>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    pub(crate) registry: Registry<SharingKey, poller::Command>,
    pub(crate) feeds: Feeds,
    pub(crate) holds: Holds,
    pub(crate) connections: Arc<Connections>,
    pub(crate) file_threads: FileThreads,
    pub(crate) cache_files: Claims,
    /// Used instead of HTTP by services that bring no transport.
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// Used instead of HTTP by feeds.
    pub(crate) wire: Option<Arc<dyn Wire>>,
    pub(crate) downloads: Downloads,
    /// Used instead of HTTP by the networks of Statsig's servers.
    pub(crate) statsig_wire: Option<Arc<dyn statsig::Wire>>,
}

/// Gives a number from 0 to 1 each time: how much of its jitter a wait gets.
pub type Chance = Arc<dyn Fn() -> f64 + Send + Sync>;

fn dice() -> Chance {
    Arc::new(fastrand::f64)
}

impl Environment {
    /// The one of the process, on the background thread.
    #[must_use]
    pub fn process() -> Arc<Self> {
        Arc::clone(&process::current().environment)
    }

    /// A new one of the kind that a process has.
    pub(crate) fn of_process() -> Arc<Self> {
        Arc::new(Self::with(None, Arc::new(SystemClock), dice(), None))
    }

    /// One on a runtime of the caller, which must have time and I/O enabled. `transport` takes the place of HTTP for
    /// services that bring none of their own; unlike theirs it does not keep services from being shared.
    #[must_use]
    pub fn on(runtime: Handle, clock: Arc<dyn Clock>, transport: Option<Arc<dyn Transport>>) -> Arc<Self> {
        Self::on_with_chance(runtime, clock, dice(), transport)
    }

    /// One like [`Environment::on`] whose HTTP asks `resolver` for the addresses of servers.
    #[must_use]
    pub fn resolving(runtime: Handle, clock: Arc<dyn Clock>, resolver: Arc<dyn Resolver>) -> Arc<Self> {
        let connections = Arc::new(Connections::resolving(resolver));
        Arc::new(Self { connections, ..Self::with(Some(runtime), clock, dice(), None) })
    }

    /// One whose feeds go by `wire` instead of HTTP, with the randomness of waits in the hands of the caller.
    #[must_use]
    pub fn wired(runtime: Handle, clock: Arc<dyn Clock>, chance: Chance, wire: Arc<dyn Wire>) -> Arc<Self> {
        Arc::new(Self { wire: Some(wire), ..Self::with(Some(runtime), clock, chance, None) })
    }

    /// One whose networks of Statsig's servers go by `wire` instead of HTTP.
    #[must_use]
    pub fn statsig_wired(runtime: Handle, clock: Arc<dyn Clock>, wire: Arc<dyn statsig::Wire>) -> Arc<Self> {
        Arc::new(Self { statsig_wire: Some(wire), ..Self::with(Some(runtime), clock, dice(), None) })
    }

    /// Like [`Environment::on`], with the randomness of waits in the hands of the caller.
    #[must_use]
    pub fn on_with_chance(
        runtime: Handle,
        clock: Arc<dyn Clock>,
        chance: Chance,
        transport: Option<Arc<dyn Transport>>,
    ) -> Arc<Self> {
        Arc::new(Self::with(Some(runtime), clock, chance, transport))
    }

    fn with(
        runtime: Option<Handle>,
        clock: Arc<dyn Clock>,
        chance: Chance,
        transport: Option<Arc<dyn Transport>>,
    ) -> Self {
        Self {
            runtime,
            clock,
            chance,
            registry: Registry::default(),
            feeds: Feeds::default(),
            holds: Holds::default(),
            connections: Arc::default(),
            file_threads: FileThreads::default(),
            cache_files: Claims::default(),
            transport,
            wire: None,
            downloads: Downloads::default(),
            statsig_wire: None,
        }
    }

    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Result<(), ClientError> {
        match &self.runtime {
            Some(runtime) => {
                drop(runtime.spawn(task));
                Ok(())
            }
            None => background::spawn(task),
        }
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
