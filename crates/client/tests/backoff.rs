//! The pace of polling in an outage, and after it.
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
    BoxFuture, Client, ClientError, Entry, Environment, ExternalCache, Mode, Request, Response, Service,
    Transport,
};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// The 429 or 503 of a server that wants to be left alone.
fn busy(status: u16, retry_after: &str) -> Answer {
    let retry_after = Some(retry_after.to_owned());
    Ok(Response { status, reason: "Busy".to_owned(), retry_after, ..Response::default() })
}

/// The first gaps, in seconds, of a poller whose every attempt fails.
async fn gaps_of_an_outage(interval: Duration, chance: f64, count: usize) -> Vec<f64> {
    let script = Script::new([network_failure()]);
    let environment = environment_with(&script, TestClock::start(), chance);
    let (_client, _host) = open(&environment, options(auto(interval)));
    pass(20 * HOUR).await;
    script.gaps().into_iter().take(count).collect()
}

#[track_caller]
fn assert_close(actual: &[f64], expected: &[f64]) {
    let close = actual.iter().zip(expected).all(|(actual, expected)| (actual - expected).abs() < 0.01);
    assert!(actual.len() == expected.len() && close, "{actual:?}, not {expected:?}");
}

#[tokio::test(start_paused = true)]
async fn the_rest_doubles_and_stays_below_five_intervals() {
    assert_close(&gaps_of_an_outage(MINUTE, 0.0, 6).await, &[60.0, 120.0, 240.0, 270.0, 270.0, 270.0]);
    assert_close(&gaps_of_an_outage(SECOND, 0.0, 5).await, &[1.0, 2.0, 4.0, 4.5, 4.5]);
}

#[tokio::test(start_paused = true)]
async fn the_rest_stays_below_ten_minutes_unless_the_interval_is_longer() {
    assert_close(&gaps_of_an_outage(5 * MINUTE, 0.0, 4).await, &[300.0, 540.0, 540.0, 540.0]);
    assert_close(&gaps_of_an_outage(HOUR, 0.0, 3).await, &[3600.0, 3600.0, 3600.0]);
}

#[tokio::test(start_paused = true)]
async fn chance_makes_a_rest_up_to_a_tenth_longer_and_never_shorter() {
    assert_close(&gaps_of_an_outage(MINUTE, 1.0, 5).await, &[66.0, 132.0, 264.0, 297.0, 297.0]);
    assert_close(&gaps_of_an_outage(MINUTE, 0.5, 2).await, &[63.0, 126.0]);
    assert_close(&gaps_of_an_outage(HOUR, 1.0, 2).await, &[3960.0, 3960.0]);
    // What a source of chance must not give does no harm.
    assert_close(&gaps_of_an_outage(MINUTE, -7.0, 2).await, &[60.0, 120.0]);
    assert_close(&gaps_of_an_outage(MINUTE, 7.0, 2).await, &[66.0, 132.0]);
}

#[tokio::test(start_paused = true)]
async fn pollers_that_fail_together_come_back_apart() {
    let script = Script::new([network_failure()]);
    let transport = Arc::new(Scripted(Arc::clone(&script)));
    let environment = Environment::on(tokio::runtime::Handle::current(), TestClock::start(), Some(transport));
    let clients: Vec<_> = (0..20)
        .map(|number| {
            let mut options = options(auto(MINUTE));
            options.sdk_key.push_str(&number.to_string());
            open(&environment, options)
        })
        .collect();
    pass(90 * SECOND).await;
    let mut times: Vec<_> = script.times.lock().unwrap().iter().skip(clients.len()).copied().collect();
    times.sort();
    times.dedup();
    assert!(times.len() > 10, "{} different times of the second polls", times.len());
}

