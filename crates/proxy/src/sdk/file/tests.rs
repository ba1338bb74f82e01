use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::time::{sleep, timeout};
use xxhash_rust::xxh64::xxh64;

use crate::log::{Level, Logger, Memory};
use crate::metrics::Metrics;
use crate::options::{Options, SdkOffline, SdkOptions};
use crate::sdk::upstream::tell;
use crate::sdk::{Health, Opened, Sdk, SourceType, open};

const BOUND: Duration = Duration::from_secs(10);

/// A config whose flag has a text of its own.
fn config(text: &str) -> String {
    format!(r#"{{"f":{{"flag":{{"t":1,"v":{{"s":"{text}"}}}}}}}}"#)
}

async fn opened(path: &Path, polling: bool, poll_interval: Duration) -> (Opened, Arc<Sdk>) {
    let offline = SdkOffline::File { path: path.to_owned(), polling, poll_interval, log: Level::Debug };
    let mut options = Options::default();
    options.sdks.insert("env1".to_owned(), SdkOptions { offline, ..SdkOptions::new("key") });
    let log = Logger::new(Level::Debug, Arc::new(Memory::default()));
    let opened = open(&options, None, &Arc::new(Metrics::default()), &log).await.unwrap();
    let sdk = Arc::clone(opened.sdks.get("env1").unwrap());
    (opened, sdk)
}

/// One whose interval is too long to help.
async fn watched(path: &Path) -> (Opened, Arc<Sdk>) {
    opened(path, false, Duration::from_secs(600)).await
}

fn body(sdk: &Sdk) -> String {
    let snapshot = sdk.snapshot().unwrap();
    String::from_utf8(snapshot.body().to_vec()).unwrap()
}

fn records(sdk: &Sdk) -> Vec<String> {
    sdk.state().records().iter().map(|record| record.message.clone()).collect()
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(BOUND, waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

async fn becomes(sdk: &Sdk, text: &str) {
    let expected = config(text);
    until(text, || sdk.snapshot().is_some_and(|snapshot| **snapshot.body() == *expected.as_bytes())).await;
}

#[tokio::test]
async fn a_file_is_served_as_it_is_but_for_nulls() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    let plain = "{ \"f\" : {\"b\":{\"t\":0,\"v\":{\"b\":true}}, \"a\":{\"t\":0,\"v\":{\"b\":true}}} }\n";
    fs::write(&path, plain).unwrap();
    let (opened, sdk) = watched(&path).await;
    let snapshot = sdk.ready_snapshot().await.unwrap();
    assert_eq!(&**snapshot.body(), plain.as_bytes());
    assert_eq!(snapshot.etag(), format!("W/\"{:016x}\"", xxh64(plain.as_bytes(), 0)));
    assert_eq!((sdk.health(), sdk.source_type()), (Health::Healthy, SourceType::File));
    assert_eq!(records(&sdk), ["file source reloaded"]);
    assert_eq!(opened.cache.health(), Health::NotAvailable);
    sdk.refresh().await.unwrap();
    assert_eq!(records(&sdk).last().unwrap(), "config from file not modified");
    let nulls = r#"{"f":{"flag":{"a":null,"i":"x","v":{"b":true,"s":null,"i":null,"d":null},"t":0,"r":null,"p":null}},"s":null,"p":null}"#;
    fs::write(&path, nulls).unwrap();
    sdk.refresh().await.unwrap();
    let expected = r#"{"f":{"flag":{"i":"x","v":{"b":true},"t":0}}}"#;
    assert_eq!(body(&sdk), expected);
    assert_eq!(sdk.snapshot().unwrap().etag(), format!("W/\"{:016x}\"", xxh64(expected.as_bytes(), 0)));
}

#[tokio::test]
async fn changes_of_all_kinds_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, config("start")).unwrap();
    let (_opened, sdk) = watched(&path).await;
    sdk.ready_snapshot().await.unwrap();
    let mut slowest = Duration::ZERO;
    for round in 0..20 {
        for kind in ["in place", "renamed", "deleted and created", "in pieces"] {
            let text = format!("{kind} {round}");
            let began = Instant::now();
            match kind {
                "in place" => fs::write(&path, config(&text)).unwrap(),
                "renamed" => {
                    let other = folder.path().join("other.json");
                    fs::write(&other, config(&text)).unwrap();
                    fs::rename(&other, &path).unwrap();
                }
                "deleted and created" => {
                    fs::remove_file(&path).unwrap();
                    fs::write(&path, config(&text)).unwrap();
                }
                _ => {
                    let whole = config(&text);
                    let (head, _) = whole.split_at(whole.len() / 2);
                    fs::write(&path, head).unwrap();
                    sleep(Duration::from_millis(10 * round % 120)).await;
                    fs::write(&path, whole).unwrap();
                }
            }
            becomes(&sdk, &text).await;
            slowest = slowest.max(began.elapsed());
        }
    }
    tell(format_args!("a change of a file was seen within {} ms", slowest.as_millis()));
}

