//! The file that keeps the last good config over restarts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use support::*;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::time::Instant;
use vexil_client::{Client, ClientError, Clock, Environment, Event, Mode, ServiceOptions};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// The file of `CONFIG` with the ETag `"e1"`, fetched at `EPOCH_MS`. The digests are those that `sha256sum` gives.
const GOLDEN: &str = concat!(
    "vexil-cache 1 6591dc23c7b57fb2dae9ecd27bc06c52c4493093b69e5c26112330cc98053f24 56 ",
    "89e0131dbdf10950d9157cfe7ce978bf67542a5fb6091a7ef048c7076ebcbbbf\n",
    "1700000000000\n\"e1\"\n",
    r#"{"f":{"flag":{"t":0,"v":{"b":true}}}}"#
);

/// The owner of the same SDK key on `https://flags.example.com`, as `sha256sum` gives it.
const OWNER_ON_SERVER: &str = "8bcdc926e2ed0103a462fa9bfd71a27cb01b05e7251c728471bf43b33aa48a9d";

/// Wall-clock time that is some time after (or before) that of the other tests.
struct Shifted(Instant, f64);

impl Clock for Shifted {
    fn now_ms(&self) -> f64 {
        EPOCH_MS + self.1 + self.0.elapsed().as_millis() as f64
    }
}

fn environment_after(script: &Arc<Script>, time: Duration) -> Arc<Environment> {
    shifted(script, time.as_millis() as f64)
}

fn shifted(script: &Arc<Script>, shift_ms: f64) -> Arc<Environment> {
    let transport = Arc::new(Scripted(Arc::clone(script)));
    Environment::on(Handle::current(), Arc::new(Shifted(Instant::now(), shift_ms)), Some(transport))
}

fn with_file(mode: Mode, path: &Path) -> ServiceOptions {
    let mut options = options(mode);
    options.cache_file = Some(path.to_owned());
    options
}

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("flags.cache");
    (folder, path)
}

/// A file whose config was fetched at `EPOCH_MS`.
async fn written(path: &Path) {
    let script = Script::new([config(CONFIG, "\"e1\"")]);
    let (client, host) = open(&environment(&script), with_file(Mode::Manual, path));
    client.refresh(1, true, None);
    pass(SECOND).await;
    assert_eq!(host.count("RefreshDone(1, 0)"), 1);
    assert!(path.is_file());
}

/// What a service without requests makes of the file.
async fn read_with(options: ServiceOptions) -> (Vec<String>, Option<String>, Client) {
    let script = Script::new([network_failure()]);
    let (client, host) = open(&environment(&script), options);
    pass(SECOND).await;
    assert_eq!(script.count(), 0);
    let events = host.take_events();
    let reason = events.iter().find_map(|event| match event {
        Event::CacheFile(notice) => notice.error().map(ToString::to_string),
        _ => None,
    });
    (events.iter().map(name).collect(), reason, client)
}

async fn read(path: &Path) -> (Vec<String>, Option<String>, Client) {
    read_with(with_file(Mode::Manual, path)).await
}

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
    assert_eq!(client.entry().timestamp_ms, EPOCH_MS);
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
    assert_eq!(client.entry().timestamp_ms, 0.0);
}

