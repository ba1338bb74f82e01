//! Configs that take long to compile.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use support::*;
use vexil_client::Mode;

/// A config of some megabytes.
fn large() -> String {
    let mut text = r#"{"f":{"#.to_owned();
    for number in 0..60_000 {
        let rule = r#"{"c":[{"u":{"a":"x","c":0,"l":["a","b"]}}],"s":{"v":{"s":"q"}}}"#;
        let _ = write!(text, r#""k{number}":{{"t":1,"v":{{"s":"v"}},"r":[{rule}]}},"#);
    }
    text + r#""last":{"t":0,"v":{"b":true}}}}"#
}

/// On a runtime of one thread, as the background thread is.
#[tokio::test]
async fn a_large_config_delays_nothing_else_on_the_thread() {
    let script = Script::new([config(&large(), "e1")]);
    let (client, host) = open(&environment(&script), options(Mode::Manual));
    host.wait_for("Ready").await;
    let ticks = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&ticks);
    let ticker = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    client.refresh(1, true, None);
    host.wait_for("Stored(e1)").await;
    ticker.abort();
    let ticks = ticks.load(Ordering::Relaxed);
    assert!(ticks > 5, "{ticks} timers fired meanwhile");
    assert!(client.entry().config.is_some());
}

/// In real time: a paused clock runs on while another thread compiles.
#[tokio::test]
async fn a_large_text_that_is_no_config_is_told_like_a_small_one() {
    let script = Script::new([config(&large()[1..], "e1")]);
    let (client, host) = open(&environment(&script), options(Mode::Manual));
    client.refresh(1, true, None);
    host.wait_for("RefreshDone(1, 1105)").await;
    assert!(client.entry().is_empty());
}
