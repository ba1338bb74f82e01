//! Where services live: a runtime, a clock, and what they share.

use std::future::Future;
use std::sync::{Arc, LazyLock};

use tokio::runtime::Handle;

use crate::background;
use crate::clock::{Clock, SystemClock};
use crate::error::ClientError;
use crate::host::Transport;
use crate::http::Connections;
use crate::registry::Registry;
use crate::resolver::Resolver;

/// The surroundings of services. Programs use [`Environment::process`]; another one is for programs that bring
/// their own runtime, and for tests.
pub struct Environment {
    /// `None`: the background thread.
    runtime: Option<Handle>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) registry: Registry,
    pub(crate) connections: Arc<Connections>,
    /// Used instead of HTTP by services that bring no transport.
    pub(crate) transport: Option<Arc<dyn Transport>>,
}

static PROCESS: LazyLock<Arc<Environment>> =
    LazyLock::new(|| Arc::new(Environment::with(None, Arc::new(SystemClock), None)));

impl Environment {
    /// The one of the process, on the background thread.
    #[must_use]
    pub fn process() -> Arc<Self> {
        Arc::clone(&PROCESS)
    }

    /// One on a runtime of the caller, which must have time and I/O enabled. `transport` takes the place of HTTP for
    /// services that bring none of their own; unlike theirs it does not keep services from being shared.
    #[must_use]
    pub fn on(runtime: Handle, clock: Arc<dyn Clock>, transport: Option<Arc<dyn Transport>>) -> Arc<Self> {
        Arc::new(Self::with(Some(runtime), clock, transport))
    }

    /// One like [`Environment::on`] whose HTTP asks `resolver` for the addresses of servers.
    #[must_use]
    pub fn resolving(runtime: Handle, clock: Arc<dyn Clock>, resolver: Arc<dyn Resolver>) -> Arc<Self> {
        let connections = Arc::new(Connections::resolving(resolver));
        Arc::new(Self { connections, ..Self::with(Some(runtime), clock, None) })
    }

    fn with(runtime: Option<Handle>, clock: Arc<dyn Clock>, transport: Option<Arc<dyn Transport>>) -> Self {
        Self { runtime, clock, registry: Registry::default(), connections: Arc::default(), transport }
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
