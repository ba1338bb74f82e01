//! Equal auto-polling services are one: one poller, one download, one compiled config.
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
use vexil_client::{Service, TlsTrust};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn two_subscribers_share_one_download() {
    let script = Script::new([config(CONFIG, "e1"), config(OTHER_CONFIG, "e2")]);
    script.set_delay(Duration::from_millis(400));
    let environment = environment(&script);
    let (first, first_host) = open(&environment, options(auto(MINUTE)));
    let (second, second_host) = open(&environment, options(auto(MINUTE)));
    pass(2 * SECOND).await;
    assert_eq!(first_host.take(), first_fetch("e1"));
    assert_eq!(second_host.take(), first_fetch("e1"));
    assert!(Arc::ptr_eq(&first.entry(), &second.entry()));
    pass(MINUTE).await;
    assert_eq!(script.count(), 2);
    let change = ["FetchEnded(0)", "Stored(e2)", "Fetched(false)", "Changed"];
    assert_eq!(first_host.take(), change);
    assert_eq!(second_host.take(), change);
}

#[tokio::test(start_paused = true)]
async fn a_joiner_sees_the_events_of_a_first_fetch() {
    let script = Script::new([config(CONFIG, "e1"), status(304, "Not Modified")]);
    let environment = environment(&script);
    let (first, _) = open(&environment, options(auto(MINUTE)));
    pass(90 * SECOND).await;
    let (second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), first_fetch("e1"));
    assert!(second.is_ready());
    assert!(Arc::ptr_eq(&first.entry(), &second.entry()));
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_joiner_of_a_wrong_key_sees_that() {
    let script = Script::new([status(404, "Not Found")]);
    let environment = environment(&script);
    let (_first, _) = open(&environment, options(auto(MINUTE)));
    pass(10 * SECOND).await;
    let (_second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(1100)", "Stored(empty)", "Fetched(false)", "Ready"]);
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_joiner_of_a_failing_service_hears_of_the_failure() {
    let script = Script::new([network_failure(), config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (_first, first_host) = open(&environment, options(auto(MINUTE)));
    pass(10 * SECOND).await;
    let failure = ["FetchEnded(1103)", "Fetched(false)", "Ready"];
    assert_eq!(first_host.take(), failure);
    let (_second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), failure);
    assert_eq!(script.count(), 1);
    pass(50 * SECOND).await;
    let news = ["FetchEnded(0)", "Stored(e1)", "Fetched(false)", "Changed"];
    assert_eq!(host.take(), news);
    assert_eq!(first_host.take(), news);
}

#[tokio::test(start_paused = true)]
async fn a_joiner_gets_stale_data_when_the_server_is_gone() {
    let script = Script::new([config(CONFIG, "e1"), network_failure()]);
    let environment = environment(&script);
    let (_first, _) = open(&environment, options(auto(MINUTE)));
    pass(150 * SECOND).await;
    let (second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), ["FetchEnded(1103)", "Stored(e1)", "Fetched(false)", "Changed", "Ready"]);
    assert_eq!(second.entry().timestamp_ms, EPOCH_MS);
}

#[tokio::test(start_paused = true)]
async fn not_modified_is_news_to_a_joiner() {
    let script = Script::new([
        config(CONFIG, "e1"),
        network_failure(),
        network_failure(),
        status(304, "Not Modified"),
    ]);
    let environment = environment(&script);
    let (_first, first_host) = open(&environment, options(auto(MINUTE)));
    // Failed at 60 and 120 s: due at 240 s.
    pass(200 * SECOND).await;
    first_host.take();
    let (_second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    assert_eq!(host.take(), first_fetch("e1"));
    assert_eq!(first_host.take(), ["FetchEnded(304)", "Stored(e1)", "Fetched(false)"]);
}

#[tokio::test(start_paused = true)]
async fn an_etag_that_stands_for_two_configs_keeps_nobody_from_the_newer_one() {
    // During the rest it hears of the failure; an interval after the last attempt it asks.
    for (wait, code) in [(70, 1103), (130, 0)] {
        let script = Script::new([
            config(CONFIG, "e1"),
            config(OTHER_CONFIG, "e1"),
            network_failure(),
            network_failure(),
            status(304, "Not Modified"),
        ]);
        let environment = environment(&script);
        let (first, _) = open(&environment, options(auto(MINUTE)));
        let (second, host) = open(&environment, options(auto(MINUTE)));
        settle().await;
        second.set_offline(true);
        // The other text comes at 60 s; failed at 120 and 180 s: due at 300 s.
        pass(Duration::from_secs(120 + wait)).await;
        host.take();
        second.set_offline(false);
        settle().await;
        let code = format!("FetchEnded({code})");
        assert_eq!(host.take(), [code.as_str(), "Stored(e1)", "Fetched(false)", "Changed"]);
        assert!(first.entry().has_same_config(&second.entry()));
        assert_eq!(second.entry().json().unwrap().as_ref(), OTHER_CONFIG.as_bytes());
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_one_is_news_to_all_but_asked_by_one() {
    let script = Script::new([config(CONFIG, "e1"), config(OTHER_CONFIG, "e2")]);
    let environment = environment(&script);
    let (first, first_host) = open(&environment, options(auto(MINUTE)));
    let (_second, second_host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    first_host.take();
    second_host.take();
    first.refresh(5, true, None);
    settle().await;
    assert_eq!(
        first_host.take(),
        ["FetchEnded(0)", "Stored(e2)", "Fetched(true)", "Changed", "RefreshDone(5, 0)"]
    );
    assert_eq!(second_host.take(), ["FetchEnded(0)", "Stored(e2)", "Fetched(false)", "Changed"]);
}

#[tokio::test(start_paused = true)]
async fn one_goes_offline_and_the_other_polls_on() {
    let script = Script::new([config(CONFIG, "e1"), config(OTHER_CONFIG, "e2")]);
    let environment = environment(&script);
    let (first, first_host) = open(&environment, options(auto(MINUTE)));
    let (second, second_host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    first_host.take();
    second_host.take();
    first.set_offline(true);
    pass(MINUTE).await;
    assert_eq!(first_host.take(), Vec::<String>::new());
    assert_eq!(first.entry().etag.as_deref(), Some("e1"));
    assert_eq!(second.entry().etag.as_deref(), Some("e2"));
    assert_eq!(second_host.take().len(), 4);

    // Back online it catches up, without a request and without shifting the other's polls.
    pass(30 * SECOND).await;
    first.set_offline(false);
    settle().await;
    assert_eq!(first_host.take(), ["FetchEnded(0)", "Stored(e2)", "Fetched(false)", "Changed"]);
    assert_eq!(script.count(), 2);
    pass(30 * SECOND).await;
    assert_eq!(script.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn nobody_online_means_no_requests() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (first, _) = open(&environment, options(auto(MINUTE)));
    let (second, host) = open(&environment, options(auto(MINUTE)));
    settle().await;
    first.set_offline(true);
    second.dispose();
    host.take();
    pass(10 * MINUTE).await;
    assert_eq!(script.count(), 1);
    assert_eq!(host.take(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn disposal_of_one_leaves_the_others_fetch_alone() {
    let script = Script::new([config(CONFIG, "e1")]);
    script.set_delay(SECOND);
    let environment = environment(&script);
    let (first, first_host) = open(&environment, options(auto(MINUTE)));
    let (_second, second_host) = open(&environment, options(auto(MINUTE)));
    first.refresh(1, true, None);
    settle().await;
    first.dispose();
    pass(2 * SECOND).await;
    assert_eq!(first_host.take(), ["RefreshDone(1, disposed)"]);
    assert_eq!(second_host.take(), first_fetch("e1"));
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_offline_newcomer_hears_nothing() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (_first, _) = open(&environment, options(auto(MINUTE)));
    settle().await;
    let mut offline = options(auto(MINUTE));
    offline.offline = true;
    let (second, host) = open(&environment, offline);
    pass(5 * MINUTE).await;
    assert_eq!(host.take(), ["Ready"]);
    assert!(second.entry().initial);
}

#[tokio::test(start_paused = true)]
async fn different_options_are_different_services() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let mut variants = vec![options(auto(MINUTE)); 10];
    variants[1].sdk_key.push('x');
    variants[2].base_url.push('x');
    variants[3].base_url_overridden = true;
    variants[4].request_timeout = SECOND;
    variants[5].mode = auto(2 * MINUTE);
    variants[6].headers.push(("X-Test".to_owned(), "1".to_owned()));
    variants[7].proxy = Some("http://127.0.0.1:1".to_owned());
    variants[8].connect_timeout = SECOND;
    variants[9].trust = Some(TlsTrust::any_certificate());
    let count = variants.len();
    let clients: Vec<_> = variants.into_iter().map(|options| open(&environment, options)).collect();
    settle().await;
    assert_eq!(script.count(), count);
    drop(clients);
}

#[tokio::test(start_paused = true)]
async fn own_transports_are_not_shared() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let clients: Vec<_> = (0..2)
        .map(|_| {
            let transport = Arc::new(Scripted(Arc::clone(&script)));
            let host = Arc::new(Recorder::default());
            Service::open_in(&environment, options(auto(MINUTE)), host, None, Some(transport)).unwrap()
        })
        .collect();
    settle().await;
    assert_eq!(script.count(), 2);
    drop(clients);
}

#[tokio::test(start_paused = true)]
async fn a_service_ends_with_its_last_subscriber_and_starts_anew() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    for count in 1..=3 {
        let (client, host) = open(&environment, options(auto(MINUTE)));
        settle().await;
        assert_eq!(host.take(), first_fetch("e1"));
        assert_eq!(script.count(), count);
        assert_eq!(script.etags().pop(), Some(None), "nothing is left of the one before");
        drop(client);
        settle().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_subscribers_make_one_request() {
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let clients: Vec<_> = (0..1000).map(|_| open(&environment, options(auto(MINUTE)))).collect();
    pass(SECOND).await;
    assert_eq!(script.count(), 1);
    assert!(clients.iter().all(|(client, host)| client.is_ready() && host.take() == first_fetch("e1")));
}
