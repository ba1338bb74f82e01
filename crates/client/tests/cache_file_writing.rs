//! How the cache file is written: when, over what, and what is left beside it.
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
use std::time::{Duration, SystemTime};

use cache_file::*;
use support::*;
use vexil_client::{ClientError, Event, Mode};

/// The names in a folder other than the cache file's.
fn others_beside(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path.parent().unwrap()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| Some(&**name) != path.file_name().unwrap().to_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_file_is_the_documented_text() {
    let (_folder, path) = folder();
    written(&path).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), GOLDEN);
    assert!(!GOLDEN.contains(SDK_KEY));
    assert_eq!(others_beside(&path), Vec::<String>::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test(start_paused = true)]
async fn the_file_of_another_key_is_replaced_with_a_warning() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([config(OTHER_CONFIG, "e2"), status(304, "Not Modified")]);
    let mut options = with_file(auto(MINUTE), &path);
    options.sdk_key = "another".to_owned();
    let (_client, host) = open(&environment(&script), options.clone());
    pass(SECOND).await;
    let events = [
        "CacheFile(3300)",
        "Restored(-)",
        "FetchEnded(0)",
        "CacheFile(3302)",
        "Stored(e2)",
        "Fetched(false)",
        "Changed",
        "Ready",
    ];
    assert_eq!(host.take(), events);
    pass(10 * MINUTE).await;
    assert_eq!(host.count("CacheFile(3302)"), 0);
    options.mode = Mode::Manual;
    assert_eq!(read_with(options).await.0, ["Restored(e2)", "Ready"]);
}

#[tokio::test(start_paused = true)]
async fn the_file_of_another_program_stays() {
    let (_folder, path) = folder();
    fs::write(&path, "root:x:0:0").unwrap();
    let script = Script::new([config(CONFIG, "e1"), config(OTHER_CONFIG, "e2")]);
    let (_client, host) = open(&environment(&script), with_file(auto(MINUTE), &path));
    pass(10 * MINUTE).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), "root:x:0:0");
    assert_eq!(host.count("CacheFile(3301)"), 1, "one warning for all attempts");
    assert!(host.count("Fetched(false)") >= 9, "polling goes on");
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_a_torn_file_is_replaced() {
    let (_folder, path) = folder();
    for length in [0, 5, 12, 40, 100, GOLDEN.len() - 1] {
        fs::write(&path, &GOLDEN[..length]).unwrap();
        written(&path).await;
        assert_eq!(fs::read_to_string(&path).unwrap(), GOLDEN);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_to_write_is_told_once_and_its_end_too() {
    let (folder, _) = folder();
    let missing = folder.path().join("missing");
    let path = missing.join("flags.cache");
    let script = Script::new([config(CONFIG, "e1"), status(304, "Not Modified")]);
    let (_client, host) = open(&environment(&script), with_file(auto(MINUTE), &path));
    pass(3 * MINUTE + SECOND).await;
    let events = host.take_events();
    let reasons: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::CacheFile(notice) => notice.error(),
            _ => None,
        })
        .collect();
    assert!(matches!(*reasons, [ClientError::CacheFileNotWritten { .. }]), "{reasons:?}");
    assert_eq!(reasons[0].code(), "CACHE_FILE_NOT_WRITTEN");
    assert_eq!(reasons[0].to_string(), "its folder does not exist");

    fs::create_dir(&missing).unwrap();
    pass(2 * MINUTE).await;
    assert_eq!(host.count("CacheFile(5300)"), 1);
    assert_eq!(host.count("CacheFile(3301)"), 0);
    assert_eq!(read(&path).await.0, ["Restored(e1)", "Ready"]);

    fs::remove_dir_all(&missing).unwrap();
    pass(6 * MINUTE).await;
    assert_eq!(host.count("CacheFile(3301)"), 1, "a new failure is a new change of state");
}

#[tokio::test(start_paused = true)]
async fn confirmations_are_written_every_five_minutes() {
    let (_folder, path) = folder();
    let script = Script::new([config(CONFIG, "e1"), status(304, "Not Modified")]);
    let (_client, _host) = open(&environment(&script), with_file(auto(MINUTE), &path));
    let time =
        || fs::read_to_string(&path).unwrap().lines().nth(1).unwrap().parse::<f64>().unwrap() - EPOCH_MS;
    pass(SECOND).await;
    assert!(time() < 1000.0);
    pass(4 * MINUTE).await;
    assert!(time() < 1000.0, "not written for a confirmation");
    pass(2 * MINUTE).await;
    assert!((300_000.0..=361_000.0).contains(&time()), "{}", time());
}

