//! Clients that are made and disposed of over and over keep to the `Retry-After` that the first of them got.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/cache_file.rs"]
mod cache_file;
mod support;

use std::sync::Arc;
use std::time::Duration;

use cache_file::{SECOND, folder, with_file, written};
use support::*;
use vexil_client::{Client, Environment, Mode, Response, ServiceOptions};

/// What a client is told that is made while the server wants to be left alone.
const HELD: [&str; 3] = ["FetchEnded(1101)", "Fetched(false)", "Ready"];

fn busy(retry_after: &str) -> Answer {
    let retry_after = Some(retry_after.to_owned());
    Ok(Response { status: 503, reason: "Busy".to_owned(), retry_after, ..Response::default() })
}

fn seconds_left(client: &Client) -> f64 {
    client.status().next_attempt_in_ms().unwrap() / 1000.0
}

/// A client that has come and gone.
async fn pass_by(environment: &Arc<Environment>, options: ServiceOptions) -> Vec<String> {
    let (client, host) = open(environment, options);
    settle().await;
    assert!(client.is_ready());
    drop(client);
    host.take()
}

#[tokio::test(start_paused = true)]
async fn clients_that_come_and_go_ask_a_busy_server_once() {
    let script = Script::new([busy("100"), config(CONFIG, "e1")]);
    let environment = environment(&script);
    for round in 0..20 {
        assert_eq!(pass_by(&environment, options(auto(MINUTE))).await, HELD, "{round}");
        pass(SECOND).await;
    }
    assert_eq!(script.count(), 1);
    // It lasts longer than the interval, and the next one polls when it is over.
    pass(70 * SECOND).await;
    let (client, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), HELD);
    let error = client.status().last_error.unwrap();
    assert_eq!(
        (error.code, error.message.as_str()),
        ("UNEXPECTED_STATUS", "Unexpected HTTP response: 503 Busy")
    );
    assert_eq!(error.time_ms, EPOCH_MS);
    assert_eq!(seconds_left(&client), 10.0);
    assert!(client.entry().is_empty());
    pass(9 * SECOND).await;
    assert_eq!(script.count(), 1);
    pass(2 * SECOND).await;
    assert_eq!(script.gaps(), [100.0]);
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"]);
    pass(120 * SECOND).await;
    assert_eq!(script.gaps(), [100.0, 60.0, 60.0], "the pace is back");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_made_in_the_moment_of_the_disposal_knows_it_too() {
    let script = Script::new([busy("100")]);
    let environment = environment(&script);
    let (mut client, _host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    for _ in 0..5 {
        client.dispose();
        client = open(&environment, options(auto(MINUTE))).0;
    }
    settle().await;
    assert_eq!((script.count(), seconds_left(&client)), (1, 100.0));
}

#[tokio::test(start_paused = true)]
async fn a_short_wish_is_over_before_the_interval_is() {
    let script = Script::new([busy("5"), config(CONFIG, "e1")]);
    let environment = environment(&script);
    pass_by(&environment, options(auto(MINUTE))).await;
    let (client, _host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(seconds_left(&client), 5.0);
    pass(6 * SECOND).await;
    assert_eq!(script.gaps(), [5.0]);
}

#[tokio::test(start_paused = true)]
async fn it_is_forgotten_when_it_is_over_and_its_limit_is_that_of_polls() {
    let script = Script::new([busy("86400"), config(CONFIG, "e1")]);
    let environment = environment(&script);
    pass_by(&environment, options(auto(MINUTE))).await;
    pass(299 * SECOND).await;
    assert_eq!(pass_by(&environment, options(auto(MINUTE))).await, HELD);
    pass(SECOND).await;
    assert_eq!(pass_by(&environment, options(auto(MINUTE))).await, first_fetch("e1"));
    assert_eq!(*script.repeatable.lock().unwrap(), [true, true], "nothing is left of the outage");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_the_user_is_sent_and_a_success_ends_it() {
    let script = Script::new([busy("250"), network_failure(), config(CONFIG, "e1")]);
    let environment = environment(&script);
    pass_by(&environment, options(auto(MINUTE))).await;
    let (client, host) = open(&environment, options(auto(MINUTE)));
    client.refresh(1, true, None);
    settle().await;
    assert_eq!((script.count(), host.count("RefreshDone(1, 1103)")), (2, 1));
    assert_eq!(seconds_left(&client), 250.0, "one that fails changes nothing");
    drop(client);
    assert_eq!(
        pass_by(&environment, options(auto(MINUTE))).await,
        ["FetchEnded(1103)", "Fetched(false)", "Ready"]
    );
    let (client, host) = open(&environment, options(auto(MINUTE)));
    client.refresh(2, true, None);
    settle().await;
    assert_eq!((script.count(), host.count("RefreshDone(2, 0)")), (3, 1));
    assert_eq!(seconds_left(&client), 60.0);
    drop(client);
    assert_eq!(pass_by(&environment, options(auto(MINUTE))).await, first_fetch("e1"));
    assert_eq!(script.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn only_retry_after_is_kept_and_only_for_equal_clients() {
    let script = Script::new([network_failure(), network_failure(), busy("100"), config(CONFIG, "e1")]);
    let environment = environment(&script);
    for count in 1..=3 {
        pass_by(&environment, options(auto(MINUTE))).await;
        assert_eq!(script.count(), count, "no rest after failures is kept");
    }
    assert_eq!(pass_by(&environment, options(auto(2 * MINUTE))).await, first_fetch("e1"));
    assert_eq!(pass_by(&environment, options(auto(MINUTE))).await, HELD);
    let (client, _host) = open(&environment, options(Mode::Manual));
    client.refresh(1, true, None);
    settle().await;
    assert_eq!(script.count(), 5);
}

#[tokio::test(start_paused = true)]
async fn going_online_does_not_end_it_and_newcomers_wait_too() {
    let script = Script::new([busy("200"), config(CONFIG, "e1")]);
    let environment = environment(&script);
    pass_by(&environment, options(auto(MINUTE))).await;
    let mut offline = options(auto(MINUTE));
    offline.offline = true;
    let (client, host) = open(&environment, offline);
    settle().await;
    assert_eq!(host.take(), ["Ready"]);
    assert_eq!(client.status().next_attempt_in_ms(), None);
    for _ in 0..5 {
        pass(20 * SECOND).await;
        client.set_offline(false);
        settle().await;
        assert_eq!(client.status().last_error.unwrap().code, "UNEXPECTED_STATUS");
        client.set_offline(true);
    }
    client.set_offline(false);
    let (second, second_host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(second_host.take(), HELD);
    assert_eq!((seconds_left(&client), seconds_left(&second)), (100.0, 100.0));
    assert_eq!(host.take(), ["FetchEnded(1101)", "Fetched(false)"], "told once");
    pass(101 * SECOND).await;
    assert_eq!(script.gaps(), [200.0]);
    assert_eq!(second.entry().etag.as_deref(), Some("e1"));
}

#[tokio::test(start_paused = true)]
async fn the_cache_file_is_read_first() {
    for has_config in [true, false] {
        let (_folder, path) = folder();
        if has_config {
            written(&path).await;
        }
        let script = Script::new([busy("200"), config(OTHER_CONFIG, "e2")]);
        let environment = cache_file::environment_after(&script, 2 * MINUTE);
        let options = || with_file(auto(MINUTE), &path);
        let told: &[&str] = match has_config {
            true => &["Restored(\"e1\")", "Ready"],
            false => &["CacheFile(0)", "Restored(-)", "FetchEnded(1101)", "Fetched(false)", "Ready"],
        };
        for round in 0..5 {
            let (client, host) = open(&environment, options());
            pass(SECOND).await;
            let events = host.take();
            if round > 0 {
                assert_eq!(events, told);
            }
            assert_eq!(client.entry().is_empty(), !has_config);
            assert_eq!(client.status().last_error.unwrap().code, "UNEXPECTED_STATUS");
        }
        assert_eq!(script.count(), 1);
        let (client, host) = open(&environment, options());
        // With the jitter of an environment whose chance nobody chose.
        pass(220 * SECOND).await;
        assert!((200.0..=220.0).contains(&script.gaps()[0]), "{:?}", script.gaps());
        assert_eq!((host.count("Stored(e2)"), client.entry().etag.as_deref()), (1, Some("e2")));
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_one_need_not_be_made_at_once() {
    let script = Script::new([busy("100"), busy("30"), config(CONFIG, "e1")]);
    let environment = environment(&script);
    pass_by(&environment, options(auto(MINUTE))).await;
    pass(Duration::from_secs(101)).await;
    pass_by(&environment, options(auto(MINUTE))).await;
    assert_eq!(script.gaps().len(), 1, "it was over, and the next wish counts");
    pass(29 * SECOND).await;
    assert_eq!(pass_by(&environment, options(auto(MINUTE))).await, HELD);
    pass(2 * SECOND).await;
    assert_eq!(pass_by(&environment, options(auto(MINUTE))).await, first_fetch("e1"));
}