#[tokio::test(start_paused = true)]
async fn lazy_and_manual_services_begin_with_the_file_too() {
    for mode in [Mode::Lazy, Mode::Manual] {
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
async fn no_file_is_no_warning() {
    let (_folder, path) = folder();
    let (events, reason, _) = read(&path).await;
    assert_eq!(events, ["CacheFile(0)", "Restored(-)", "Ready"]);
    assert_eq!(reason, None);
}

#[tokio::test(start_paused = true)]
async fn a_torn_file_is_a_logged_miss_wherever_it_ends() {
    let (_folder, path) = folder();
    for length in 0..GOLDEN.len() {
        fs::write(&path, &GOLDEN[..length]).unwrap();
        let (events, reason, client) = read(&path).await;
        assert_eq!(events, ["CacheFile(3300)", "Restored(-)", "Ready"], "{length}");
        assert!(client.entry().is_empty());
        let reason = reason.unwrap();
        assert!(reason.contains("incomplete") || reason.contains("another"), "{length}: {reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_changed_byte_is_a_logged_miss_wherever_it_is() {
    let (_folder, path) = folder();
    for index in 0..GOLDEN.len() {
        let mut bytes = GOLDEN.as_bytes().to_vec();
        bytes[index] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let (events, ..) = read(&path).await;
        assert_eq!(events, ["CacheFile(3300)", "Restored(-)", "Ready"], "{index}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_used_says_why() {
    let (folder, path) = folder();
    let other = |from: &str, to: &str| GOLDEN.replace(from, to).into_bytes();
    let cases = [
        (b"{\"name\":\"package\"}".to_vec(), "not a cache file"),
        (vec![0; 4096], "not a cache file"),
        (other("cache 1 ", "cache 2 "), "another version"),
        ([GOLDEN.as_bytes(), b" "].concat(), "incomplete"),
        (with_payload(b"1700000000000\n\"e1\"\n"), "not valid JSON"),
        (with_payload(b"1700000000000\n\"e1\"\n{\"f\":"), "not valid JSON"),
        (with_payload(b"yesterday\n\"e1\"\n{}"), "incomplete"),
        (with_payload(b"{}"), "incomplete"),
    ];
    for (bytes, expected) in cases {
        fs::write(&path, &bytes).unwrap();
        let (events, reason, _) = read(&path).await;
        assert_eq!(events, ["CacheFile(3300)", "Restored(-)", "Ready"], "{expected}");
        let reason = reason.unwrap();
        assert!(reason.contains(expected), "{reason}");
    }

    let (events, reason, _) = read(folder.path()).await;
    assert_eq!(events, ["CacheFile(3300)", "Restored(-)", "Ready"]);
    assert_eq!(reason.as_deref(), Some("it is not a regular file"));
}

/// A sound file of the test's SDK key with this payload.
fn with_payload(payload: &[u8]) -> Vec<u8> {
    let owner = GOLDEN.split(' ').nth(2).unwrap();
    let checksum = vexil_engine::hash::sha256(&[payload]);
    let checksum: String = checksum.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = format!("vexil-cache 1 {owner} {} {checksum}\n", payload.len()).into_bytes();
    file.extend_from_slice(payload);
    file
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn only_regular_files_are_read() {
    let (folder, path) = folder();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    for path in [path, pipe, PathBuf::from("/dev/zero")] {
        let (events, reason, _) = read(&path).await;
        assert_eq!(events, ["CacheFile(3300)", "Restored(-)", "Ready"]);
        assert_eq!(reason.as_deref(), Some("it is not a regular file"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_beyond_the_limit_is_not_read() {
    let (_folder, path) = folder();
    // Nothing is allocated for its hole, neither on the disk nor, if it is not read, in memory.
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let (_, reason, _) = read(&path).await;
    assert!(reason.unwrap().starts_with("it is larger than"));

    written_over(&path).await;
    let mut options = with_file(Mode::Manual, &path);
    options.limits.body_bytes = CONFIG.len() - 1;
    let (events, ..) = read_with(options).await;
    assert_eq!(events, ["CacheFile(3300)", "Restored(-)", "Ready"]);
}

async fn written_over(path: &Path) {
    fs::remove_file(path).unwrap();
    written(path).await;
}

#[tokio::test(start_paused = true)]
async fn a_file_belongs_to_an_sdk_key_and_a_server() {
    let (_folder, path) = folder();
    let with_server = |server: &str| {
        let mut options = with_file(Mode::Manual, &path);
        server.clone_into(&mut options.base_url);
        options.base_url_overridden = true;
        options
    };
    written(&path).await;
    let mut other_key = with_file(Mode::Manual, &path);
    other_key.sdk_key = "another".to_owned();
    for options in [other_key, with_server("https://flags.example.com")] {
        let (events, reason, _) = read_with(options).await;
        assert_eq!(events, ["CacheFile(3300)", "Restored(-)", "Ready"]);
        assert_eq!(reason.as_deref(), Some("it holds the config of another SDK key or server"));
    }

    // The regions of the CDN are one server.
    let mut region = with_file(Mode::Manual, &path);
    region.base_url = "https://cdn-eu.configcat.com".to_owned();
    let (events, ..) = read_with(region).await;
    assert_eq!(events, ["Restored(\"e1\")", "Ready"]);

    let owner = GOLDEN.split(' ').nth(2).unwrap();
    fs::write(&path, GOLDEN.replace(owner, OWNER_ON_SERVER)).unwrap();
    for server in ["https://flags.example.com/", "https://flags.example.com", "https://flags.example.com?a=b"]
    {
        assert_eq!(read_with(with_server(server)).await.0, ["Restored(\"e1\")", "Ready"]);
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
    assert!(!reasons[0].to_string().contains("missing"), "no path: {}", reasons[0]);

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
    pass(10 * MINUTE).await;
    assert!(script.count() >= 8);
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
    assert_eq!(host.take(), ["CacheFile(3300)", "Restored(-)", "Ready"]);
    let (_client, host) = open(&environment(&script), with_file(Mode::Manual, &path));
    host.wait_for("Ready").await;
    assert_eq!(host.take(), ["Restored(e1)", "Ready"]);
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
