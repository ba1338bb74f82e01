//! Two SDK keys that name one cache file: who has it, and who is told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/cache_file.rs"]
mod cache_file;
mod support;

use std::fs;
use std::path::Path;

use cache_file::*;
use support::*;
use vexil_client::{CacheFileNotice, Event, Mode, ServiceOptions};

fn another(mode: Mode, path: &Path) -> ServiceOptions {
    let mut options = with_file(mode, path);
    options.sdk_key = "another".to_owned();
    options
}

fn notices(host: &Recorder) -> Vec<CacheFileNotice> {
    let events = host.take_events().into_iter();
    events
        .filter_map(|event| if let Event::CacheFile(notice) = event { Some(notice) } else { None })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn the_first_of_two_keys_keeps_the_file_and_the_other_is_told_once() {
    let (_folder, path) = folder();
    let script = Script::new([config(CONFIG, "\"e1\"")]);
    let environment = environment(&script);
    let (first, first_host) = open(&environment, with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    let (_second, second_host) = open(&environment, another(auto(MINUTE), &path));
    pass(20 * MINUTE).await;
    assert!(script.count() >= 20, "both poll");
    assert_eq!(notices(&first_host), [CacheFileNotice::Missing]);
    let told = notices(&second_host);
    assert!(matches!(&*told, [CacheFileNotice::Taken(_)]), "{told:?}");
    assert_eq!(told[0].id(), 3302);
    assert_eq!(told[0].error().unwrap().to_string(), "a client with another SDK key or server uses it");
    let owner = GOLDEN.split(' ').nth(2).unwrap();
    assert!(fs::read_to_string(&path).unwrap().contains(owner), "it is the first one's still");

    first.dispose();
    pass(2 * MINUTE).await;
    assert_eq!(notices(&second_host), [CacheFileNotice::Replaced], "a change of state");
    assert!(!fs::read_to_string(&path).unwrap().contains(owner));
    pass(20 * MINUTE).await;
    assert_eq!(notices(&second_host), []);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn one_file_is_recognised_under_two_names() {
    let (folder, path) = folder();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path(), &link).unwrap();
    let script = Script::new([config(CONFIG, "\"e1\"")]);
    let environment = environment(&script);
    let (_first, _host) = open(&environment, with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    let (_second, host) = open(&environment, another(auto(MINUTE), &link.join("flags.cache")));
    pass(SECOND).await;
    assert_eq!(host.count("CacheFile(3302)"), 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), GOLDEN);
}

#[tokio::test(start_paused = true)]
async fn services_of_one_key_share_the_file() {
    let (_folder, path) = folder();
    let script = Script::new([config(CONFIG, "\"e1\""), config(OTHER_CONFIG, "\"e2\"")]);
    let environment = environment(&script);
    let (_first, first_host) = open(&environment, with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    let (second, second_host) = open(&environment, with_file(Mode::Manual, &path));
    second.refresh(1, true, None);
    pass(SECOND).await;
    assert!(fs::read_to_string(&path).unwrap().contains("e2"), "the last to write");
    assert_eq!(notices(&first_host), [CacheFileNotice::Missing]);
    assert_eq!(notices(&second_host), []);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_another_process_takes_again_and_again_is_told_of_once() {
    let (_folder, path) = folder();
    let script = Script::new([config(CONFIG, "\"e1\""), status(304, "Not Modified")]);
    let (_client, host) = open(&environment(&script), with_file(auto(MINUTE), &path));
    pass(SECOND).await;
    let of_other = GOLDEN.replace(GOLDEN.split(' ').nth(2).unwrap(), &"0".repeat(64));
    for _ in 0..4 {
        fs::write(&path, &of_other).unwrap();
        pass(6 * MINUTE).await;
        assert_ne!(fs::read_to_string(&path).unwrap(), of_other, "it is taken back");
    }
    assert_eq!(host.count("CacheFile(3302)"), 1);
    pass(6 * MINUTE).await;
    fs::write(&path, &of_other).unwrap();
    pass(6 * MINUTE).await;
    assert_eq!(host.count("CacheFile(3302)"), 2, "there was peace between");
}

/// Environments know as little of each other as processes do.
#[tokio::test]
async fn of_two_processes_that_make_the_file_at_once_one_is_told() {
    for round in 0..40 {
        let (_folder, path) = folder();
        let script = Script::new([config(CONFIG, "\"e1\"")]);
        let (first, first_host) = open(&environment(&script), with_file(Mode::Manual, &path));
        let (second, second_host) = open(&environment(&script), another(Mode::Manual, &path));
        first_host.wait_for("Ready").await;
        second_host.wait_for("Ready").await;
        first.refresh(1, true, None);
        second.refresh(1, true, None);
        first_host.wait_for("RefreshDone(1, 0)").await;
        second_host.wait_for("RefreshDone(1, 0)").await;
        let told = [notices(&first_host), notices(&second_host)].concat();
        assert!(told.contains(&CacheFileNotice::Replaced), "round {round}: {told:?}");
    }
}
