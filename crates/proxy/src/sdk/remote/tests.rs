use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::log::{Level, Logger, Memory, Sink};
use crate::metrics::Metrics;
use crate::options::{Options, SdkOptions};
use crate::sdk::upstream::Upstream;
use crate::sdk::{Health, Opened, Sdk, open};

pub(in crate::sdk) const KEY: &str = "configcat-sdk-1/aaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbb";
const V1: &str = r#"{"f":{"flag":{"t":0,"v":{"b":true},"i":"v1"}}}"#;
const V2: &str = r#"{"f":{"flag":{"t":0,"v":{"b":false},"i":"v2"}}}"#;
const BOUND: Duration = Duration::from_secs(10);

fn options(upstream: &Upstream, change: impl FnOnce(&mut SdkOptions)) -> Options {
    let mut sdk = SdkOptions::new(KEY);
    sdk.base_url = Some(upstream.url().to_owned());
    change(&mut sdk);
    let mut options = Options::default();
    options.sdks.insert("env1".to_owned(), sdk);
    options
}

async fn opened(options: &Options) -> (Opened, Arc<Sdk>, Arc<Memory>) {
    let memory = Arc::new(Memory::default());
    let log = Logger::new(Level::Debug, Arc::<Memory>::clone(&memory));
    let opened = open(options, None, &Arc::new(Metrics::default()), &log).await.unwrap();
    let sdk = Arc::clone(opened.sdks.get("env1").unwrap());
    (opened, sdk, memory)
}

fn refreshing(sdk: &Arc<Sdk>) -> JoinHandle<Result<(), String>> {
    let refresh = sdk.source().refresh();
    tokio::spawn(refresh)
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

#[tokio::test]
async fn the_first_config_is_waited_for_and_served_as_it_came() {
    let upstream = Upstream::start(V1, "W/\"one\"").await;
    upstream.shared().delay = Duration::from_millis(50);
    let (_opened, sdk, memory) = opened(&options(&upstream, |_| {})).await;
    assert_eq!(sdk.health(), Health::Initializing);
    let snapshot = sdk.ready_snapshot().await.unwrap();
    assert_eq!((&**snapshot.body(), snapshot.etag()), (V1.as_bytes(), "W/\"one\""));
    assert_eq!((sdk.health(), records(&sdk)), (Health::Healthy, vec!["config fetched".to_owned()]));
    let seen = upstream.seen();
    let agent = concat!("ConfigCat-Proxy/", env!("CARGO_PKG_VERSION"));
    assert_eq!(seen[0].path, format!("/configuration-files/{KEY}/config_v6.json"));
    assert_eq!(seen[0].agents, [agent, agent]);
    assert!(memory.lines().iter().all(|line| !line.contains("aaaaaaaa")), "{:?}", memory.lines());
}

#[tokio::test]
async fn what_is_unchanged_wakes_nobody_but_is_confirmed() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_opened, sdk, _) = opened(&options(&upstream, |_| {})).await;
    sdk.ready_snapshot().await.unwrap();
    let (changes, first) = (sdk.changes(), sdk.state().checked_ms());
    sleep(Duration::from_millis(5)).await;
    sdk.refresh().await.unwrap();
    assert_eq!(upstream.seen()[1].if_none_match.as_deref(), Some("\"one\""));
    assert_eq!(records(&sdk), ["config fetched", "config not modified"]);
    assert!(sdk.state().checked_ms() > first);
    assert!(!changes.has_changed().unwrap());
    // A 200 with the same content neither.
    upstream.shared().forgets = true;
    sdk.refresh().await.unwrap();
    assert_eq!(records(&sdk).last().unwrap(), "config fetched");
    assert!(!changes.has_changed().unwrap());
    upstream.serve(V2, "\"two\"");
    sdk.refresh().await.unwrap();
    assert!(changes.has_changed().unwrap());
    assert_eq!(sdk.snapshot().unwrap().etag(), "\"two\"");
}

