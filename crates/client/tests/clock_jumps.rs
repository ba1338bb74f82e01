//! Wall clocks that jump: they may cost a request too many, never the polls.
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
use tokio::time::Instant;
use vexil_client::{Clock, Entry, Response};

const SECOND: Duration = Duration::from_secs(1);
const HOUR_MS: f64 = 3_600_000.0;
const TEN_YEARS_MS: f64 = 10.0 * 365.25 * 24.0 * HOUR_MS;

/// A clock that somebody sets.
struct JumpyClock {
    start: Instant,
    offset_ms: Mutex<f64>,
}

impl JumpyClock {
    fn start() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), offset_ms: Mutex::new(0.0) })
    }

    fn jump(&self, by_ms: f64) {
        *self.offset_ms.lock().unwrap() += by_ms;
    }
}

impl Clock for JumpyClock {
    fn now_ms(&self) -> f64 {
        EPOCH_MS + *self.offset_ms.lock().unwrap() + self.start.elapsed().as_millis() as f64
    }
}

fn entry_of(time_ms: f64) -> Entry {
    Entry::parse(Some(CONFIG.as_bytes()), time_ms, Some("cached".to_owned())).unwrap()
}

#[tokio::test(start_paused = true)]
async fn polls_keep_their_pace_whatever_the_wall_clock_does() {
    for jump in [HOUR_MS, -HOUR_MS, TEN_YEARS_MS, -TEN_YEARS_MS, -EPOCH_MS, f64::MAX, f64::NAN] {
        let script = Script::new([config(CONFIG, "e1"), status(304, "Not Modified")]);
        let clock = JumpyClock::start();
        let (client, _host) =
            open(&environment_with(&script, Arc::clone(&clock) as _, 0.0), options(auto(MINUTE)));
        pass(90 * SECOND).await;
        clock.jump(jump);
        pass(3 * MINUTE).await;
        clock.jump(-jump);
        pass(3 * MINUTE).await;
        assert_eq!(script.gaps(), [60.0; 7], "jump by {jump} ms");
        assert_eq!(client.entry().etag.as_deref(), Some("e1"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_rests_of_an_outage_are_not_measured_on_the_wall() {
    let busy = || Ok(Response { retry_after: Some("200".to_owned()), ..status(429, "").unwrap() });
    for jump in [HOUR_MS, -HOUR_MS, TEN_YEARS_MS, -TEN_YEARS_MS] {
        let script = Script::new([network_failure(), network_failure(), busy(), config(CONFIG, "e1")]);
        let clock = JumpyClock::start();
        let (client, _host) =
            open(&environment_with(&script, Arc::clone(&clock) as _, 0.0), options(auto(MINUTE)));
        pass(SECOND).await;
        clock.jump(jump);
        pass(100 * SECOND).await;
        clock.jump(-jump);
        pass(100 * SECOND).await;
        let next = client.status().next_attempt_in_ms().unwrap();
        clock.jump(jump);
        assert_eq!(client.status().next_attempt_in_ms().unwrap(), next);
        pass(400 * SECOND).await;
        // The third rest is four intervals long: more than the server asked for.
        assert_eq!(script.gaps()[..4], [60.0, 120.0, 240.0, 60.0], "jump by {jump} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn an_entry_from_the_future_is_expired_and_does_not_stop_the_polls() {
    for ahead in [5_001.0, HOUR_MS, TEN_YEARS_MS, f64::INFINITY] {
        let script = Script::new([status(304, "Not Modified")]);
        let mut options = options(auto(MINUTE));
        options.initial = Some(Arc::new(entry_of(EPOCH_MS + ahead)));
        let (client, _host) = open(&environment(&script), options);
        settle().await;
        assert_eq!(script.etags(), [Some("cached".to_owned())], "{ahead} ms ahead");
        assert_eq!(client.entry().timestamp_ms, EPOCH_MS, "now its age is known");
        pass(2 * MINUTE).await;
        assert_eq!(script.gaps(), [60.0, 60.0]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_a_little_ahead_is_believed() {
    for ahead in [1.0, 5_000.0] {
        let script = Script::new([config(CONFIG, "e1")]);
        let mut options = options(auto(MINUTE));
        options.initial = Some(Arc::new(entry_of(EPOCH_MS + ahead)));
        let (_client, host) = open(&environment(&script), options);
        settle().await;
        assert_eq!(host.take(), ["Ready"]);
        assert_eq!(script.count(), 0, "{ahead} ms ahead");
    }
}

#[test]
fn expiry_knows_the_past_and_the_future() {
    let entry = entry_of(EPOCH_MS);
    // now less the time of the entry, and whether it is expired after a minute
    for (age, expired) in [
        (0.0, false),
        (60_000.0, false),
        (60_001.0, true),
        (TEN_YEARS_MS, true),
        (-5_000.0, false),
        (-5_001.0, true),
        (-TEN_YEARS_MS, true),
    ] {
        assert_eq!(entry.is_expired(60_000.0, EPOCH_MS + age), expired, "age {age} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_renews_an_entry_from_the_future() {
    // Lazy services that ask once per time to live would ask at every call otherwise.
    let script = Script::new([network_failure()]);
    let mut options = options(LAZY);
    options.renews_on_failure = true;
    let (client, _host) = open(&environment(&script), options);
    client.refresh(1, false, Some(Arc::new(entry_of(EPOCH_MS + HOUR_MS))));
    settle().await;
    assert_eq!(client.entry().timestamp_ms, EPOCH_MS);
    // One from the past is renewed as ever.
    client.refresh(2, false, Some(Arc::new(entry_of(EPOCH_MS - HOUR_MS))));
    settle().await;
    assert_eq!(client.entry().timestamp_ms, EPOCH_MS);
}