#[cfg(unix)]
#[tokio::test]
async fn links_into_folders_that_are_swapped_are_followed() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    // As Kubernetes mounts a config map.
    let mount = |version: &str, text: &str| {
        fs::create_dir(at(version)).unwrap();
        fs::write(at(version).join("config.json"), config(text)).unwrap();
        symlink(version, at("..data_tmp")).unwrap();
        fs::rename(at("..data_tmp"), at("..data")).unwrap();
    };
    mount("..v0", "start");
    symlink("..data/config.json", at("config.json")).unwrap();
    // Somebody mounts it by yet another link.
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("link.json");
    symlink(at("config.json"), &path).unwrap();
    let (_opened, sdk) = watched(&path).await;
    sdk.ready_snapshot().await.unwrap();
    for round in 1..=20 {
        let text = format!("swap {round}");
        mount(&format!("..v{round}"), &text);
        fs::remove_dir_all(at(&format!("..v{}", round - 1))).unwrap();
        becomes(&sdk, &text).await;
        // In the folder that the link leads to now.
        let text = format!("in place {round}");
        fs::write(at(&format!("..v{round}")).join("config.json"), config(&text)).unwrap();
        becomes(&sdk, &text).await;
    }
    fs::remove_file(&path).unwrap();
    fs::write(at("plain.json"), config("plain")).unwrap();
    symlink(at("plain.json"), &path).unwrap();
    becomes(&sdk, "plain").await;
}

#[tokio::test]
async fn a_folder_that_is_made_anew_is_seen_at_the_next_interval() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    let path = inner.join("config.json");
    fs::create_dir(&inner).unwrap();
    fs::write(&path, config("start")).unwrap();
    let (_opened, sdk) = opened(&path, false, Duration::from_millis(200)).await;
    sdk.ready_snapshot().await.unwrap();
    fs::remove_dir_all(&inner).unwrap();
    until("it is missed", || records(&sdk).contains(&"failed to read file".to_owned())).await;
    sleep(Duration::from_millis(500)).await;
    fs::create_dir(&inner).unwrap();
    fs::write(&path, config("anew")).unwrap();
    becomes(&sdk, "anew").await;
    fs::write(&path, config("later")).unwrap();
    becomes(&sdk, "later").await;
}

#[tokio::test]
async fn garbage_changes_nothing_and_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, config("good")).unwrap();
    let (_opened, sdk) = watched(&path).await;
    sdk.ready_snapshot().await.unwrap();
    let changes = sdk.changes();
    for (garbage, record) in [
        ("", "failed to parse JSON from file"),
        ("{\"f\":", "failed to parse JSON from file"),
        ("null", "failed to parse JSON from file"),
        ("\u{feff}", "failed to parse JSON from file"),
    ] {
        fs::write(&path, garbage).unwrap();
        until("it is degraded", || sdk.health() == Health::Degraded).await;
        assert_eq!(records(&sdk).last().unwrap(), record, "{garbage}");
        assert_eq!(body(&sdk), config("good"));
        // There is something to serve.
        sdk.refresh().await.unwrap();
        fs::write(&path, config("good")).unwrap();
        until("it is well again", || sdk.health() == Health::Healthy).await;
    }
    assert!(!changes.has_changed().unwrap());
    fs::remove_file(&path).unwrap();
    until("it is missed", || records(&sdk).last().unwrap() == "failed to read file").await;
    assert_eq!(body(&sdk), config("good"));
}

#[tokio::test]
async fn without_a_file_it_is_down_until_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    let (_opened, sdk) = watched(&path).await;
    assert!(timeout(BOUND, sdk.ready_snapshot()).await.unwrap().is_none());
    assert_eq!(sdk.health(), Health::Down);
    assert_eq!(sdk.refresh().await.unwrap_err(), "failed to read file");
    fs::write(&path, config("there")).unwrap();
    becomes(&sdk, "there").await;
    assert_eq!(sdk.health(), Health::Healthy);
}