#[tokio::test(start_paused = true)]
async fn answers_that_bring_no_config_leave_the_file() {
    let (_folder, path) = folder();
    written(&path).await;
    let script = Script::new([
        status(404, "Not Found"),
        body(b"<html>"),
        status(500, "Internal Server Error"),
        network_failure(),
    ]);
    let (_client, _host) = open(&environment_after(&script, HOUR), with_file(auto(MINUTE), &path));
    pass(HOUR).await;
    assert!(script.count() > 4, "each of the answers came");
    assert_eq!(fs::read_to_string(&path).unwrap(), GOLDEN);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_link_stays_a_link() {
    let (folder, path) = folder();
    let target = folder.path().join("target");
    std::os::unix::fs::symlink(&target, &path).unwrap();
    let script = Script::new([config(CONFIG, "e1")]);
    let (client, host) = open(&environment(&script), with_file(Mode::Manual, &path));
    client.refresh(1, true, None);
    pass(SECOND).await;
    assert_eq!(host.count("CacheFile(3301)"), 1, "one that leads nowhere");
    drop(client);

    fs::write(&target, "").unwrap();
    written(&path).await;
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&target).unwrap(), GOLDEN);
}

#[tokio::test]
async fn a_disk_that_is_slow_delays_nothing_for_long() {
    let (_folder, path) = folder();
    let large = CONFIG.replace("flag", &"flag".repeat(1024 * 1024));
    let script = Script::new([config(&large, "e1")]);
    let mut options = with_file(Mode::Manual, &path);
    options.limits.file_wait = Duration::from_millis(1);
    let (client, host) = open(&environment(&script), options.clone());
    host.wait_for("Ready").await;
    host.take();
    client.refresh(1, true, None);
    host.wait_for("CacheFile(5300)").await;
    let events = [
        "FetchEnded(0)",
        "CacheFile(3301)",
        "Stored(e1)",
        "Fetched(true)",
        "Changed",
        "RefreshDone(1, 0)",
        "CacheFile(5300)",
    ];
    assert_eq!(host.take(), events, "what is written late is written all the same");

    let (_client, host) = open(&environment(&script), options);
    host.wait_for("Ready").await;
    host.wait_for("Restored(e1)").await;
    let events = ["CacheFile(3300)", "Restored(-)", "Ready", "Restored(e1)"];
    assert_eq!(host.take(), events, "what is read late is taken while there is nothing else");
    let (_client, host) = open(&environment(&script), with_file(Mode::Manual, &path));
    host.wait_for("Ready").await;
    assert_eq!(host.take(), ["Restored(e1)", "Ready"]);
}

#[tokio::test]
async fn what_came_while_a_slow_disk_was_busy_is_written_although_the_client_is_gone() {
    let (_folder, path) = folder();
    let large = CONFIG.replace("flag", &"flag".repeat(4 * 1024 * 1024));
    let script = Script::new([config(&large, "e1"), config(OTHER_CONFIG, "e2")]);
    let mut options = with_file(Mode::Manual, &path);
    options.limits.file_wait = Duration::from_millis(1);
    let (client, host) = open(&environment(&script), options);
    host.wait_for("Ready").await;
    for (token, etag) in [(1, "e1"), (2, "e2")] {
        client.refresh(token, true, None);
        host.wait_for(&format!("Stored({etag})")).await;
    }
    drop(client);
    let is_written = || fs::read(&path).is_ok_and(|file| file.ends_with(OTHER_CONFIG.as_bytes()));
    for _ in 0..3000 {
        if is_written() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not written within 30 s");
}

#[tokio::test(start_paused = true)]
async fn leftovers_of_killed_processes_are_swept() {
    let (folder, path) = folder();
    written(&path).await;
    let prefix = ".vexil-85695933470d80f9-";
    let old = SystemTime::now() - HOUR;
    let make = |name: &str, time| {
        let file = fs::File::create(folder.path().join(name)).unwrap();
        file.set_modified(time).unwrap();
    };
    make(&format!("{prefix}aaaaaa.tmp"), old);
    make(&format!("{prefix}bbbbbb.tmp"), SystemTime::now());
    make(&format!("{prefix}cccccc.txt"), old);
    make(".vexil-0000000000000000-dddddd.tmp", old);
    make("notes.tmp", old);
    read(&path).await.2.dispose();
    pass(SECOND).await;
    let mut left = others_beside(&path);
    left.sort();
    let mut expected = [
        format!("{prefix}bbbbbb.tmp"),
        format!("{prefix}cccccc.txt"),
        ".vexil-0000000000000000-dddddd.tmp".to_owned(),
        "notes.tmp".to_owned(),
    ];
    expected.sort();
    assert_eq!(left, expected);
}
