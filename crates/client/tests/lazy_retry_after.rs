//! Lazy services leave a server alone that asks for it, unless a user insists.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::time::Duration;

use support::*;
use vexil_client::{Client, Mode, Response};

const SECOND: Duration = Duration::from_secs(1);

/// The answer of a server that wants to be left alone.
fn busy(status: u16, retry_after: &str) -> Answer {
    let retry_after = Some(retry_after.to_owned());
    Ok(Response { status, reason: "Busy".to_owned(), retry_after, ..Response::default() })
}

fn lazy(time_to_live: Duration) -> Mode {
    Mode::Lazy { time_to_live }
}

/// After how many seconds the wish is over that came with the answer just now; at most an hour.
async fn seconds_of_hold(client: &Client) -> u32 {
    for second in 0..3600 {
        if !client.is_held() {
            return second;
        }
        pass(SECOND).await;
    }
    3600
}

#[tokio::test(start_paused = true)]
async fn evaluations_do_not_ask_before_the_time_is_over() {
    let script = Script::new([busy(429, "100"), config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(LAZY));
    client.refresh(0, false, None);
    settle().await;
    assert_eq!(host.take(), ["Ready", "FetchEnded(1101)", "Fetched(false)", "RefreshDone(0, 1101)"]);
    for token in 1..4 {
        client.refresh(token, false, None);
        pass(30 * SECOND).await;
        assert_eq!(host.take(), [format!("RefreshDone({token}, held)")], "nothing but an answer");
    }
    assert_eq!(script.count(), 1);
    assert!(client.is_held());
    pass(11 * SECOND).await;
    assert!(!client.is_held());
    client.refresh(4, false, None);
    settle().await;
    assert_eq!(script.count(), 2);
    assert_eq!(client.entry().etag.as_deref(), Some("e1"));
}

#[tokio::test(start_paused = true)]
async fn the_wish_is_cut_as_that_of_polls_with_the_time_to_live_as_interval() {
    for (time_to_live, status, header, seconds) in [
        (MINUTE, 429, "100", 100),
        (MINUTE, 503, "100", 100),
        (MINUTE, 404, "100", 100),
        (MINUTE, 429, "86400", 300),
        (MINUTE, 429, "99999999999999999999", 300),
        (10 * MINUTE, 429, "86400", 600),
        (SECOND, 429, "86400", 5),
        (MINUTE, 429, "Tue, 14 Nov 2023 22:15:00 GMT", 100),
        (MINUTE, 429, "0", 0),
        (MINUTE, 429, "-5", 0),
        (MINUTE, 429, "soon", 0),
    ] {
        let script = Script::new([busy(status, header)]);
        let (client, _host) = open(&environment(&script), options(lazy(time_to_live)));
        client.refresh(0, false, None);
        settle().await;
        let held = seconds_of_hold(&client).await;
        // The look comes once a second.
        assert!(held == seconds || held == seconds + 1, "{status} {header}: {held} s, not {seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_is_not_held_up_and_success_ends_the_wish() {
    let script = Script::new([busy(429, "100"), busy(429, "soon"), config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(LAZY));
    client.refresh(0, false, None);
    settle().await;
    client.refresh(1, true, None);
    settle().await;
    assert_eq!(script.count(), 2, "a user is always heard");
    assert!(client.is_held(), "another failure takes nothing back");
    client.refresh(2, true, None);
    settle().await;
    assert!(!client.is_held());
    client.refresh(3, false, None);
    settle().await;
    assert_eq!(script.count(), 4);
    assert_eq!(host.count("RefreshDone(3, 0)"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_a_user_has_asked_for_is_shared_during_the_wait() {
    let script = Script::new([busy(429, "100"), config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(LAZY));
    client.refresh(0, false, None);
    settle().await;
    script.set_delay(SECOND);
    client.refresh(1, true, None);
    client.refresh(2, false, None);
    pass(2 * SECOND).await;
    assert_eq!(script.count(), 2);
    assert_eq!((host.count("RefreshDone(1, 0)"), host.count("RefreshDone(2, 0)")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_wish_outlives_going_online() {
    let script = Script::new([busy(429, "100")]);
    let (client, host) = open(&environment(&script), options(LAZY));
    client.refresh(0, false, None);
    settle().await;
    client.set_offline(true);
    settle().await;
    client.set_offline(false);
    assert!(client.is_held());
    client.refresh(1, false, None);
    settle().await;
    assert_eq!(script.count(), 1);
    assert_eq!(host.count("RefreshDone(1, held)"), 1);
}

#[tokio::test(start_paused = true)]
async fn manual_services_hear_their_users_only() {
    let script = Script::new([busy(429, "100")]);
    let (client, _host) = open(&environment(&script), options(Mode::Manual));
    for token in 0..3 {
        client.refresh(token, true, None);
        settle().await;
    }
    assert_eq!(script.count(), 3);
    assert!(!client.is_held());
}