#[tokio::test(start_paused = true)]
async fn the_first_success_brings_the_interval_back() {
    let outage = std::iter::repeat_with(network_failure).take(6);
    let script = Script::new(outage.chain([config(CONFIG, "e1"), status(304, "Not Modified")]));
    // The largest jitter, which is for failures only.
    let (_client, host) = open(&environment_with(&script, TestClock::start(), 1.0), options(auto(MINUTE)));
    pass(HOUR).await;
    assert_eq!(host.count("Stored(e1)"), host.count("FetchEnded(0)") + host.count("FetchEnded(304)"));
    let gaps = script.gaps();
    assert_close(&gaps[..6], &[66.0, 132.0, 264.0, 297.0, 297.0, 297.0]);
    assert_close(&gaps[6..10], &[60.0; 4]);
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_failures_makes_one_request_per_interval_at_most() {
    let answers = [500, 502, 503, 504, 429, 403, 404, 200, 304].map(|code| status(code, ""));
    for first in 0..answers.len() {
        let mut turn = answers.to_vec();
        turn.rotate_left(first);
        let script = Script::new(turn.into_iter().cycle().take(200));
        let (_client, _host) = open(&environment(&script), options(auto(MINUTE)));
        pass(HOUR).await;
        assert!(script.gaps().iter().all(|gap| *gap >= 60.0), "{:?}", script.gaps());
        assert!(script.count() >= 12, "it goes on: {}", script.count());
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_request_may_be_repeated_once_per_outage() {
    let outage = [network_failure(), status(500, ""), network_failure()];
    let script = Script::new(outage.into_iter().chain([config(CONFIG, "e1"), network_failure()]));
    let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
    pass(20 * MINUTE).await;
    client.refresh(1, true, None);
    settle().await;
    let repeatable = script.repeatable.lock().unwrap().clone();
    assert_eq!(repeatable[..6], [true, false, false, false, true, false]);
    assert!(!repeatable.last().unwrap(), "nor is a refresh that a user asks for");
}

#[tokio::test(start_paused = true)]
async fn without_polling_too_only_the_first_failure_is_repeated() {
    for mode in [LAZY, Mode::Manual] {
        let script =
            Script::new([network_failure(), network_failure(), config(CONFIG, "e1"), network_failure()]);
        let (client, _host) = open(&environment(&script), options(mode));
        for token in 0..5 {
            client.refresh(token, true, None);
            pass(SECOND).await;
        }
        assert_eq!(*script.repeatable.lock().unwrap(), [true, false, false, true, false]);
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for() {
    // Seconds, and a date one hundred seconds after the start of the test's clock (2023-11-14 22:13:20 UTC).
    for (status, header, wait) in [
        (429, "100", 100.0),
        (503, "100", 100.0),
        (500, "100", 100.0),
        (404, "100", 100.0),
        (429, "Tue, 14 Nov 2023 22:15:00 GMT", 100.0),
        // Capped at five intervals.
        (429, "86400", 300.0),
        (429, "99999999999999999999", 300.0),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", 300.0),
        // Shorter than the interval, or no wish at all.
        (429, "1", 60.0),
        (429, "0", 60.0),
        (429, "-100", 60.0),
        (429, "soon", 60.0),
        (503, "Tue, 14 Nov 2023 22:13:00 GMT", 60.0),
        (503, "Thu, 01 Jan 1970 00:00:00 GMT", 60.0),
    ] {
        let script = Script::new([busy(status, header), config(CONFIG, "e1")]);
        let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
        pass(30 * MINUTE).await;
        assert_close(&script.gaps()[..2], &[wait, 60.0]);
        assert_eq!(client.entry().etag.as_deref(), Some("e1"), "{status} {header}");
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_counts_from_the_answer_and_gets_jitter_within_the_limit() {
    let script = Script::new([busy(429, "100"), busy(429, "1000000"), config(CONFIG, "e1")]);
    script.set_delay(5 * SECOND);
    let (_client, _host) = open(&environment_with(&script, TestClock::start(), 1.0), options(auto(MINUTE)));
    pass(10 * MINUTE).await;
    assert_close(&script.gaps()[..2], &[5.0 + 110.0, 5.0 + 300.0]);
}

#[tokio::test(start_paused = true)]
async fn the_limit_of_retry_after_is_ten_minutes_for_long_intervals() {
    let script = Script::new([busy(429, "86400"), config(CONFIG, "e1")]);
    let (_client, _host) = open(&environment(&script), options(auto(5 * MINUTE)));
    pass(16 * MINUTE).await;
    assert_close(&script.gaps(), &[600.0, 300.0]);
}

#[tokio::test(start_paused = true)]
async fn retry_after_of_an_answer_that_is_no_failure_is_no_wish() {
    let Ok(answer) = config(CONFIG, "e1") else { unreachable!() };
    let script = Script::new([Ok(Response { retry_after: Some("250".to_owned()), ..answer })]);
    let (_client, _host) = open(&environment(&script), options(auto(MINUTE)));
    pass(5 * MINUTE).await;
    assert_close(&script.gaps(), &[60.0; 5]);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_asked_for_is_always_sent_and_a_failed_one_does_not_shorten_the_rest() {
    let script = Script::new([busy(429, "200")]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    pass(10 * SECOND).await;
    for token in 0..5 {
        client.refresh(token, true, None);
        pass(SECOND).await;
        assert_eq!(host.count(&format!("RefreshDone({token}, 1101)")), 1);
    }
    assert_eq!(script.count(), 6);
    // The last answer was given at 14 s; its wish counts.
    pass(198 * SECOND).await;
    assert_eq!(script.count(), 6);
    pass(2 * SECOND).await;
    assert_eq!(script.count(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_asked_for_that_fails_leaves_the_next_poll_where_it_was() {
    let script = Script::new([network_failure()]);
    let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
    // Failed at 0 s and 60 s: due at 180 s.
    pass(100 * SECOND).await;
    client.refresh(1, true, None);
    pass(79 * SECOND).await;
    assert_eq!(script.count(), 3);
    pass(2 * SECOND).await;
    assert_eq!(script.count(), 4);
    // Nor does it count as one more failed poll: the rest after the third is four intervals.
    pass(238 * SECOND).await;
    assert_eq!(script.count(), 4);
    pass(2 * SECOND).await;
    assert_eq!(script.count(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_asked_for_that_succeeds_ends_the_outage() {
    let script = Script::new([network_failure(), network_failure(), busy(503, "250"), config(CONFIG, "e1")]);
    let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
    // Failed at 0, 60 and 180 s: due at 430 s.
    pass(200 * SECOND).await;
    assert_eq!(script.count(), 3);
    client.refresh(1, true, None);
    pass(200 * SECOND).await;
    assert_close(&script.gaps()[2..], &[20.0, 60.0, 60.0, 60.0]);
}

#[tokio::test(start_paused = true)]
async fn going_online_ends_the_rest() {
    let script = Script::new([network_failure()]);
    let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
    // Failed at 0, 60 and 180 s: due at 420 s.
    pass(200 * SECOND).await;
    assert_eq!(script.count(), 3);
    client.set_offline(true);
    pass(SECOND).await;
    client.set_offline(false);
    settle().await;
    assert_eq!(script.count(), 4);
    // The pace begins anew, too.
    pass(MINUTE).await;
    assert_eq!(script.count(), 5);
}

async fn toggle(client: &Client, times: u32) {
    for _ in 0..times {
        client.set_offline(true);
        settle().await;
        client.set_offline(false);
        pass(SECOND).await;
    }
}

#[tokio::test(start_paused = true)]
async fn going_online_asks_a_busy_server_once_per_interval() {
    let script = Script::new([busy(429, "250"), network_failure()]);
    let (client, host) = open(&environment(&script), options(auto(MINUTE)));
    settle().await;
    toggle(&client, 10).await;
    assert_eq!(script.count(), 1);
    assert_eq!(client.status().next_attempt_in_ms(), Some(240_000.0));
    assert_eq!(host.take(), ["FetchEnded(1101)", "Fetched(false)", "Ready"]);
    pass(60 * SECOND).await;
    toggle(&client, 10).await;
    assert_eq!(script.count(), 2, "an interval has passed");
    assert_eq!(client.status().next_attempt_in_ms(), Some(170_000.0), "the wish still counts");
    // Polls are due when the wish is over, also for a client that comes back after it has ended its rest offline.
    client.set_offline(true);
    pass(169 * SECOND).await;
    client.set_offline(false);
    pass(SECOND / 2).await;
    client.set_offline(true);
    pass(10 * SECOND).await;
    let before = script.count();
    client.set_offline(false);
    settle().await;
    assert_eq!(script.count(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn going_online_beside_others_is_like_joining_them() {
    let script = Script::new([network_failure()]);
    let environment = environment(&script);
    let (_first, _) = open(&environment, options(auto(MINUTE)));
    let (second, _) = open(&environment, options(auto(MINUTE)));
    // Failed at 0 and 60 s: due at 180 s.
    pass(70 * SECOND).await;
    toggle(&second, 20).await;
    assert_eq!(script.count(), 2);
    pass(40 * SECOND).await;
    toggle(&second, 20).await;
    pass(300 * SECOND).await;
    assert_close(&script.gaps(), &[60.0, 70.0, 50.0, 240.0]);
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_to_a_busy_server_learns_what_the_others_know_and_is_ready() {
    let script = Script::new([busy(429, "200"), config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (_first, _host) = open(&environment, options(auto(MINUTE)));
    // Within the interval, and after it.
    for wait in [10 * SECOND, 80 * SECOND] {
        pass(wait).await;
        let (newcomer, host) = open(&environment, options(auto(MINUTE)));
        settle().await;
        assert_eq!(host.take(), ["FetchEnded(1101)", "Fetched(false)", "Ready"]);
        assert!(newcomer.is_ready());
        assert_eq!(newcomer.status().last_error.unwrap().code, "UNEXPECTED_STATUS");
        assert_eq!(script.count(), 1);
    }
    let (_last, host) = open(&environment, options(auto(MINUTE)));
    pass(120 * SECOND).await;
    assert_eq!(script.gaps(), [200.0]);
    assert_eq!(host.take()[3..5], ["FetchEnded(0)", "Stored(e1)"]);
}

#[tokio::test(start_paused = true)]
async fn however_many_join_an_outage_the_others_rest_as_before() {
    let script = Script::new([network_failure()]);
    let environment = environment(&script);
    let (first, _host) = open(&environment, options(auto(MINUTE)));
    // Failed at 0 and 60 s: due at 180 s.
    pass(70 * SECOND).await;
    let next = first.status().next_attempt_in_ms();
    for _ in 0..30 {
        let (newcomer, host) = open(&environment, options(auto(MINUTE)));
        settle().await;
        assert_eq!(host.take(), ["FetchEnded(1103)", "Fetched(false)", "Ready"]);
        drop(newcomer);
    }
    assert_eq!((script.count(), first.status().next_attempt_in_ms()), (2, next));
    // An interval after the last attempt newcomers cause one of their own, which changes nothing for the others.
    pass(60 * SECOND).await;
    for _ in 0..30 {
        let (newcomer, host) = open(&environment, options(auto(MINUTE)));
        settle().await;
        assert_eq!(host.take(), ["FetchEnded(1103)", "Fetched(false)", "Ready"]);
        drop(newcomer);
    }
    pass(SECOND).await;
    assert_eq!(script.count(), 3);
    pass(300 * SECOND).await;
    assert_close(&script.gaps(), &[60.0, 70.0, 50.0, 240.0]);
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_that_succeeds_ends_the_outage_for_all() {
    let outage = std::iter::repeat_with(network_failure).take(3);
    let script = Script::new(outage.chain([config(CONFIG, "e1")]));
    let environment = environment(&script);
    let (_first, first_host) = open(&environment, options(auto(MINUTE)));
    // Failed at 0, 60 and 180 s: due at 420 s.
    pass(250 * SECOND).await;
    first_host.take();
    let (_second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), first_fetch("e1"));
    assert_eq!(first_host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
    pass(130 * SECOND).await;
    assert_close(&script.gaps()[2..], &[70.0, 60.0, 60.0]);
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_to_a_busy_server_gets_the_config_at_hand() {
    let script = Script::new([config(CONFIG, "e1"), busy(429, "200")]);
    let environment = environment(&script);
    let (_first, _host) = open(&environment, options(auto(MINUTE)));
    pass(100 * SECOND).await;
    let (second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(1101)", "Stored(e1)", "Fetched(false)", "Changed", "Ready"]);
    assert_eq!(second.entry().timestamp_ms, EPOCH_MS);
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn no_answer_stops_the_polls_for_good() {
    let failures = [
        network_failure(),
        Err(ClientError::Timeout { timeout: SECOND, ray_id: None }),
        Err(ClientError::BodyTooLarge { limit: 1, ray_id: None }),
        Err(ClientError::Aborted),
        Err(ClientError::InvalidProxy),
        Err(ClientError::Tls { message: "t".to_owned() }),
        Err(ClientError::Background { message: "b".to_owned() }),
        Err(ClientError::Panicked { message: "p".to_owned() }),
        Err(ClientError::InvalidConfig { message: "c".to_owned() }),
        Err(ClientError::InvalidPayload { message: "p".to_owned() }),
        body(b""),
        body(b"[]"),
        body(b"\xff\xfe"),
        busy(429, "99999999"),
        busy(503, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ];
    let statuses = (0..=999).chain([u16::MAX]).map(|code| status(code, "Whatever"));
    for answer in statuses.chain(failures) {
        // With and without a config at hand.
        for before in [None, Some(config(CONFIG, "e0"))] {
            let ahead = usize::from(before.is_some());
            let outage = std::iter::repeat_n(answer.clone(), 8);
            let script = Script::new(before.into_iter().chain(outage).chain([config(OTHER_CONFIG, "e1")]));
            let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
            // Eight rests of five intervals at most.
            pass(45 * MINUTE).await;
            assert!(script.count() > ahead + 8, "{answer:?}: {} requests", script.count());
            assert_eq!(client.entry().etag.as_deref(), Some("e1"), "{answer:?}");
        }
    }
}

/// Panics instead of answering with the status 599.
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
async fn panics_slow_the_polls_down_and_do_not_end_them() {
    let panics = std::iter::repeat_with(|| status(599, "")).take(4);
    let script = Script::new(panics.chain([config(CONFIG, "e1")]));
    let host = Arc::new(Recorder::default());
    let transport = Arc::new(Panicking(Arc::clone(&script)));
    let client = Service::open_in(
        &environment(&script),
        options(auto(MINUTE)),
        Arc::clone(&host) as _,
        None,
        Some(transport),
    )
    .unwrap();
    pass(20 * MINUTE).await;
    assert_close(&script.gaps()[..5], &[60.0, 120.0, 240.0, 270.0, 60.0]);
    assert_eq!(host.count("PollFailed"), 4);
    assert_eq!(client.entry().etag.as_deref(), Some("e1"));
    assert_eq!(client.status().last_error.unwrap().code, "PANIC");
}

/// A cache that panics, whatever it is asked.
struct BadCache;

impl ExternalCache for BadCache {
    fn sync(&self) -> BoxFuture<Arc<Entry>> {
        panic!("by design");
    }

    fn store(&self, _: Arc<Entry>) -> BoxFuture<()> {
        panic!("by design");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cache_that_panics_is_gone_on_without() {
    let script = Script::new([config(CONFIG, "e1")]);
    let (client, host) = open_with_cache(&environment(&script), options(auto(MINUTE)), Arc::new(BadCache));
    client.refresh(1, true, None);
    pass(10 * MINUTE).await;
    assert_eq!(script.count(), 11);
    assert_eq!(host.count("RefreshDone(1, 0)"), 1);
    assert_eq!(host.count("Ready"), 1);
    assert!(host.count("PollFailed") > 0);
}
