//! What a service says about itself.
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
use vexil_client::{Client, ClientError, Event, FetchCode, Host, Mode, Service, Status};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

fn error_of(client: &Client) -> (Option<FetchCode>, &'static str, String, f64) {
    let error = client.status().last_error.unwrap();
    (error.fetch_code, error.code, error.message, error.time_ms - EPOCH_MS)
}

#[tokio::test(start_paused = true)]
async fn it_tells_of_successes_failures_and_the_next_attempt() {
    let script = Script::new([config(CONFIG, "e1"), status(500, "Oops"), status(304, "Not Modified")]);
    script.set_delay(SECOND);
    let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
    assert_eq!(client.status(), Status::default(), "before anything happened");
    settle().await;
    assert_eq!(client.status().next_attempt_in_ms(), Some(0.0), "under way");
    assert_eq!(client.status().last_success_ms, None);

    pass(5 * SECOND).await;
    assert_eq!(client.status().last_success_ms, Some(EPOCH_MS + 1000.0));
    assert_eq!(client.status().last_error, None);
    assert_eq!(client.status().next_attempt_in_ms(), Some(55_000.0));

    pass(56 * SECOND).await;
    // Too young at 60 s: looked at again at 120 s.
    assert_eq!(client.status().next_attempt_in_ms(), Some(59_000.0));
    pass(MINUTE).await;
    let expected = "Unexpected HTTP response: 500 Oops".to_owned();
    let failure = (Some(FetchCode::UnexpectedStatus), "UNEXPECTED_STATUS", expected, 121_000.0);
    assert_eq!(error_of(&client), failure);
    assert_eq!(client.status().last_success_ms, Some(EPOCH_MS + 1000.0));
    assert_eq!(client.status().next_attempt_in_ms(), Some(59_000.0));

    pass(MINUTE).await;
    assert_eq!(client.status().last_success_ms, Some(EPOCH_MS + 181_000.0));
    assert_eq!(error_of(&client), failure, "it stays, with its time");
}

