//! What the tests of the cache file share: the file in question, and services that read it.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::time::Instant;
use vexil_client::{Client, Clock, Environment, Event, Mode, ServiceOptions};

use crate::support::*;

pub const SECOND: Duration = Duration::from_secs(1);
pub const HOUR: Duration = Duration::from_secs(3600);

/// The file of `CONFIG` with the ETag `"e1"`, fetched at `EPOCH_MS`. The digests are those that `sha256sum` gives.
pub const GOLDEN: &str = concat!(
    "vexil-cache 1 6591dc23c7b57fb2dae9ecd27bc06c52c4493093b69e5c26112330cc98053f24 56 ",
    "89e0131dbdf10950d9157cfe7ce978bf67542a5fb6091a7ef048c7076ebcbbbf\n",
    "1700000000000\n\"e1\"\n",
    r#"{"f":{"flag":{"t":0,"v":{"b":true}}}}"#
);

/// Wall-clock time that is some time after (or before) that of the other tests.
pub struct Shifted(Instant, f64);

impl Clock for Shifted {
    fn now_ms(&self) -> f64 {
        EPOCH_MS + self.1 + self.0.elapsed().as_millis() as f64
    }
}

pub fn environment_after(script: &Arc<Script>, time: Duration) -> Arc<Environment> {
    shifted(script, time.as_millis() as f64)
}

pub fn shifted(script: &Arc<Script>, shift_ms: f64) -> Arc<Environment> {
    let transport = Arc::new(Scripted(Arc::clone(script)));
    Environment::on(Handle::current(), Arc::new(Shifted(Instant::now(), shift_ms)), Some(transport))
}

pub fn with_file(mode: Mode, path: &Path) -> ServiceOptions {
    let mut options = options(mode);
    options.cache_file = Some(path.to_owned());
    options
}

pub fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("flags.cache");
    (folder, path)
}

/// A file whose config was fetched at `EPOCH_MS`.
pub async fn written(path: &Path) {
    let script = Script::new([config(CONFIG, "\"e1\"")]);
    let (client, host) = open(&environment(&script), with_file(Mode::Manual, path));
    client.refresh(1, true, None);
    pass(SECOND).await;
    assert_eq!(host.count("RefreshDone(1, 0)"), 1);
    assert!(path.is_file());
}

/// What a service without requests makes of the file.
pub async fn read_with(options: ServiceOptions) -> (Vec<String>, Option<String>, Client) {
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

pub async fn read(path: &Path) -> (Vec<String>, Option<String>, Client) {
    read_with(with_file(Mode::Manual, path)).await
}
