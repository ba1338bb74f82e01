//! Where configs come from.

use std::time::Duration;

use super::waiting::Outcome;

/// A source keeps the [`State`](super::State) that it was given up to date until it is dropped.
pub(crate) trait Source: Send + Sync {
    /// Looks for a new config soon: a look that begins after this call, even if one is under way. Resolves when the state has
    /// what was found; while the server wants to be left alone, at once, with what is at hand. The error is a text for the client, without
    /// keys or addresses; with a config at hand the caller may ignore it.
    fn refresh(&self) -> Outcome;

    /// Like [`refresh`](Self::refresh), also while the server wants to be left alone: for those who know that there is something new.
    fn insist(&self) -> Outcome {
        self.refresh()
    }

    /// Changes how often it looks by itself, if it does.
    fn set_interval(&self, interval: Duration) {
        let _ = interval;
    }
}