#[tokio::test(start_paused = true)]
async fn each_failure_has_its_code_and_a_message_without_secrets() {
    let timeout = ClientError::Timeout { timeout: SECOND, ray_id: None };
    for (answer, code, message) in [
        (
            status(403, "Forbidden"),
            "INVALID_SDK_KEY",
            "The server does not accept the SDK key: 403 Forbidden",
        ),
        (status(404, ""), "INVALID_SDK_KEY", "The server does not accept the SDK key: 404"),
        (status(429, "Busy"), "UNEXPECTED_STATUS", "Unexpected HTTP response: 429 Busy"),
        (status(0, ""), "UNEXPECTED_STATUS", "Unexpected HTTP response: no status"),
        (
            status(304, "Not Modified"),
            "NOT_MODIFIED_WHEN_EMPTY",
            "Unexpected HTTP response when no config is known: 304 Not Modified",
        ),
        (Err(timeout), "TIMEOUT", "Request timed out. Timeout value: 1000ms"),
        (
            network_failure(),
            "NETWORK",
            "Request failed due to a network or protocol error. connection refused",
        ),
        (body(b""), "INVALID_CONFIG", "No response body."),
        (Err(ClientError::Aborted), "ABORTED", "Request was aborted."),
    ] {
        let script = Script::new([answer]);
        let (client, _host) = open(&environment(&script), options(auto(MINUTE)));
        settle().await;
        let error = client.status().last_error.unwrap();
        assert_eq!((error.code, error.message.as_str()), (code, message));
        assert!(!format!("{:?}", client.status()).contains(SDK_KEY));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_planned_where_nothing_polls() {
    for mode in [LAZY, Mode::Manual] {
        let script = Script::new([config(CONFIG, "e1"), network_failure()]);
        let (client, _host) = open(&environment(&script), options(mode));
        settle().await;
        assert_eq!(client.status(), Status::default());
        client.refresh(1, true, None);
        settle().await;
        assert_eq!(client.status().last_success_ms, Some(EPOCH_MS));
        client.refresh(2, true, None);
        settle().await;
        assert_eq!(client.status().last_error.unwrap().code, "NETWORK");
        assert_eq!(client.status().next_attempt_in_ms(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn offline_and_disposed_subscribers_have_a_past_but_no_plans() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (first, _host) = open(&environment, options(auto(MINUTE)));
    let (second, _other) = open(&environment, options(auto(MINUTE)));
    pass(SECOND).await;
    first.set_offline(true);
    settle().await;
    assert_eq!(first.status().next_attempt_in_ms(), None);
    assert_eq!(first.status().last_success_ms, Some(EPOCH_MS));
    assert_eq!(second.status().next_attempt_in_ms(), Some(59_000.0));
    first.set_offline(false);
    settle().await;
    assert_eq!(first.status().next_attempt_in_ms(), Some(59_000.0));
    second.dispose();
    assert_eq!(second.status().next_attempt_in_ms(), None);
    assert_eq!(second.status().last_success_ms, Some(EPOCH_MS));
}

#[tokio::test(start_paused = true)]
async fn who_is_offline_keeps_the_past_while_the_others_go_on() {
    let script = Script::new([config(CONFIG, "e1"), network_failure(), network_failure(), status(304, "")]);
    let environment = environment(&script);
    let (first, _host) = open(&environment, options(auto(MINUTE)));
    let (second, _other) = open(&environment, options(auto(MINUTE)));
    pass(SECOND).await;
    first.set_offline(true);
    pass(HOUR).await;
    let theirs = second.status();
    assert!(theirs.last_success_ms > Some(EPOCH_MS) && theirs.last_error.is_some());
    assert_eq!(first.status().last_success_ms, Some(EPOCH_MS));
    assert_eq!(first.status().last_error, None);

    let mut offline = options(auto(MINUTE));
    offline.offline = true;
    let (third, _late) = open(&environment, offline);
    settle().await;
    assert_eq!(third.status(), Status::default(), "it has taken part in nothing");
    for client in [&first, &third] {
        client.set_offline(false);
        settle().await;
        assert_eq!(client.status().last_error, theirs.last_error, "the service's, from its start on");
    }
}

#[tokio::test(start_paused = true)]
async fn a_fetch_under_way_counts_for_who_goes_offline_meanwhile() {
    let script = Script::new([network_failure()]);
    script.set_delay(SECOND);
    let (client, _host) = open(&environment(&script), options(Mode::Manual));
    client.refresh(1, true, None);
    settle().await;
    client.set_offline(true);
    pass(2 * SECOND).await;
    assert_eq!(client.status().last_error.unwrap().code, "NETWORK");
}

/// Looks at the status from within each event.
#[derive(Default)]
struct Watcher {
    client: Mutex<Option<Client>>,
    seen: Mutex<Vec<(String, Option<&'static str>, bool)>>,
}

impl Host for Watcher {
    fn emit(&self, event: Event) {
        if let Some(client) = &*self.client.lock().unwrap() {
            let status = client.status();
            let planned = status.next_attempt_in_ms().is_some_and(|wait| wait > 0.0);
            self.seen.lock().unwrap().push((
                name(&event),
                status.last_error.map(|error| error.code),
                planned,
            ));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_status_is_there_before_the_events() {
    let script = Script::new([network_failure()]);
    script.set_delay(SECOND);
    let host = Arc::new(Watcher::default());
    let service =
        Service::open_in(&environment(&script), options(auto(MINUTE)), Arc::clone(&host) as _, None, None);
    *host.client.lock().unwrap() = Some(service.unwrap());
    pass(2 * SECOND).await;
    let seen = host.seen.lock().unwrap().clone();
    let expected = [("FetchEnded(1103)", false), ("Fetched(false)", true), ("Ready", true)];
    assert_eq!(seen, expected.map(|(event, planned)| (event.to_owned(), Some("NETWORK"), planned)));
}