#[tokio::test]
async fn polls_see_changes_and_read_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, config("start")).unwrap();
    let (_opened, sdk) = opened(&path, true, Duration::from_millis(50)).await;
    sdk.ready_snapshot().await.unwrap();
    for round in 0..5 {
        // As long as the one before, and perhaps as old.
        let text = format!("round {round}");
        let other = folder.path().join("other.json");
        fs::write(&other, config(&text)).unwrap();
        fs::rename(&other, &path).unwrap();
        becomes(&sdk, &text).await;
    }
    sleep(Duration::from_millis(300)).await;
    assert_eq!(records(&sdk), ["file source reloaded"; 5]);
    fs::write(&path, config("round 4")).unwrap();
    until("it is read", || records(&sdk).last().unwrap() == "config from file not modified").await;
}

#[tokio::test]
async fn what_changes_beside_the_file_is_not_its_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    let write = |text: &str| {
        fs::write(&path, text).unwrap();
        // Its time tells it from the next change.
        let old = SystemTime::now() - Duration::from_secs(60);
        fs::File::options().append(true).open(&path).unwrap().set_modified(old).unwrap();
    };
    write(&config("start"));
    let (_opened, sdk) = watched(&path).await;
    sdk.ready_snapshot().await.unwrap();
    let disturb = async || {
        for round in 0..30 {
            fs::write(folder.path().join("beside"), round.to_string()).unwrap();
            sleep(Duration::from_millis(20)).await;
        }
    };
    sleep(Duration::from_millis(200)).await;
    let checked = sdk.state().checked_ms();
    disturb().await;
    assert_eq!(sdk.state().checked_ms(), checked, "it was not read");
    // Nor is there more to say of one that is broken, whoever asks.
    sdk.state().note(true, "before");
    write("{");
    until("it is degraded", || sdk.health() == Health::Degraded).await;
    disturb().await;
    for _ in 0..10 {
        sdk.refresh().await.unwrap();
    }
    let [.., before, one, other] = &records(&sdk)[..] else { panic!("{:?}", records(&sdk)) };
    assert_eq!(
        [before, one, other],
        ["before", "failed to parse JSON from file", "failed to parse JSON from file"]
    );
    write(&config("well"));
    becomes(&sdk, "well").await;
}

#[tokio::test]
async fn whoever_asks_too_often_gets_no_reading_without_a_sign_of_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, config("start")).unwrap();
    let old = SystemTime::now() - Duration::from_secs(60);
    fs::File::options().append(true).open(&path).unwrap().set_modified(old).unwrap();
    let (_opened, sdk) = opened(&path, true, Duration::from_secs(600)).await;
    sdk.ready_snapshot().await.unwrap();
    let mut readings = 0;
    let (began, mut checked) = (Instant::now(), sdk.state().checked_ms());
    for _ in 0..50 {
        sdk.refresh().await.unwrap();
        let now = sdk.state().checked_ms();
        readings += u64::from(std::mem::replace(&mut checked, now) != now);
        sleep(Duration::from_millis(5)).await;
    }
    assert!((1..=3 + began.elapsed().as_secs()).contains(&readings), "{readings}");
    // A change is seen all the same.
    fs::write(&path, config("other")).unwrap();
    sdk.refresh().await.unwrap();
    assert_eq!(body(&sdk), config("other"));
}

#[tokio::test]
async fn reading_does_not_lead_to_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, config("start")).unwrap();
    let (_opened, sdk) = watched(&path).await;
    sdk.ready_snapshot().await.unwrap();
    sleep(Duration::from_millis(300)).await;
    let checked = sdk.state().checked_ms();
    sleep(Duration::from_millis(300)).await;
    assert_eq!(sdk.state().checked_ms(), checked);
}

#[tokio::test]
async fn a_dropped_sdk_ends_its_streams() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, config("start")).unwrap();
    let (opened, sdk) = watched(&path).await;
    sdk.ready_snapshot().await.unwrap();
    let mut changes = sdk.changes();
    drop((opened, sdk));
    timeout(Duration::from_secs(2), async { while changes.changed().await.is_ok() {} }).await.unwrap();
}
