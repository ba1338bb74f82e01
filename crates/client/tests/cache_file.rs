//! How services begin with the config of their cache file.
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

use cache_file::*;
use support::*;
use vexil_client::Mode;

#[tokio::test(start_paused = true)]
async fn a_restart_while_the_server_is_down_begins_with_the_file() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([network_failure()]);
    script.set_delay(30 * SECOND);
    let environment = environment_after(&script, HOUR);
    let (client, host) = open(&environment, with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    assert_eq!(host.take(), ["Restored(\"e1\")"]);
    assert_eq!(&**client.entry().json().unwrap(), CONFIG.as_bytes());
    assert_eq!((client.entry().timestamp_ms, client.entry().confirmed_ms), (EPOCH_MS, Some(EPOCH_MS)));
    assert_eq!(script.etags(), [Some("\"e1\"".to_owned())]);
    assert!(!client.is_ready(), "readiness waits for the first fetch");
    pass(5 * SECOND).await;
    assert_eq!(host.take(), ["Ready"]);
    pass(MINUTE).await;
    assert!(!client.entry().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_config_that_the_server_confirms_is_not_announced_as_changed() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([status(304, "Not Modified"), config(OTHER_CONFIG, "e2")]);
    let (_client, host) = open(&environment_after(&script, HOUR), with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    let events = ["Restored(\"e1\")", "FetchEnded(304)", "Stored(\"e1\")", "Fetched(false)", "Ready"];
    assert_eq!(host.take(), events);
    pass(MINUTE).await;
    assert_eq!(host.take(), ["FetchEnded(0)", "Stored(e2)", "Fetched(false)", "Changed"]);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_file_spares_the_first_fetch_as_a_fresh_cache_does() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([network_failure()]);
    let (client, host) = open(&environment_after(&script, 20 * SECOND), with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    assert_eq!(host.take(), ["Restored(\"e1\")", "Ready"]);
    assert!(client.is_ready());
    assert_eq!(script.count(), 0);
    pass(MINUTE).await;
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_time_still_to_come_makes_no_entry_fresh() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([network_failure()]);
    let environment = shifted(&script, -10.0 * 365.0 * 86_400_000.0);
    let (client, _host) = open(&environment, with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    assert_eq!(script.count(), 1);
    assert_eq!((client.entry().timestamp_ms, client.entry().confirmed_ms), (0.0, None));
}

#[tokio::test(start_paused = true)]
async fn lazy_and_manual_services_begin_with_the_file_too() {
    for mode in [LAZY, Mode::Manual] {
        let (_folder, path) = folder();
        written(&path).await;
        let script = Script::new([network_failure()]);
        let (client, host) = open(&environment_after(&script, HOUR), with_file(mode, &path));
        pass(SECOND).await;
        assert_eq!(host.take(), ["Restored(\"e1\")", "Ready"]);
        client.refresh(1, false, None);
        pass(SECOND).await;
        assert_eq!(host.take(), ["FetchEnded(1103)", "Fetched(false)", "RefreshDone(1, 1103)"]);
        assert_eq!(client.entry().etag.as_deref(), Some("\"e1\""));
    }
}

#[tokio::test(start_paused = true)]
async fn services_share_a_poller_only_with_the_same_file() {
    let (folder, path) = folder();
    written(&path).await;
    let script = Script::new([network_failure()]);
    let environment = environment_after(&script, HOUR);
    let (_first, first_host) = open(&environment, with_file(auto(MINUTE), &path));
    let (_second, second_host) = open(&environment, with_file(auto(MINUTE), &path));
    let (_other, other_host) = open(&environment, with_file(auto(MINUTE), &folder.path().join("other")));
    pass(SECOND).await;
    assert_eq!(script.count(), 2);
    let failed = ["FetchEnded(1103)", "Fetched(false)", "Ready"];
    for host in [first_host, second_host] {
        assert_eq!(host.take(), [&["Restored(\"e1\")"], &failed[..]].concat());
    }
    assert_eq!(other_host.take(), [&["CacheFile(0)", "Restored(-)"], &failed[..]].concat());

    // Whoever comes later begins with the same config, at once.
    let (late, late_host) = open(&environment, with_file(auto(MINUTE), &path));
    settle().await;
    assert_eq!(late_host.count("Restored(\"e1\")"), 1);
    assert!(!late.entry().is_empty());
}

#[tokio::test(start_paused = true)]
async fn who_joins_after_a_fetch_hears_of_the_fetch() {
    let (_folder, path) = folder();
    let script = Script::new([config(CONFIG, "e1")]);
    let environment = environment(&script);
    let (_first, _) = open(&environment, with_file(auto(MINUTE), &path));
    pass(10 * SECOND).await;
    let (_second, host) = open(&environment, with_file(auto(MINUTE), &path));
    settle().await;
    assert_eq!(host.take(), [vec!["Restored(-)".to_owned()], first_fetch("e1")].concat());

    let mut offline = with_file(auto(MINUTE), &path);
    offline.offline = true;
    let (_third, host) = open(&environment, offline);
    settle().await;
    assert_eq!(host.take(), ["Restored(e1)", "Ready"]);
}

#[tokio::test(start_paused = true)]
async fn who_is_offline_waits_for_the_file_only() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([network_failure()]);
    script.set_delay(HOUR);
    let environment = environment_after(&script, HOUR);
    let (_online, online_host) = open(&environment, with_file(auto(MINUTE), &path));
    let mut options = with_file(auto(MINUTE), &path);
    options.offline = true;
    let (_offline, offline_host) = open(&environment, options);
    pass(SECOND).await;
    assert_eq!(online_host.take(), ["Restored(\"e1\")"]);
    assert_eq!(offline_host.take(), ["Restored(\"e1\")", "Ready"]);
}

#[tokio::test(start_paused = true)]
async fn disposal_while_the_file_is_read() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([network_failure()]);
    let environment = environment_after(&script, HOUR);
    let (first, first_host) = open(&environment, with_file(auto(MINUTE), &path));
    let (second, second_host) = open(&environment, with_file(auto(MINUTE), &path));
    tokio::task::yield_now().await;
    first.dispose();
    first_host.take();
    pass(SECOND).await;
    assert_eq!(first_host.take(), Vec::<String>::new());
    assert_eq!(second_host.count("Restored(\"e1\")"), 1);
    assert!(second.is_ready());

    // Nobody is left: whoever comes next begins anew.
    let (third, third_host) = open(&environment, with_file(auto(2 * MINUTE), &path));
    tokio::task::yield_now().await;
    third.dispose();
    third_host.take();
    let (fourth, fourth_host) = open(&environment, with_file(auto(2 * MINUTE), &path));
    pass(SECOND).await;
    assert_eq!(third_host.take(), Vec::<String>::new());
    assert_eq!(fourth_host.count("Restored(\"e1\")"), 1);
    assert!(fourth.is_ready());
}

#[tokio::test(start_paused = true)]
async fn offline_services_read_the_file() {
    let (_folder, path) = folder();
    written(&path).await;
    let mut options = with_file(auto(MINUTE), &path);
    options.offline = true;
    let (events, _, client) = read_with(options).await;
    assert_eq!(events, ["Restored(\"e1\")", "Ready"]);
    assert!(client.is_ready());
}

#[tokio::test(start_paused = true)]
async fn a_cache_of_the_host_and_a_file_exclude_each_other() {
    struct Nothing;
    impl vexil_client::ExternalCache for Nothing {
        fn sync(&self) -> vexil_client::BoxFuture<Arc<vexil_client::Entry>> {
            Box::pin(async { Arc::new(vexil_client::Entry::initial()) })
        }
        fn store(&self, _: Arc<vexil_client::Entry>) -> vexil_client::BoxFuture<()> {
            Box::pin(async {})
        }
    }
    let (_folder, path) = folder();
    let script = Script::new([network_failure()]);
    let opened = vexil_client::Service::open_in(
        &environment(&script),
        with_file(Mode::Manual, &path),
        Arc::new(Recorder::default()),
        Some(Arc::new(Nothing)),
        None,
    );
    assert_eq!(opened.unwrap_err().code(), "TWO_CACHES");
}
