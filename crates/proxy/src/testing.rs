//! SDKs without a source, for the tests of what is built on them.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use vexil_client::Entry;

use crate::log::{Level, Logger, Memory};
use crate::metrics::Metrics;
use crate::options::{Options, SdkOptions};
use crate::sdk::{Sdk, Sdks, Snapshot, Source, State};
use crate::site::{NoCache, Site};
use crate::sse::Streams;

/// A source that does what a test says.
pub(crate) struct Fixed {
    state: Arc<State>,
    /// What the next refresh brings.
    pub(crate) next: Arc<Mutex<Option<Brought>>>,
}

/// A config and its ETag, or an error.
pub(crate) type Brought = Result<(String, String), String>;

impl Source for Fixed {
    fn refresh(&self) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner).take();
        let result = match next {
            Some(Ok((json, etag))) => {
                self.state.publish(snapshot(&json, &etag));
                Ok(())
            }
            Some(Err(error)) => Err(error),
            None => Ok(()),
        };
        Box::pin(std::future::ready(result))
    }
}

/// A snapshot of a config text.
pub(crate) fn snapshot(json: &str, etag: &str) -> Arc<Snapshot> {
    let entry = Entry::parse(Some(json.as_bytes()), 1_700_000_000_000.0, Some(etag.to_owned())).unwrap();
    Arc::new(Snapshot::of(&entry).unwrap())
}

/// A started SDK with a config, or without.
pub(crate) fn sdk(id: &str, options: SdkOptions, config: Option<(&str, &str)>) -> Arc<Sdk> {
    let state = Arc::new(State::new());
    if let Some((json, etag)) = config {
        state.publish(snapshot(json, etag));
    }
    state.set_started();
    let source = Fixed { state: Arc::clone(&state), next: Arc::default() };
    Arc::new(Sdk::new(id, options, None, state, Box::new(source)))
}

/// A site of these SDKs.
pub(crate) fn site(options: Options, sdks: impl IntoIterator<Item = Arc<Sdk>>) -> Arc<Site> {
    let metrics = Arc::new(Metrics::default());
    let log = Logger::new(Level::Debug, Arc::new(Memory::default()));
    Arc::new(Site {
        options: Arc::new(options),
        sdks: sdks.into_iter().collect::<Sdks>(),
        streams: Arc::new(Streams::new(Arc::clone(&metrics), log.clone())),
        metrics,
        cache: Arc::new(NoCache),
        log,
    })
}
