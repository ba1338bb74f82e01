//! The hand-shake with a cache that the host keeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::*;
use tokio::sync::Semaphore;
use vexil_client::{BoxFuture, Entry, ExternalCache, Mode};

const SECOND: Duration = Duration::from_secs(1);

/// The host's side: holds the entry, and writes down what is asked of it.
struct Cache {
    held: Mutex<Arc<Entry>>,
    calls: Mutex<Vec<String>>,
    sync_gate: Semaphore,
    store_gate: Semaphore,
}

impl Cache {
    fn new(entry: Entry) -> Arc<Self> {
        Arc::new(Self {
            held: Mutex::new(Arc::new(entry)),
            calls: Mutex::default(),
            sync_gate: Semaphore::new(Semaphore::MAX_PERMITS),
            store_gate: Semaphore::new(Semaphore::MAX_PERMITS),
        })
    }

    fn take_calls(&self) -> Vec<String> {
        std::mem::take(&mut *self.calls.lock().unwrap())
    }

    fn hold(&self, entry: Entry) {
        *self.held.lock().unwrap() = Arc::new(entry);
    }
}

struct Seam(Arc<Cache>);

impl ExternalCache for Seam {
    fn sync(&self) -> BoxFuture<Arc<Entry>> {
        let cache = Arc::clone(&self.0);
        Box::pin(async move {
            cache.calls.lock().unwrap().push("sync".to_owned());
            let _permit = cache.sync_gate.acquire().await.unwrap();
            Arc::clone(&cache.held.lock().unwrap())
        })
    }

    fn store(&self, entry: Arc<Entry>) -> BoxFuture<()> {
        let cache = Arc::clone(&self.0);
        Box::pin(async move {
            cache.calls.lock().unwrap().push(format!("store({})", entry.etag.as_deref().unwrap_or("-")));
            let _permit = cache.store_gate.acquire().await.unwrap();
            *cache.held.lock().unwrap() = entry;
        })
    }
}

fn entry(age: Duration, etag: &str) -> Entry {
    let time = EPOCH_MS - age.as_millis() as f64;
    Entry::parse(Some(CONFIG.as_bytes()), time, Some(etag.to_owned())).unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_cache_takes_the_entry_before_the_hooks() {
    let script = Script::new([config(CONFIG, "e1")]);
    let mut cache = Cache::new(Entry::initial());
    Arc::get_mut(&mut cache).unwrap().store_gate = Semaphore::new(0);
    let (client, host) =
        open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(Seam(cache.clone())));
    settle().await;
    assert_eq!(cache.take_calls(), ["sync", "store(e1)"]);
    assert_eq!(host.take(), ["FetchEnded(0)"]);
    cache.store_gate.add_permits(1);
    settle().await;
    assert_eq!(host.take(), ["Fetched(false)", "Changed", "Ready"]);
    assert_eq!(client.entry().etag.as_deref(), Some("e1"));
}

