//! The streams of all SDKs.

use std::sync::Arc;

use axum::body::Body;

use crate::log::Logger;
use crate::metrics::Metrics;
use crate::sdk::{Sdk, Snapshot};
use crate::user::User;

/// All open streams. Outlives reloads.
pub(crate) struct Streams {}

/// What a stream watches, default attributes laid under the user already.
#[derive(Debug, Clone)]
pub(crate) enum Watched {
    /// One flag, which exists in the current config.
    One { key: String, user: Option<User> },
    /// All flags.
    All { user: Option<User> },
}

impl Streams {
    /// No streams so far.
    pub(crate) fn new(metrics: Arc<Metrics>, log: Logger) -> Self {
        drop((metrics, log));
        Self {}
    }

    /// Opens a stream: a body whose first frame is the evaluation by `snapshot`. It ends with the SDK, with [`close`](Self::close), or
    /// when the client reads too slowly.
    ///
    /// # Errors
    /// The flag is unknown or cannot be evaluated.
    pub(crate) fn open(
        &self,
        sdk: &Arc<Sdk>,
        snapshot: &Arc<Snapshot>,
        watched: Watched,
        heartbeat: Option<std::time::Duration>,
    ) -> Result<Body, crate::eval::EvalFailure> {
        let _ = (sdk, snapshot, watched, heartbeat);
        Ok(Body::empty())
    }

    /// Ends all streams, and those that are opened later at once.
    pub(crate) fn close(&self) {}
}