#[tokio::test]
async fn a_refresh_during_a_download_is_served_by_one_further_download() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_opened, sdk, _) = opened(&options(&upstream, |_| {})).await;
    sdk.ready_snapshot().await.unwrap();
    upstream.shared().delay = Duration::from_millis(300);
    let running = refreshing(&sdk);
    until("the download begins", || upstream.seen().len() == 2).await;
    // The answer under way is the old one: it was decided when the request came.
    upstream.serve(V2, "\"two\"");
    let waiting: Vec<_> = (0..10).map(|_| refreshing(&sdk)).collect();
    timeout(BOUND, running).await.unwrap().unwrap().unwrap();
    assert_eq!(sdk.snapshot().unwrap().etag(), "\"one\"");
    for refresh in waiting {
        timeout(BOUND, refresh).await.unwrap().unwrap().unwrap();
    }
    assert_eq!(sdk.snapshot().unwrap().etag(), "\"two\"");
    assert_eq!(upstream.seen().len(), 3);
}

#[tokio::test]
async fn polls_go_on_whatever_comes_and_find_changes() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_opened, sdk, _) =
        opened(&options(&upstream, |sdk| sdk.poll_interval = Duration::from_millis(100))).await;
    sdk.ready_snapshot().await.unwrap();
    upstream.shared().status = Some(500);
    until("errors are noted", || sdk.health() == Health::Degraded).await;
    assert!(records(&sdk).contains(&"unexpected response received: 500 Internal Server Error".to_owned()));
    assert_eq!(sdk.snapshot().unwrap().etag(), "\"one\"");
    upstream.serve(V2, "\"two\"");
    upstream.shared().status = None;
    let mut changes = sdk.changes();
    timeout(BOUND, changes.changed()).await.unwrap().unwrap();
    until("it is well again", || sdk.health() == Health::Healthy).await;
}

#[tokio::test]
async fn without_any_config_it_is_down_and_tries_soon_again() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    upstream.shared().status = Some(404);
    let (_opened, sdk, memory) = opened(&options(&upstream, |_| {})).await;
    assert!(sdk.ready_snapshot().await.is_none());
    assert_eq!(
        (sdk.health(), records(&sdk)),
        (Health::Down, vec!["unexpected response received: 404 Not Found".to_owned()])
    );
    let error = sdk.refresh().await.unwrap_err();
    assert!(error.contains("404") && !error.contains("aaaa"), "{error}");
    upstream.shared().status = None;
    // The poll interval is a minute.
    timeout(BOUND, sdk.changes().changed()).await.unwrap().unwrap();
    assert_eq!(sdk.health(), Health::Healthy);
    assert!(memory.lines().iter().any(|line| line.contains("[error] <sdk-env1>")), "{:?}", memory.lines());
}

#[tokio::test]
async fn a_server_that_asks_to_be_left_alone_is_asked_only_by_those_who_insist() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_opened, sdk, memory) =
        opened(&options(&upstream, |sdk| sdk.poll_interval = Duration::from_millis(400))).await;
    sdk.ready_snapshot().await.unwrap();
    {
        let mut shared = upstream.shared();
        shared.status = Some(503);
        shared.retry_after = Some(3600);
    }
    sdk.refresh().await.unwrap();
    let asked = upstream.seen().len();
    // Five intervals at most are granted.
    let began = Instant::now();
    for _ in 0..1_000 {
        sdk.refresh().await.unwrap();
    }
    let warnings = memory.lines().iter().filter(|line| line.contains("[warning]")).count();
    sleep(Duration::from_millis(700)).await;
    assert!(began.elapsed() < Duration::from_millis(1_900), "the machine is too busy for this test");
    assert_eq!((upstream.seen().len(), warnings), (asked, 1));
    sdk.insist().await.unwrap();
    assert_eq!(upstream.seen().len(), asked + 1);
}

#[tokio::test]
async fn without_a_config_a_held_refresh_says_why() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    upstream.shared().status = Some(429);
    upstream.shared().retry_after = Some(3600);
    let (_opened, sdk, _) = opened(&options(&upstream, |_| {})).await;
    assert!(sdk.ready_snapshot().await.is_none());
    let asked = upstream.seen().len();
    let error = timeout(BOUND, sdk.refresh()).await.unwrap().unwrap_err();
    assert!(error.contains("429") && !error.contains("aaaa"), "{error}");
    assert_eq!(upstream.seen().len(), asked);
}

