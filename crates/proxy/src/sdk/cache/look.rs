//! Reading the config of an SDK from the shared cache.

use std::sync::Weak;

use vexil_client::{ClientError, Entry};

use super::SharedCache;
use crate::log::Logger;
use crate::sdk::State;
use crate::sdk::state::Offer;

/// What a look at the cache has given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sdk) enum Look {
    /// There is a config, and this became of it.
    Found(Offer),
    /// There is nothing.
    Missing,
    /// There is something else than a config.
    Garbage(&'static str),
    /// The cache cannot be read.
    Failed,
}

/// Looks for a config that is newer than what the SDK has, and publishes it.
pub(in crate::sdk) async fn look_at(
    cache: &SharedCache,
    key: &str,
    state: &Weak<State>,
    log: &Logger,
) -> Look {
    let payload = match cache.read(key).await {
        Ok(Some(payload)) => payload,
        Ok(None) => return Look::Missing,
        Err(()) => return Look::Failed,
    };
    let entry = match parse(&payload) {
        Ok(entry) => entry,
        Err(problem) => {
            log.error(format_args!("{problem}; it is not used"));
            cache.note_unusable(problem);
            return Look::Garbage(problem);
        }
    };
    let Some(state) = state.upgrade() else { return Look::Failed };
    let offer = state.offer(&entry);
    if offer == Offer::Published {
        log.info("config taken from the shared cache");
    }
    Look::Found(offer)
}

/// The entry of a payload, which has a config.
pub(in crate::sdk) fn parse(payload: &[u8]) -> Result<Entry, &'static str> {
    const UNKNOWN: &str = "failed to recognise the cache format";
    const NOT_JSON: &str = "failed to parse JSON from cache";
    match Entry::from_payload(payload) {
        Ok(entry) if entry.is_empty() => Err(NOT_JSON),
        Ok(entry) => Ok(entry),
        Err(ClientError::InvalidPayload { .. }) => Err(UNKNOWN),
        Err(_) => Err(NOT_JSON),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_say_what_is_wrong_with_them() {
        for (payload, problem) in [
            ("1686756435844\ntest-etag\n{\"f\":{}}", None),
            ("", Some("failed to recognise the cache format")),
            ("{\"f\":{}}", Some("failed to recognise the cache format")),
            ("etag\n{\"f\":{}}", Some("failed to recognise the cache format")),
            ("yesterday\netag\n{}", Some("failed to recognise the cache format")),
            ("1\netag\n", Some("failed to parse JSON from cache")),
            ("1\netag\n{\"f\":", Some("failed to parse JSON from cache")),
            ("1\netag\nnull", Some("failed to parse JSON from cache")),
        ] {
            assert_eq!(parse(payload.as_bytes()).err(), problem, "{payload:?}");
        }
    }
}
