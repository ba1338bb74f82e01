//! Lazy and manual services: they fetch when asked and never by themselves.
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
use vexil_client::Mode;

#[tokio::test(start_paused = true)]
async fn nothing_happens_unasked() {
    for mode in [LAZY, Mode::Manual] {
        let script = Script::new([config(CONFIG, "e1")]);
        let (client, host) = open(&environment(&script), options(mode));
        pass(100 * MINUTE).await;
        assert_eq!(host.take(), ["Ready"]);
        assert_eq!(script.count(), 0);
        assert!(client.entry().initial);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_tells_everything_in_order() {
    let script = Script::new([config(CONFIG, "e1"), status(304, "Not Modified")]);
    let (client, host) = open(&environment(&script), options(Mode::Manual));
    settle().await;
    host.take();
    client.refresh(1, true, None);
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e1)", "Fetched(true)", "Changed", "RefreshDone(1, 0)"]);
    client.refresh(2, false, Some(client.entry()));
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(304)", "Stored(e1)", "Fetched(false)", "RefreshDone(2, 304)"]);
    assert_eq!(script.etags(), [None, Some("e1".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn refreshes_share_one_flight() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(Duration::from_secs(1));
    let (client, host) = open(&environment(&script), options(LAZY));
    client.refresh(1, false, None);
    client.refresh(2, true, None);
    pass(Duration::from_secs(2)).await;
    assert_eq!(script.count(), 1);
    // The flight belongs to whoever began it.
    assert_eq!(
        host.take(),
        [
            "Ready",
            "FetchEnded(0)",
            "Stored(e1)",
            "Fetched(false)",
            "Changed",
            "RefreshDone(1, 0)",
            "RefreshDone(2, 0)"
        ]
    );
    client.refresh(3, false, None);
    pass(Duration::from_secs(2)).await;
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn equal_services_keep_apart_but_share_the_compiled_config() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (first, first_host) = open(&environment, options(Mode::Manual));
    let (second, second_host) = open(&environment, options(Mode::Manual));
    settle().await;
    first.refresh(1, true, None);
    settle().await;
    assert_eq!(first_host.count("Changed"), 1);
    assert_eq!(second_host.take(), ["Ready"]);
    assert!(second.entry().initial);
    second.refresh(1, true, None);
    settle().await;
    let (first, second) = (first.entry(), second.entry());
    assert!(Arc::ptr_eq(first.config.as_ref().unwrap(), second.config.as_ref().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn offline_services_refuse_and_resume() {
    let script = Script::new([config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), options(Mode::Manual));
    client.set_offline(true);
    client.refresh(1, true, None);
    client.set_offline(false);
    settle().await;
    assert_eq!(host.take(), ["Ready", "RefreshDone(1, offline)"]);
    assert_eq!(script.count(), 0);
    client.refresh(2, true, None);
    settle().await;
    assert_eq!(host.count("RefreshDone(2, 0)"), 1);
}

#[tokio::test(start_paused = true)]
async fn disposal_gives_the_request_up() {
    let script = Script::new([config(CONFIG, "e1")]);
    let _gate = script.close_gate();
    let (client, host) = open(&environment(&script), options(Mode::Manual));
    client.refresh(1, true, None);
    client.refresh(2, true, None);
    settle().await;
    assert_eq!(script.count(), 1);
    client.dispose();
    settle().await;
    assert_eq!(host.take(), ["Ready", "RefreshDone(1, disposed)", "RefreshDone(2, disposed)"]);
}
