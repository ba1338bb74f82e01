//! Offline: configs that others put into the shared cache. Nothing is written there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::allowance::Allowance;
use super::cache::{SharedCache, parse};
use super::state::Offer;
use super::task::Task;
use super::waiting::{Door, Outcome, Room, answer, room};
use super::{Source, State};
use crate::log::Logger;

/// A source that reads the shared cache.
pub(super) struct Cached {
    door: Door,
    _task: Task,
}

impl Cached {
    /// Begins to read what is kept under a key, again and again, and whenever another replica announces something.
    pub(super) fn start(
        cache: Option<Arc<SharedCache>>,
        key: String,
        interval: Duration,
        state: &Arc<State>,
        log: Logger,
    ) -> Self {
        let (door, room) = room(interval);
        let state = Arc::downgrade(state);
        let task = Task::source(state.clone(), log.clone(), room, move |room| {
            let (cache, key, state, log) = (cache.clone(), key.clone(), state.clone(), log.clone());
            let reader = Reader { cache, key, state, log, failure: None };
            Box::pin(async move {
                reader.run(room).await;
                Ok(())
            })
        });
        Self { door, _task: task }
    }
}

impl Source for Cached {
    fn refresh(&self) -> Outcome {
        self.door.ask(false)
    }

    fn set_interval(&self, interval: Duration) {
        self.door.set_interval(interval);
    }
}

struct Reader {
    cache: Option<Arc<SharedCache>>,
    key: String,
    state: Weak<State>,
    log: Logger,
    /// What went wrong last, which is logged once.
    failure: Option<&'static str>,
}

impl Reader {
    async fn run(mut self, room: &mut Room) {
        let mut allowance = Allowance::new();
        let news = self.cache.as_ref().map(|cache| cache.listen(&self.key));
        loop {
            room.gather();
            let waiters = room.take();
            let result = self.reload().await.map_err(str::to_owned);
            let Some(state) = self.state.upgrade() else { return };
            state.set_started();
            let result = if state.snapshot().is_some() { Ok(()) } else { result };
            drop(state);
            answer(waiters, &result);
            let last = Instant::now();
            loop {
                let (next, is_waited_for) = (last + room.interval(), room.is_waited_for());
                tokio::select! {
                    () = room.hear() => {}
                    () = announced(news.as_ref()) => break,
                    () = sleep_until(next) => break,
                    // Anybody can ask.
                    () = sleep_until(allowance.next()), if is_waited_for => {
                        if allowance.take(Instant::now()) {
                            break;
                        }
                    }
                }
            }
        }
    }

    async fn reload(&mut self) -> Result<(), &'static str> {
        let result = self.read().await;
        let Some(state) = self.state.upgrade() else { return Ok(()) };
        match result {
            Ok(message) => {
                state.note(true, message);
                self.failure = None;
                Ok(())
            }
            Err(message) => {
                state.note(false, message);
                if self.failure.replace(message) != Some(message) {
                    self.log.error(message);
                }
                Err(message)
            }
        }
    }

    /// Reads the cache, and says what came of it.
    async fn read(&self) -> Result<&'static str, &'static str> {
        const SAME: &str = "config from cache not modified";
        let cache = self.cache.as_ref().ok_or("cache offline source enabled without a configured cache")?;
        let payload = cache.read(&self.key).await.ok().flatten().ok_or("failed to read from cache")?;
        let state = self.state.upgrade().ok_or("failed to read from cache")?;
        let known = state.snapshot().and_then(|snapshot| snapshot.entry().etag.clone());
        if known.is_some_and(|known| etag_of(&payload) == Some(known.as_bytes())) {
            return Ok(SAME);
        }
        match state.take(&parse(&payload)?) {
            Offer::Published => {
                self.log.info("new config taken from the cache");
                Ok("reload from cache succeeded")
            }
            Offer::Same | Offer::Older => Ok(SAME),
        }
    }
}

/// The `ETag` in a payload.
fn etag_of(payload: &[u8]) -> Option<&[u8]> {
    payload.split(|byte| *byte == b'\n').nth(1)
}

/// Waits for an announcement; for ever without a cache.
async fn announced(news: Option<&Arc<Notify>>) {
    match news {
        Some(news) => news.notified().await,
        None => std::future::pending().await,
    }
}
