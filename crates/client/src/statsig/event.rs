//! What a network tells its host.

use std::sync::Arc;

use bytes::Bytes;

use super::lists::Synced;
use crate::error::ClientError;
use crate::shared::CompiledSpecs;

/// The host of a network.
pub trait NetworkHost: Send + Sync + 'static {
    /// Takes an event. Called in order, from the background thread; must not block.
    fn emit(&self, event: NetworkEvent);
}

/// What happened.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum NetworkEvent {
    /// The answer to [`Network::fetch_specs`](super::Network::fetch_specs).
    Specs {
        /// The caller's token.
        token: u32,
        /// The specs; `None`: there is nothing new.
        outcome: Result<Option<Arc<CompiledSpecs>>, ClientError>,
    },
    /// The answer to [`Network::sync_id_lists`](super::Network::sync_id_lists).
    IdLists {
        /// The caller's token.
        token: u32,
        /// What came of it, unless nobody could say which lists there are.
        outcome: Result<Synced, ClientError>,
    },
    /// The answer to [`Network::flush`](super::Network::flush).
    Flushed {
        /// The caller's token.
        token: u32,
    },
    /// A batch could not be sent and will be sent again. Answer with [`Network::retry_in`](super::Network::retry_in).
    BackoffNeeded {
        /// The number of the question.
        token: u32,
        /// How often it will be sent at most, counting the one to come.
        retries_left: u32,
    },
    /// An https request is about to be made. Answer with [`Network::trust`](super::Network::trust).
    TrustNeeded {
        /// The number of the question.
        token: u32,
    },
    /// A host that makes requests itself has to send events. Answer with [`Network::sent`](super::Network::sent).
    SendNeeded {
        /// The number of the question.
        token: u32,
        /// What to send: JSON, not compressed.
        body: Bytes,
        /// How many events there are in it.
        count: usize,
    },
    /// Something failed that should not: there will be no answers to what was asked before.
    Broken {
        /// What it was.
        message: String,
    },
}