#[tokio::test]
async fn however_many_ask_there_is_one_download_per_second() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_opened, sdk, _) = opened(&options(&upstream, |_| {})).await;
    sdk.ready_snapshot().await.unwrap();
    let asked = upstream.seen().len();
    let began = Instant::now();
    let mut changes = 0;
    while began.elapsed() < Duration::from_millis(2_500) {
        // Each of them gets what was there when it asked.
        changes += 1;
        let etag = format!("\"change {changes}\"");
        upstream.serve(if changes % 2 == 0 { V1 } else { V2 }, &etag);
        let others: Vec<_> = (0..20).map(|_| refreshing(&sdk)).collect();
        sdk.refresh().await.unwrap();
        assert_eq!(sdk.snapshot().unwrap().etag(), etag);
        for other in others {
            other.await.unwrap().unwrap();
        }
    }
    let most = 2 + usize::try_from(began.elapsed().as_secs()).unwrap() + 1;
    let downloads = upstream.seen().len() - asked;
    assert!((4..=most).contains(&downloads), "{downloads} of {most}");
    let times: Vec<_> = upstream.seen()[asked..].iter().map(|seen| seen.at.duration_since(began)).collect();
    assert!(times[1] < Duration::from_millis(900), "{times:?}");
}

/// Panics at each line with the text, so many times.
struct Fragile(&'static str, AtomicU32);

impl Sink for Fragile {
    fn write(&self, _: Option<Level>, line: &str) {
        let falls = line.contains(self.0)
            && self.1.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        assert!(!falls, "on purpose");
    }
}

#[tokio::test]
async fn a_source_that_panics_begins_anew() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    upstream.shared().delay = Duration::from_millis(300);
    let log = Logger::new(Level::Debug, Arc::new(Fragile("new config fetched", AtomicU32::new(1))));
    let metrics = Arc::new(Metrics::default());
    let options = options(&upstream, |sdk| sdk.log = Level::Debug);
    let opened = open(&options, None, &metrics, &log).await.unwrap();
    let sdk = opened.sdks.get("env1").unwrap();
    let mut changes = sdk.changes();
    until("the first download begins", || upstream.seen().len() == 1).await;
    let waiting = refreshing(sdk);
    timeout(BOUND, sdk.ready_snapshot()).await.unwrap();
    timeout(BOUND, waiting).await.unwrap().unwrap().unwrap_err();
    changes.mark_unchanged();
    upstream.serve(V2, "\"two\"");
    timeout(BOUND, changes.changed()).await.unwrap().unwrap();
    assert_eq!(sdk.snapshot().unwrap().etag(), "\"two\"");
    assert!(records(sdk).contains(&"the source has failed and begins anew".to_owned()), "{:?}", records(sdk));
}

#[tokio::test]
async fn a_dropped_sdk_ends_its_streams_and_its_downloads() {
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (opened, sdk, _) =
        opened(&options(&upstream, |sdk| sdk.poll_interval = Duration::from_millis(50))).await;
    sdk.ready_snapshot().await.unwrap();
    let mut changes = sdk.changes();
    upstream.shared().delay = Duration::from_secs(5);
    let asked = upstream.seen().len();
    until("a download is under way", || upstream.seen().len() > asked).await;
    let pending = refreshing(&sdk);
    drop((opened, sdk));
    timeout(Duration::from_secs(2), async { while changes.changed().await.is_ok() {} }).await.unwrap();
    assert!(timeout(Duration::from_secs(2), pending).await.unwrap().unwrap().is_err());
    let asked = upstream.seen().len();
    sleep(Duration::from_millis(200)).await;
    assert_eq!(upstream.seen().len(), asked);
}

#[tokio::test]
async fn a_kept_file_is_served_at_once_when_the_cdn_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(V1, "\"one\"").await;
    let mut options = options(&upstream, |_| {});
    let directory = folder.path().join("made/by it");
    options.cache.directory = Some(directory.clone());
    let (first, sdk, _) = opened(&options).await;
    sdk.ready_snapshot().await.unwrap();
    drop((first, sdk));
    let file = directory.join(vexil_client::cache_key(KEY));
    until("the file is written", || file.exists()).await;
    upstream.shared().status = Some(500);
    upstream.shared().delay = Duration::from_secs(5);
    let (_second, sdk, _) = opened(&options).await;
    let snapshot = timeout(Duration::from_secs(4), sdk.ready_snapshot()).await.unwrap().unwrap();
    assert_eq!(snapshot.etag(), "\"one\"");
}