#[tokio::test(start_paused = true)]
async fn a_fresh_cache_suppresses_the_fetch() {
    let script = Script::new([config(CONFIG, "e1")]);
    let cache = Cache::new(entry(10 * SECOND, "cached"));
    let (client, host) =
        open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(Seam(cache.clone())));
    settle().await;
    assert_eq!(host.take(), ["Ready"]);
    assert_eq!(client.entry().etag.as_deref(), Some("cached"));
    assert_eq!(script.count(), 0);

    // Another process keeps the cache fresh: still nothing to fetch.
    cache.hold(entry(Duration::ZERO, "newer").renewed(EPOCH_MS + 59_000.0));
    pass(MINUTE).await;
    assert_eq!(cache.take_calls(), ["sync", "sync"]);
    assert_eq!(script.count(), 0);

    pass(MINUTE).await;
    assert_eq!(script.etags(), [Some("newer".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_given_entry_stands_for_the_first_reading() {
    let script = Script::new([config(CONFIG, "e1")]);
    let cache = Cache::new(Entry::initial());
    let mut options = options(auto(MINUTE));
    options.initial = Some(Arc::new(entry(10 * SECOND, "given")));
    let (_client, host) = open_with_cache(&environment(&script), options, Arc::new(Seam(cache.clone())));
    settle().await;
    assert_eq!(host.take(), ["Ready"]);
    assert_eq!(cache.take_calls(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn the_cache_is_read_offline_too() {
    let script = Script::new([config(CONFIG, "e1")]);
    let cache = Cache::new(Entry::initial());
    let mut options = options(auto(MINUTE));
    options.offline = true;
    let (client, host) = open_with_cache(&environment(&script), options, Arc::new(Seam(cache.clone())));
    settle().await;
    assert_eq!(host.take(), ["Ready"]);
    cache.hold(entry(Duration::ZERO, "shared"));
    pass(MINUTE).await;
    assert_eq!(client.entry().etag.as_deref(), Some("shared"));
    assert_eq!(script.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn other_modes_read_the_cache_once() {
    for mode in [LAZY, Mode::Manual] {
        let script = Script::new([config(CONFIG, "e1")]);
        let cache = Cache::new(entry(SECOND, "cached"));
        let (client, host) =
            open_with_cache(&environment(&script), options(mode), Arc::new(Seam(cache.clone())));
        pass(10 * MINUTE).await;
        assert_eq!(host.take(), ["Ready"]);
        assert_eq!(cache.take_calls(), ["sync"]);
        assert_eq!(client.entry().etag.as_deref(), Some("cached"));

        // A refresh starts from the entry that the host names.
        client.refresh(1, true, Some(Arc::new(entry(SECOND, "latest"))));
        settle().await;
        assert_eq!(script.etags(), [Some("latest".to_owned())]);
        assert_eq!(cache.take_calls(), ["store(e1)"]);
        assert_eq!(host.take(), ["FetchEnded(0)", "Fetched(true)", "Changed", "RefreshDone(1, 0)"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key_is_stored_as_renewed() {
    let script = Script::new([status(403, "Forbidden")]);
    let cache = Cache::new(entry(MINUTE * 2, "old"));
    let (_client, host) =
        open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(Seam(cache.clone())));
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(1100)", "Fetched(false)", "Ready"]);
    assert_eq!(cache.take_calls(), ["sync", "store(old)"]);
    assert_eq!(cache.held.lock().unwrap().timestamp_ms, EPOCH_MS);
}

#[tokio::test(start_paused = true)]
async fn failures_are_not_stored() {
    let script = Script::new([network_failure()]);
    let cache = Cache::new(entry(MINUTE * 2, "old"));
    let (_client, host) =
        open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(Seam(cache.clone())));
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(1103)", "Fetched(false)", "Ready"]);
    assert_eq!(cache.take_calls(), ["sync"]);
}

#[tokio::test(start_paused = true)]
async fn a_cache_that_never_answers_does_not_stop_the_service() {
    let script = Script::new([config(CONFIG, "e1")]);
    let mut cache = Cache::new(Entry::initial());
    let inner = Arc::get_mut(&mut cache).unwrap();
    inner.sync_gate = Semaphore::new(0);
    inner.store_gate = Semaphore::new(0);
    let (client, host) = open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(Seam(cache)));
    client.refresh(1, true, None);
    pass(25 * SECOND).await;
    assert_eq!(host.count("RefreshDone(1, 0)"), 1);
    assert_eq!(host.count("Ready"), 1);
    pass(2 * MINUTE).await;
    assert!(script.count() >= 2);
}

#[tokio::test(start_paused = true)]
async fn a_silent_cache_costs_a_second_each_time() {
    let script = Script::new([config(CONFIG, "e1")]);
    let mut cache = Cache::new(Entry::initial());
    let inner = Arc::get_mut(&mut cache).unwrap();
    inner.sync_gate = Semaphore::new(0);
    inner.store_gate = Semaphore::new(0);
    let (client, host) = open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(Seam(cache)));
    pass(Duration::from_millis(990)).await;
    assert_eq!(script.count(), 0, "the cache has its time");
    pass(Duration::from_millis(20)).await;
    assert_eq!(script.count(), 1);
    client.refresh(1, true, None);
    pass(SECOND).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Fetched(false)", "Changed", "RefreshDone(1, 0)", "Ready"]);
}

#[tokio::test(start_paused = true)]
async fn disposal_during_the_hand_shake() {
    let script = Script::new([config(CONFIG, "e1")]);
    let mut cache = Cache::new(Entry::initial());
    Arc::get_mut(&mut cache).unwrap().store_gate = Semaphore::new(0);
    let (client, host) =
        open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(Seam(cache.clone())));
    client.refresh(1, true, None);
    settle().await;
    client.dispose();
    cache.store_gate.add_permits(1);
    pass(MINUTE * 3).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "RefreshDone(1, disposed)"]);
    assert_eq!(script.count(), 1);
}
