//! Auto polling.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use support::*;
use vexil_client::{
    BoxFuture, ClientError, Entry, Environment, Event, Host, Mode, Request, Response, Service, Transport,
};

const SECOND: Duration = Duration::from_secs(1);

fn entry(age: Duration) -> Arc<Entry> {
    let time = EPOCH_MS - age.as_millis() as f64;
    Arc::new(Entry::parse(Some(CONFIG.as_bytes()), time, Some("cached".to_owned())).unwrap())
}

#[tokio::test(start_paused = true)]
async fn the_first_fetch_tells_everything_in_order() {
    let script = Script::new([config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), first_fetch("e1"));
    assert!(client.is_ready());
    assert_eq!(&**client.entry().json().unwrap(), CONFIG.as_bytes());
    assert_eq!(client.entry().timestamp_ms, EPOCH_MS);
    let url = format!("https://cdn-global.configcat.com/configuration-files/{SDK_KEY}/config_v6.json");
    assert_eq!(*script.requests.lock().unwrap(), [(url, None)]);
}

#[tokio::test(start_paused = true)]
async fn polls_follow_at_the_interval_and_send_the_etag() {
    let script = Script::new([config(CONFIG, "e1"), status(304, "Not Modified"), config(OTHER_CONFIG, "e2")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    host.take();

    pass(MINUTE - SECOND).await;
    assert_eq!(script.count(), 1);
    pass(SECOND).await;
    assert_eq!(host.take(), ["FetchEnded(304)", "Stored(e1)", "Fetched(false)"]);
    assert_eq!(client.entry().timestamp_ms, EPOCH_MS + 60_000.0);

    pass(MINUTE).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e2)", "Fetched(false)", "Changed"]);
    assert_eq!(script.etags(), [None, Some("e1".to_owned()), Some("e1".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_200_with_the_same_text_is_a_change() {
    let script = Script::new([config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    let before = client.entry();
    host.take();
    pass(MINUTE).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
    // Yet it is compiled once.
    assert!(Arc::ptr_eq(before.config.as_ref().unwrap(), client.entry().config.as_ref().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn the_interval_counts_from_the_start_of_an_iteration() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(20 * SECOND);
    let (_client, _host) = open(&environment(&script), options(auto(MINUTE)));
    pass(59 * SECOND).await;
    assert_eq!(script.count(), 1);
    // The entry is 40 s old when the next iteration starts: too young, so that one does nothing.
    pass(2 * SECOND).await;
    assert_eq!(script.count(), 1);
    pass(MINUTE).await;
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_entry_half_a_second_short_of_the_interval_is_fetched_again() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(Duration::from_millis(400));
    let (_client, _host) = open(&environment(&script), options(auto(MINUTE)));
    pass(MINUTE + SECOND).await;
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_slow_fetch_is_not_made_up_for() {
    let script = Script::new([network_failure()]);
    script.set_delay(150 * SECOND);
    let mut options = options(auto(MINUTE));
    options.request_timeout = 200 * SECOND;
    let (_client, _host) = open(&environment(&script), options);
    pass(149 * SECOND).await;
    assert_eq!(script.count(), 1);
    // The next iteration is overdue and starts at once; the missed ones in between do not.
    pass(2 * SECOND).await;
    assert_eq!(script.count(), 2);
    pass(100 * SECOND).await;
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_initial_entry_suppresses_the_first_fetch() {
    let script = Script::new([config(CONFIG, "e1")]);
    let mut options = options(auto(MINUTE));
    options.initial = Some(entry(30 * SECOND));
    let (client, host) = open(&environment(&script), options);
    settle().await;
    assert_eq!(host.take(), ["Ready"]);
    assert_eq!(script.count(), 0);
    assert_eq!(client.entry().etag.as_deref(), Some("cached"));
    pass(MINUTE).await;
    assert_eq!(script.etags(), [Some("cached".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_initial_entry_is_fetched_again() {
    let script = Script::new([status(304, "Not Modified")]);
    let mut options = options(auto(MINUTE));
    options.initial = Some(entry(61 * SECOND));
    let (_client, host) = open(&environment(&script), options);
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(304)", "Stored(cached)", "Fetched(false)", "Ready"]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_first_fetch_ends_the_init_wait() {
    let script = Script::new([network_failure(), config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(1103)", "Fetched(false)", "Ready"]);
    assert!(client.entry().initial);
    pass(MINUTE).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
}

#[tokio::test(start_paused = true)]
async fn the_init_wait_ends_by_time() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(8 * SECOND);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    pass(Duration::from_millis(4999)).await;
    assert!(!client.is_ready());
    pass(Duration::from_millis(2)).await;
    assert_eq!(host.take(), ["Ready"]);
    pass(4 * SECOND).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
}

#[tokio::test(start_paused = true)]
async fn no_init_wait_is_ready_at_once() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(SECOND);
    let mode = Mode::Auto { interval: MINUTE, max_init_wait: Some(Duration::ZERO) };
    let (_client, host) = open(&environment(&script), options(mode));
    settle().await;
    assert_eq!(host.take(), ["Ready"]);
    pass(2 * SECOND).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
}

#[tokio::test(start_paused = true)]
async fn an_endless_init_wait_ends_with_the_fetch() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(3600 * SECOND);
    let mut options = options(Mode::Auto { interval: MINUTE, max_init_wait: None });
    options.request_timeout = 3600 * SECOND;
    let (client, host) = open(&environment(&script), options);
    pass(3599 * SECOND).await;
    assert_eq!(host.take(), Vec::<String>::new());
    assert!(!client.is_ready());
    pass(2 * SECOND).await;
    assert_eq!(host.take(), first_fetch("e1"));
}

#[tokio::test(start_paused = true)]
async fn starting_offline_is_ready_without_requests() {
    let script = Script::new([config(CONFIG, "e1")]);
    let mut options = options(auto(MINUTE));
    options.offline = true;
    let (client, host) = open(&environment(&script), options);
    pass(10 * MINUTE).await;
    assert_eq!(host.take(), ["Ready"]);
    assert_eq!(script.count(), 0);

    client.refresh(1, true, None);
    settle().await;
    assert_eq!(host.take(), ["RefreshDone(1, offline)"]);

    client.set_offline(false);
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
    pass(MINUTE).await;
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn going_offline_stops_the_polls_and_online_checks_at_once() {
    let script = Script::new([config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    client.set_offline(true);
    pass(10 * MINUTE).await;
    assert_eq!(script.count(), 1);
    host.take();
    client.set_offline(false);
    settle().await;
    assert_eq!(script.count(), 2);
    assert_eq!(host.count("Ready"), 0);

    // A fresh entry is left alone, and the loop starts anew from here.
    client.set_offline(true);
    pass(30 * SECOND).await;
    client.set_offline(false);
    settle().await;
    assert_eq!(script.count(), 2);
    pass(59 * SECOND).await;
    assert_eq!(script.count(), 2);
    pass(2 * SECOND).await;
    assert_eq!(script.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_in_progress_survives_going_offline() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(SECOND);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    client.set_offline(true);
    pass(2 * SECOND).await;
    assert_eq!(host.take(), first_fetch("e1"));
    pass(10 * MINUTE).await;
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_joins_the_poll_in_progress() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(SECOND);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    client.refresh(7, true, None);
    client.refresh(8, true, None);
    pass(2 * SECOND).await;
    let mut expected = first_fetch("e1");
    let ready = expected.len() - 1;
    expected.splice(ready..ready, ["RefreshDone(7, 0)".to_owned(), "RefreshDone(8, 0)".to_owned()]);
    assert_eq!(host.take(), expected);
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_poll_joins_the_refresh_in_progress() {
    let script = Script::new([config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    pass(59 * SECOND).await;
    host.take();
    script.set_delay(5 * SECOND);
    client.refresh(1, true, None);
    pass(10 * SECOND).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(true)", "Changed", "RefreshDone(1, 0)"]);
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn disposal_answers_and_then_is_silent() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(SECOND);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    client.refresh(1, true, None);
    settle().await;
    client.dispose();
    client.dispose();
    pass(10 * MINUTE).await;
    assert_eq!(host.take(), ["RefreshDone(1, disposed)"]);
    assert_eq!(script.count(), 1);
    assert_eq!(*script.answered.lock().unwrap(), 0, "the request is given up");
    client.refresh(2, false, None);
    assert_eq!(host.take(), ["RefreshDone(2, disposed)"]);
    assert!(!client.is_ready());
    assert!(!client.wait_ready(None));
}

#[tokio::test(start_paused = true)]
async fn dropping_the_handle_disposes() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (client, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    host.take();
    drop(client);
    pass(10 * MINUTE).await;
    assert_eq!(script.count(), 1);
    assert_eq!(Arc::strong_count(&host), 1, "the poller has let go of its host");
}

/// Disposes of its client in the middle of the events of a fetch.
#[derive(Default)]
struct Quitter {
    client: std::sync::Mutex<Option<vexil_client::Client>>,
    heard: Recorder,
}

impl Host for Quitter {
    fn emit(&self, event: Event) {
        if matches!(event, Event::FetchEnded(_))
            && let Some(client) = &*self.client.lock().unwrap()
        {
            client.dispose();
        }
        self.heard.emit(event);
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_may_dispose_in_the_middle() {
    let script = Script::new([config(CONFIG, "e1")]);
    let host = Arc::new(Quitter::default());
    let client =
        Service::open_in(&environment(&script), options(auto(MINUTE)), Arc::clone(&host) as _, None, None)
            .unwrap();
    client.refresh(1, true, None);
    *host.client.lock().unwrap() = Some(client);
    pass(10 * MINUTE).await;
    let mut heard = host.heard.take();
    assert_eq!(heard.remove(0), "FetchEnded(0)");
    // The question is answered, whichever way; nothing else follows.
    assert_eq!(heard, ["RefreshDone(1, 0)"]);
    assert_eq!(script.count(), 1);
}

struct Panicking(Arc<Script>);

impl Transport for Panicking {
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>> {
        let answer = Scripted(Arc::clone(&self.0)).fetch(request);
        Box::pin(async move {
            match answer.await {
                Ok(response) if response.status == 599 => panic!("by design"),
                answer => answer,
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_an_event_and_the_polls_go_on() {
    let script = Script::new([status(599, ""), config(CONFIG, "e1")]);
    let environment = environment(&script);
    let host = Arc::new(Recorder::default());
    let transport = Arc::new(Panicking(Arc::clone(&script)));
    let client =
        Service::open_in(&environment, options(auto(MINUTE)), Arc::clone(&host) as _, None, Some(transport))
            .unwrap();
    client.refresh(3, true, None);
    settle().await;
    assert_eq!(host.take(), ["RefreshDone(3, PANIC)", "PollFailed", "Ready"]);
    pass(MINUTE).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
}

struct BadHost;

impl Host for BadHost {
    fn emit(&self, event: Event) {
        panic!("by design: {event:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panicking_host_harms_nobody() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let bad = Service::open_in(&environment, options(auto(MINUTE)), Arc::new(BadHost), None, None).unwrap();
    let (_good, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), first_fetch("e1"));
    assert!(bad.is_ready());
}

#[tokio::test(start_paused = true)]
async fn an_aborted_fetch_waits_for_the_next_poll() {
    let script = Script::new([Err(ClientError::Aborted), config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    client.refresh(1, true, None);
    settle().await;
    assert_eq!(host.take(), ["Ready", "RefreshDone(1, ABORTED)"]);
    assert_eq!(script.count(), 1);
    pass(MINUTE).await;
    assert_eq!(script.count(), 2);
}

/// The clock of a machine whose time is set back by a day after the first fetch.
struct SetBack(std::sync::atomic::AtomicBool);

impl vexil_client::Clock for SetBack {
    fn now_ms(&self) -> f64 {
        let back = if self.0.load(std::sync::atomic::Ordering::Relaxed) { 86_400_000.0 } else { 0.0 };
        EPOCH_MS - back
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_back_does_not_stop_the_polls() {
    let script = Script::new([config(CONFIG, "e1")]);
    let clock = Arc::new(SetBack(false.into()));
    let transport = Arc::new(Scripted(Arc::clone(&script)));
    let environment =
        Environment::on(tokio::runtime::Handle::current(), Arc::clone(&clock) as _, Some(transport));
    let (_client, _host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    clock.0.store(true, std::sync::atomic::Ordering::Relaxed);
    pass(3 * MINUTE).await;
    assert_eq!(script.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_never_answers_does_not_stop_the_polls() {
    let script = Script::new([config(CONFIG, "e1")]);
    let gate = script.close_gate();
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    client.refresh(1, true, None);
    pass(10 * MINUTE).await;
    assert!(script.count() >= 2);
    assert_eq!(host.count("RefreshDone(1, 1102)"), 1);
    gate.add_permits(1000);
    pass(10 * MINUTE).await;
    assert_eq!(client.entry().etag.as_deref(), Some("e1"));
}

#[tokio::test(start_paused = true)]
async fn extreme_intervals_do_no_harm() {
    let script = Script::new([network_failure()]);
    let mode = Mode::Auto { interval: Duration::MAX, max_init_wait: Some(Duration::MAX) };
    let (_client, host) = open(&environment(&script), options(mode));
    pass(100 * MINUTE).await;
    assert_eq!(host.take(), ["FetchEnded(1103)", "Fetched(false)", "Ready"]);

    let script = Script::new([network_failure()]);
    let (_client, _host) = open(&environment(&script), options(auto(Duration::ZERO)));
    pass(SECOND).await;
    assert!(script.count() <= 101);
}

#[test]
fn the_background_thread_serves_blocking_hosts() {
    let script = Script::new([config(CONFIG, "e1")]);
    let host = Arc::new(Recorder::default());
    let transport = Arc::new(Scripted(script));
    let client = Service::open(options(auto(MINUTE)), Arc::clone(&host) as _, None, Some(transport)).unwrap();
    assert!(client.wait_ready(Some(Duration::from_secs(30))));
    assert_eq!(host.take(), first_fetch("e1"));
    assert!(std::fs::read_dir("/proc/self/task").map_or(true, |mut tasks| tasks.any(|task| {
        let name = std::fs::read_to_string(task.unwrap().path().join("comm"));
        name.is_ok_and(|name| name.trim() == "vexil")
    })));
}
