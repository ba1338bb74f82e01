//! Whoever reads the cache file finds it whole: while others write it, and after they were killed at it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use support::*;
use tempfile::TempDir;
use tokio::runtime::Handle;
use vexil_client::{BoxFuture, ClientError, Environment, Mode, Request, Response, ServiceOptions, Transport};

/// Names the file to the process that writes it.
const FILE: &str = "VEXIL_TEST_CACHE_FILE";
const KILLS: u32 = 50;
const READS: u32 = 100;
const LENGTH: usize = 512 * 1024;

/// The two configs that the writers write in turns; the letter is the ETag too.
fn text(letter: &str) -> String {
    format!(r#"{{"f":{{"flag":{{"t":1,"v":{{"s":"{}"}}}}}}}}"#, letter.repeat(LENGTH))
}

fn with_file(path: &Path) -> ServiceOptions {
    let mut options = options(Mode::Manual);
    options.cache_file = Some(path.to_owned());
    options
}

/// Answers with one config and the other, in turns.
#[derive(Default)]
struct Turns(AtomicUsize);

impl Transport for Turns {
    fn fetch(&self, _: Request) -> BoxFuture<Result<Response, ClientError>> {
        let letter = if self.0.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) { "a" } else { "b" };
        Box::pin(async move { config(&text(letter), letter) })
    }
}

/// Started by the other tests as a process of its own; by itself it has nothing to do.
#[tokio::test]
async fn writer() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let environment =
        Environment::on(Handle::current(), TestClock::start(), Some(Arc::new(Turns::default())));
    let (client, host) = open(&environment, with_file(Path::new(&path)));
    // The parent kills it long before the end.
    for _ in 0..100_000 {
        client.refresh(1, true, None);
        host.wait_for("RefreshDone(1, 0)").await;
        host.take();
    }
}

fn start_writer(path: &Path) -> Writer {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    Writer(command.args(["--exact", "writer"]).env(FILE, path).stdout(Stdio::null()).spawn().unwrap())
}

/// A process that never outlives its test.
struct Writer(Child);

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// What a new service finds in the file.
async fn found(path: &Path) -> String {
    let script = Script::new([network_failure()]);
    let (client, host) = open(&environment(&script), with_file(path));
    host.wait_for("Ready").await;
    let events = host.take();
    let entry = client.entry();
    let etag = entry.etag.clone().unwrap_or_default();
    assert_eq!(events, [format!("Restored({etag})"), "Ready".to_owned()]);
    assert!(**entry.json().unwrap() == *text(&etag).as_bytes(), "the text is that of its ETag");
    etag
}

async fn until_written(path: &Path) {
    for _ in 0..3000 {
        if path.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no file within 30 s");
}

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("flags.cache");
    (folder, path)
}

/// How many unfinished files there are.
fn count_temporary(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".tmp")).count()
}

/// Waits for the writer to begin with a file, as closely as can be.
fn until_it_writes(folder: &Path) {
    let before = count_temporary(folder);
    let start = Instant::now();
    while count_temporary(folder) <= before && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_micros(100));
    }
}

#[tokio::test]
async fn a_process_that_is_killed_at_any_moment_leaves_a_whole_file() {
    let (folder, path) = folder();
    for kill in 0..KILLS {
        let writer = start_writer(&path);
        if kill == 0 {
            until_written(&path).await;
        } else if kill % 2 == 0 {
            until_it_writes(folder.path());
        } else {
            // Later and later, over the start of the process and several of its writings.
            tokio::time::sleep(Duration::from_millis(10 + 2 * u64::from(kill))).await;
        }
        drop(writer);
        found(&path).await;
    }
    assert!(count_temporary(folder.path()) > 0, "no process was killed while it wrote: this shows nothing");
}

#[tokio::test]
async fn readers_find_whole_files_while_processes_write() {
    let (_folder, path) = folder();
    let _writers = [start_writer(&path), start_writer(&path), start_writer(&path)];
    until_written(&path).await;
    let mut etags = BTreeSet::new();
    for _ in 0..READS {
        etags.insert(found(&path).await);
    }
    assert_eq!(etags.len(), 2, "the file changed meanwhile");
}
