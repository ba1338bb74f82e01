//! What is made of the bytes in a cache file.
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
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cache_file::*;
use support::*;
use vexil_client::{Clock, Mode};

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

/// The owner of the same SDK key on `https://flags.example.com`, as `sha256sum` gives it.
const OWNER_ON_SERVER: &str = "8bcdc926e2ed0103a462fa9bfd71a27cb01b05e7251c728471bf43b33aa48a9d";

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

/// Panics when it is looked at for a certain time.
struct BrokenClock {
    looks: AtomicUsize,
    breaks_at: usize,
}

impl Clock for BrokenClock {
    fn now_ms(&self) -> f64 {
        assert_ne!(self.looks.fetch_add(1, Ordering::Relaxed), self.breaks_at, "by design");
        EPOCH_MS
    }
}

#[tokio::test(start_paused = true)]
async fn wherever_a_panic_comes_in_between_nobody_waits_for_the_file_for_ever() {
    let (_folder, path) = folder();
    written(&path).await;
    for mode in [auto(MINUTE), LAZY, Mode::Manual] {
        let mut panics = 0;
        for breaks_at in 0..12 {
            let script = Script::new([network_failure()]);
            let clock = Arc::new(BrokenClock { looks: AtomicUsize::new(0), breaks_at });
            let environment = environment_with(&script, clock, 0.0);
            let services = [SECOND, 70 * SECOND].map(|wait| (wait, with_file(mode, &path)));
            let mut clients = Vec::new();
            for (wait, options) in services {
                let (client, host) = open(&environment, options);
                pass(wait).await;
                let events = host.take();
                let told = |name: &str| events.iter().filter(|event| event.starts_with(name)).count();
                let case = format!("{mode:?}, look {breaks_at}: {events:?}");
                assert_eq!((told("Restored"), told("Ready")), (1, 1), "{case}");
                panics += told("PollFailed");
                clients.push((client, host));
            }
        }
        assert!(panics > 0, "{mode:?}: no panic came in between");
    }
}
