//! Keeps an SDK that downloads and the shared cache in step: new configs go out, those of other replicas come in.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::sleep;
use vexil_client::Entry;

use super::{Look, SharedCache, look_at};
use crate::log::Logger;
use crate::sdk::State;
use crate::sdk::state::Offer;
use crate::sdk::task::Task;

/// How long to wait after a failure before the next attempt, unless the cache says earlier that it is back.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// One SDK's line to the shared cache.
pub(in crate::sdk) struct Link {
    /// The newest config that is to be written.
    outgoing: watch::Sender<Option<Arc<Entry>>>,
    news: Arc<Notify>,
    doubts: Arc<Notify>,
    _task: Task,
}

impl Link {
    /// Begins to listen. `state` gets what other replicas have found.
    pub(in crate::sdk) fn start(cache: Arc<SharedCache>, key: &str, state: Weak<State>, log: Logger) -> Self {
        let (outgoing, inbox) = watch::channel(None);
        let news = cache.listen(key);
        let doubts = Arc::new(Notify::new());
        let parts = (key.to_owned(), Arc::clone(&news), Arc::clone(&doubts));
        let task = Task::lasting(log.clone(), move || {
            let (key, news, doubts) = parts.clone();
            // What came before the task began anew may not be written yet.
            let unwritten = inbox.borrow().clone();
            let (cache, state, log, inbox) = (Arc::clone(&cache), state.clone(), log.clone(), inbox.clone());
            let is_behind = unwritten.is_some();
            Line { cache, key, state, log, inbox, news, doubts, unwritten, is_unread: false, is_behind }.run()
        });
        Self { outgoing, news, doubts, _task: task }
    }

    /// Puts a config that was just downloaded into the cache, soon. If the cache is lost, as soon as it is back.
    pub(in crate::sdk) fn write(&self, entry: Arc<Entry>) {
        self.outgoing.send_replace(Some(entry));
    }

    /// Looks at the cache soon.
    pub(in crate::sdk) fn look(&self) {
        self.news.notify_one();
    }

    /// Waits until another replica has put something into the cache that is not newer by its clock than what this one has: a download
    /// must tell which one is right.
    pub(in crate::sdk) async fn doubt(&self) {
        self.doubts.notified().await;
    }
}

struct Line {
    cache: Arc<SharedCache>,
    key: String,
    state: Weak<State>,
    log: Logger,
    inbox: watch::Receiver<Option<Arc<Entry>>>,
    news: Arc<Notify>,
    doubts: Arc<Notify>,
    unwritten: Option<Arc<Entry>>,
    /// Whether the last look failed.
    is_unread: bool,
    /// Whether a write has failed: others may have written since.
    is_behind: bool,
}

impl Line {
    async fn run(mut self) {
        let mut wait = FIRST_WAIT;
        loop {
            let owes = self.is_unread || self.unwritten.is_some();
            tokio::select! {
                changed = self.inbox.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.unwritten = self.inbox.borrow_and_update().clone();
                }
                () = self.news.notified() => self.is_unread = true,
                () = sleep(wait), if owes => {}
            }
            if self.is_unread || self.is_behind {
                self.look().await;
            }
            if !self.is_unread {
                self.write().await;
            }
            let is_well = !self.is_unread && self.unwritten.is_none();
            wait = if is_well { FIRST_WAIT } else { (wait * 2).min(LONGEST_WAIT) };
        }
    }

    /// Sees what others have written.
    async fn look(&mut self) {
        let look = look_at(&self.cache, &self.key, &self.state, &self.log).await;
        self.is_unread = look == Look::Failed;
        match look {
            Look::Found(Offer::Published) => self.unwritten = None,
            Look::Found(Offer::Older) if self.unwritten.is_none() => self.doubts.notify_one(),
            Look::Missing if self.unwritten.is_none() => self.fill().await,
            _ => {}
        }
    }

    /// Writes what is to be written.
    async fn write(&mut self) {
        let Some(entry) = self.unwritten.clone() else { return };
        let written = self.cache.write(&self.key, entry.to_payload(), etag_of(&entry), false).await;
        self.is_behind = written.is_err();
        if written.is_ok() {
            self.unwritten = None;
        }
    }

    /// Puts the current config into a cache that has lost its content.
    async fn fill(&self) {
        let Some(snapshot) = self.state.upgrade().and_then(|state| state.snapshot()) else { return };
        let entry = snapshot.entry();
        // Noted and logged; the next download that brings something new writes anyway.
        let _ = self.cache.write(&self.key, entry.to_payload(), etag_of(entry), true).await;
    }
}

fn etag_of(entry: &Entry) -> &str {
    entry.etag.as_deref().unwrap_or_default()
}
