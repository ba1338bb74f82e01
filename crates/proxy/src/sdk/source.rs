//! Where configs come from.

use std::future::Future;
use std::pin::Pin;

/// A source keeps the [`State`](super::State) that it was given up to date until it is dropped.
pub(crate) trait Source: Send + Sync {
    /// Looks for a new config at once: a look that begins after this call, even if one is under way. Resolves when the state has
    /// what was found. The error is a text for the client, without keys or addresses; with a config at hand the caller may ignore it.
    fn refresh(&self) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;
}
