//! The SDKs of one configuration.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use tokio::sync::watch;

use super::{Health, Seen, Snapshot, Source, SourceType, State};
use crate::options::{SdkOffline, SdkOptions};
use crate::user::User;

/// One configured SDK.
pub(crate) struct Sdk {
    id: String,
    options: SdkOptions,
    state: Arc<State>,
    source: Arc<dyn Source>,
    /// Webhook messages.
    seen: Arc<Seen>,
}

impl Sdk {
    /// An SDK of these parts. The source keeps the state.
    pub(crate) fn new(
        id: impl Into<String>,
        options: SdkOptions,
        global_attributes: Option<&User>,
        state: Arc<State>,
        source: Box<dyn Source>,
    ) -> Self {
        state.set_default_attributes(options.default_attributes(global_attributes));
        Self { id: id.into(), options, state, source: source.into(), seen: Arc::default() }
    }

    /// This SDK with other options, which has its config, and so its streams. `source`: in place of the one of before. What runs already
    /// is not touched before [`settle`](Self::settle).
    pub(super) fn with(&self, options: SdkOptions, source: Option<Box<dyn Source>>) -> Self {
        let source = source.map_or_else(|| Arc::clone(&self.source), Arc::from);
        let (id, state, seen) = (self.id.clone(), Arc::clone(&self.state), Arc::clone(&self.seen));
        Self { id, options, state, source, seen }
    }

    /// This SDK with the webhook messages of the one whose identifier it takes over.
    pub(super) fn with_seen_of(self, other: &Self) -> Self {
        Self { seen: Arc::clone(&other.seen), ..self }
    }

    /// Tells its state and its source of its options, once it is certain that it goes into service.
    pub(super) fn settle(&self, global_attributes: Option<&User>) {
        self.state.set_default_attributes(self.options.default_attributes(global_attributes));
        self.source.set_interval(self.options.interval());
    }

    /// The identifier.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) const fn options(&self) -> &SdkOptions {
        &self.options
    }

    /// The current config; `None`: none could be had so far.
    pub(crate) fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.state.snapshot()
    }

    /// Like [`snapshot`](Self::snapshot), after waiting for the end of the first look.
    pub(crate) async fn ready_snapshot(&self) -> Option<Arc<Snapshot>> {
        match self.state.snapshot() {
            None if !self.state.is_started() => {
                self.state.wait_started().await;
                self.state.snapshot()
            }
            snapshot => snapshot,
        }
    }

    /// Sees all later configs; ends when the SDK is dropped, and all that have taken its place.
    pub(crate) fn changes(&self) -> watch::Receiver<Option<Arc<Snapshot>>> {
        self.state.changes()
    }

    /// See [`Source::refresh`].
    ///
    /// # Errors
    /// The text of what went wrong.
    pub(crate) async fn refresh(&self) -> Result<(), String> {
        self.source.refresh().await
    }

    /// See [`Source::insist`].
    ///
    /// # Errors
    /// The text of what went wrong.
    pub(crate) async fn insist(&self) -> Result<(), String> {
        self.source.insist().await
    }

    /// The webhook messages that were obeyed.
    pub(crate) fn seen(&self) -> &Seen {
        &self.seen
    }

    #[cfg(test)]
    pub(super) fn source(&self) -> &dyn Source {
        &*self.source
    }

    pub(crate) const fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// How it is doing: down, if its source fails and there is no config at all; degraded, if it fails but there is one.
    pub(crate) fn health(&self) -> Health {
        self.state.records().sdk_health(self.state.snapshot().is_some())
    }

    pub(crate) const fn source_type(&self) -> SourceType {
        match self.options.offline {
            SdkOffline::No => SourceType::Remote,
            SdkOffline::File { .. } => SourceType::File,
            SdkOffline::Cache { .. } => SourceType::Cache,
        }
    }
}

impl SdkOptions {
    /// The global default attributes below the SDK's own.
    fn default_attributes(&self, global: Option<&User>) -> Option<User> {
        match (global, &self.default_user_attributes) {
            (Some(global), Some(own)) => Some(global.overlaid(own)),
            (global, own) => own.as_ref().or(global).cloned(),
        }
    }
}

impl fmt::Debug for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sdk").field("id", &self.id).finish_non_exhaustive()
    }
}

/// All SDKs, by identifier and by SDK key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sdks {
    by_id: BTreeMap<String, Arc<Sdk>>,
    /// Hashed with a secret seed: the time of a look-up tells nothing about how much of a key is right.
    by_key: HashMap<String, Arc<Sdk>>,
}

impl Sdks {
    /// The SDK with the identifier.
    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Sdk>> {
        self.by_id.get(id)
    }

    /// The SDK with the SDK key.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Arc<Sdk>> {
        self.by_key.get(key)
    }

    /// In the order of their identifiers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Sdk>> {
        self.by_id.values()
    }
}

impl FromIterator<Arc<Sdk>> for Sdks {
    fn from_iter<I: IntoIterator<Item = Arc<Sdk>>>(sdks: I) -> Self {
        let by_id: BTreeMap<_, _> = sdks.into_iter().map(|sdk| (sdk.id().to_owned(), sdk)).collect();
        // Of two identifiers with one key the first answers.
        let by_key = by_id.values().rev().map(|sdk| (sdk.options().key.clone(), Arc::clone(sdk))).collect();
        Self { by_id, by_key }
    }
}
