use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

use super::RedisCache;
use crate::log::{Level, Logger, Memory};
use crate::metrics::Metrics;
use crate::options::{Options, RedisOptions, SdkOffline, SdkOptions, TlsOptions};
use crate::sdk::cache::Cache;
use crate::sdk::upstream::Upstream;
use crate::sdk::{Health, Opened, Sdk, open};

const KEY: &str = "configcat-sdk-1/aaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbb";
const V1: &str = r#"{"f":{"flag":{"t":0,"v":{"b":true},"i":"v1"}}}"#;
const V2: &str = r#"{"f":{"flag":{"t":0,"v":{"b":false},"i":"v2"}}}"#;
const BOUND: Duration = Duration::from_secs(20);

/// A server of its own, which ends with the test.
struct Server {
    port: u16,
    child: Option<Child>,
}

impl Server {
    /// `None`, told in a line, where there is no server to run.
    fn start() -> Option<Self> {
        let is_there = std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path).any(|folder| Path::new(&folder).join("redis-server").exists())
        });
        if !is_there {
            assert!(std::env::var("VEXIL_REQUIRE_ALL").as_deref() != Ok("1"), "redis-server is missing");
            eprintln!("skipped: redis-server is missing");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { port, child: None };
        server.revive();
        Some(server)
    }

    fn revive(&mut self) {
        let port = self.port.to_string();
        let child = Command::new("redis-server")
            .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(["--requirepass", "secret"])
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn options(&self) -> RedisOptions {
        RedisOptions {
            addresses: vec![format!("127.0.0.1:{}", self.port)],
            db: 3,
            user: None,
            password: Some("secret".to_owned()),
            tls: TlsOptions::default(),
        }
    }

    /// A line of one's own, once the server answers.
    async fn cache(&self) -> RedisCache {
        let cache = RedisCache::open(&self.options(), &quiet()).unwrap();
        until("redis answers", async || cache.get("x").await.is_ok()).await;
        cache
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn quiet() -> Logger {
    Logger::new(Level::Debug, Arc::new(Memory::default()))
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(BOUND, waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

fn options(server: &Server, upstream: &Upstream) -> Options {
    let mut options = Options::default();
    let sdk = SdkOptions { base_url: Some(upstream.url().to_owned()), ..SdkOptions::new(KEY) };
    options.sdks.insert("env1".to_owned(), sdk);
    options.cache.redis = Some(server.options());
    options
}

async fn replica(options: &Options) -> (Opened, Arc<Sdk>, Arc<Memory>) {
    let memory = Arc::new(Memory::default());
    let log = Logger::new(Level::Debug, Arc::<Memory>::clone(&memory));
    let opened = open(options, None, &Arc::new(Metrics::default()), &log).await.unwrap();
    let sdk = Arc::clone(opened.sdks.get("env1").unwrap());
    (opened, sdk, memory)
}

fn has_etag(sdk: &Sdk, etag: &str) -> bool {
    sdk.snapshot().is_some_and(|snapshot| snapshot.etag() == etag)
}

fn cache_records(opened: &Opened) -> Vec<String> {
    opened.cache.records().iter().map(|record| record.message.clone()).collect()
}

async fn stored(cache: &RedisCache) -> Option<String> {
    let payload = cache.get(&vexil_client::cache_key(KEY)).await.ok().flatten()?;
    Some(String::from_utf8(payload).unwrap())
}

#[tokio::test]
async fn a_download_of_one_replica_reaches_the_others() {
    let Some(server) = Server::start() else { return };
    let cache = server.cache().await;
    let upstream = Upstream::start(V1, "\"one\"").await;
    let options = options(&server, &upstream);
    let (first_opened, first, _) = replica(&options).await;
    first.ready_snapshot().await.unwrap();
    until("it is written", async || stored(&cache).await.is_some()).await;
    // The format that all SDKs share.
    let payload = stored(&cache).await.unwrap();
    let mut parts = payload.splitn(3, '\n');
    assert!(parts.next().unwrap().parse::<u64>().unwrap() > 1_700_000_000_000);
    assert_eq!((parts.next(), parts.next()), (Some("\"one\""), Some(V1)));
    assert_eq!(cache_records(&first_opened).last().unwrap(), "cache write succeeded");
    assert_eq!(first_opened.cache.health(), Health::Healthy);

    let (_second_opened, second, _) = replica(&options).await;
    second.ready_snapshot().await.unwrap();
    // It began with the cached config, and confirmed that.
    until("it asks", async || upstream.seen().len() == 2).await;
    assert_eq!(upstream.seen()[1].if_none_match.as_deref(), Some("\"one\""));
    until("the config is confirmed", async || {
        second.state().records().iter().any(|record| record.message == "config not modified")
    })
    .await;
    // Nothing tells when it listens.
    sleep(Duration::from_millis(300)).await;

    let mut slowest = Duration::ZERO;
    for round in 0..5 {
        let (json, etag) = if round % 2 == 0 { (V2, "\"two\"") } else { (V1, "\"one\"") };
        upstream.serve(json, etag);
        let asked = upstream.seen().len();
        let mut changes = second.changes();
        first.refresh().await.unwrap();
        let told = Instant::now();
        timeout(BOUND, changes.changed()).await.unwrap().unwrap();
        slowest = slowest.max(told.elapsed());
        assert!(has_etag(&first, etag) && has_etag(&second, etag));
        // Without a download of its own.
        assert_eq!(upstream.seen().len(), asked + 1);
        sleep(Duration::from_millis(5)).await;
    }
    eprintln!("a change reached the other replica within {} ms", slowest.as_millis());
    assert!(slowest < Duration::from_secs(5));
}

#[tokio::test]
async fn a_confirmation_writes_nothing_and_an_older_entry_is_not_taken() {
    let Some(server) = Server::start() else { return };
    let cache = server.cache().await;
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_opened, sdk, _) = replica(&options(&server, &upstream)).await;
    sdk.ready_snapshot().await.unwrap();
    until("it is written", async || stored(&cache).await.is_some()).await;
    sleep(Duration::from_millis(300)).await;
    // What another replica, whose clock is late, says: the CDN is asked, and knows better.
    let key = vexil_client::cache_key(KEY);
    let late = format!("1700000000000\n\"old\"\n{V2}");
    cache.set(&key, late.clone().into_bytes(), false).await.unwrap();
    let asked = upstream.seen().len();
    cache.announce(&key, "\"old\"").await.unwrap();
    until("the CDN is asked", async || upstream.seen().len() == asked + 1).await;
    sleep(Duration::from_millis(200)).await;
    assert!(has_etag(&sdk, "\"one\""));
    assert_eq!(stored(&cache).await.unwrap(), late, "a 304 does not write");
    assert_eq!(upstream.seen().len(), asked + 1);
    // With a clock that runs right it is taken at once.
    let newer = format!("{}\n\"new\"\n{V2}", sdk.state().checked_ms() as u64 + 1);
    cache.set(&key, newer.into_bytes(), false).await.unwrap();
    cache.announce(&key, "\"new\"").await.unwrap();
    until("the announced config is taken", async || has_etag(&sdk, "\"new\"")).await;
}

#[tokio::test]
async fn a_lost_server_is_nothing_but_a_record_and_gets_what_it_missed_when_it_is_back() {
    let Some(mut server) = Server::start() else { return };
    let cache = server.cache().await;
    let upstream = Upstream::start(V1, "\"one\"").await;
    let options = options(&server, &upstream);
    let (opened, sdk, memory) = replica(&options).await;
    let (_other_opened, other, _) = replica(&options).await;
    sdk.ready_snapshot().await.unwrap();
    other.ready_snapshot().await.unwrap();
    until("it is written", async || stored(&cache).await.is_some()).await;
    server.kill();
    upstream.serve(V2, "\"two\"");
    timeout(Duration::from_secs(5), sdk.refresh()).await.unwrap().unwrap();
    assert!(has_etag(&sdk, "\"two\""));
    until("the failure is noted", async || {
        // Which of the two comes first is a matter of luck.
        let failures = ["cache write failed", "cache read failed"];
        cache_records(&opened).iter().any(|record| failures.contains(&record.as_str()))
    })
    .await;
    until("the cache is unwell", async || opened.cache.health() == Health::Degraded).await;
    assert_eq!(sdk.health(), Health::Healthy);
    assert!(has_etag(&other, "\"one\""));
    server.revive();
    until("it is written then", async || {
        stored(&cache).await.is_some_and(|payload| payload.contains("\"two\""))
    })
    .await;
    until("the other replica hears of it", async || has_etag(&other, "\"two\"")).await;
    until("the cache is well", async || opened.cache.health() == Health::Healthy).await;
    let lines = memory.lines();
    assert!(lines.iter().all(|line| !line.contains("secret") && !line.contains("aaaa")), "{lines:?}");
}

#[tokio::test]
async fn a_server_that_comes_back_empty_is_filled_again() {
    let Some(mut server) = Server::start() else { return };
    let cache = server.cache().await;
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_opened, sdk, _) = replica(&options(&server, &upstream)).await;
    sdk.ready_snapshot().await.unwrap();
    until("it is written", async || stored(&cache).await.is_some()).await;
    server.kill();
    server.revive();
    until("it is written again", async || stored(&cache).await.is_some()).await;
}

#[tokio::test]
async fn without_a_server_at_the_start_it_serves_and_without_a_cdn_it_takes_what_the_server_has() {
    let Some(mut server) = Server::start() else { return };
    let cache = server.cache().await;
    let key = vexil_client::cache_key(KEY);
    let upstream = Upstream::start(V1, "\"one\"").await;
    upstream.shared().status = Some(500);
    cache.set(&key, format!("1700000000000\n\"kept\"\n{V2}").into_bytes(), false).await.unwrap();
    let (_opened, sdk, _) = replica(&options(&server, &upstream)).await;
    assert_eq!(sdk.ready_snapshot().await.unwrap().etag(), "\"kept\"");
    until("the failure is noted", async || sdk.health() == Health::Degraded).await;

    server.kill();
    let (opened, sdk, _) = replica(&options(&server, &upstream)).await;
    assert!(timeout(BOUND, sdk.ready_snapshot()).await.unwrap().is_none());
    assert_eq!(sdk.health(), Health::Down);
    assert_eq!(cache_records(&opened).first().unwrap(), "cache read failed");
    upstream.shared().status = None;
    until("the CDN is back", async || has_etag(&sdk, "\"one\"")).await;
    server.revive();
    until("it is written then", async || stored(&cache).await.is_some()).await;
}

#[tokio::test]
async fn garbage_is_noted_and_the_next_new_config_takes_its_place() {
    let Some(server) = Server::start() else { return };
    let cache = server.cache().await;
    let key = vexil_client::cache_key(KEY);
    cache.set(&key, b"garbage".to_vec(), false).await.unwrap();
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (opened, sdk, _) = replica(&options(&server, &upstream)).await;
    sdk.ready_snapshot().await.unwrap();
    assert!(cache_records(&opened).contains(&"failed to recognise the cache format".to_owned()));
    until("it is replaced", async || stored(&cache).await.is_some_and(|payload| payload.ends_with(V1))).await;
    sleep(Duration::from_millis(300)).await;
    for (poison, record) in [
        ("{}", "failed to recognise the cache format"),
        ("9999999999999\n\"bad\"\n{\"f\":", "failed to parse JSON from cache"),
    ] {
        cache.set(&key, poison.as_bytes().to_vec(), false).await.unwrap();
        cache.announce(&key, "").await.unwrap();
        until(record, async || cache_records(&opened).iter().any(|known| known == record)).await;
        assert!(has_etag(&sdk, "\"one\""));
    }
    upstream.serve(V2, "\"two\"");
    sdk.refresh().await.unwrap();
    until("it is replaced", async || stored(&cache).await.is_some_and(|payload| payload.ends_with(V2))).await;
}

/// A replica that takes its config from the cache only.
fn offline(server: &Server, poll_interval: Duration) -> Options {
    let mut options = Options::default();
    let offline = SdkOffline::Cache { poll_interval, log: Level::Debug };
    options.sdks.insert("env1".to_owned(), SdkOptions { offline, ..SdkOptions::new(KEY) });
    options.cache.redis = Some(server.options());
    options
}

fn sdk_records(sdk: &Sdk) -> Vec<String> {
    sdk.state().records().iter().map(|record| record.message.clone()).collect()
}

#[tokio::test]
async fn an_offline_replica_follows_the_cache_and_never_writes() {
    let Some(mut server) = Server::start() else { return };
    let cache = server.cache().await;
    let key = vexil_client::cache_key(KEY);
    let write = async |payload: &str| {
        cache.set(&key, payload.as_bytes().to_vec(), false).await.unwrap();
    };
    let (opened, sdk, _) = replica(&offline(&server, Duration::from_millis(100))).await;
    assert!(timeout(BOUND, sdk.ready_snapshot()).await.unwrap().is_none());
    assert_eq!(
        (sdk.health(), sdk.refresh().await),
        (Health::Down, Err("failed to read from cache".to_owned()))
    );
    assert_eq!(opened.cache.health(), Health::Healthy, "it can be read");
    write(&format!("1700000000000\n\"one\"\n{V1}")).await;
    until("it is read", async || has_etag(&sdk, "\"one\"")).await;
    until("it is well", async || sdk.health() == Health::Healthy).await;
    assert!(sdk_records(&sdk).contains(&"reload from cache succeeded".to_owned()));
    until("nothing is new", async || sdk_records(&sdk).last().unwrap() == "config from cache not modified")
        .await;
    // Only the ETag is compared, and what is older by its time counts as well.
    let changes = sdk.changes();
    write(&format!("1800000000000\n\"one\"\n{V2}")).await;
    sdk.refresh().await.unwrap();
    assert!(!changes.has_changed().unwrap());
    write(&format!("1600000000000\n\"two\"\n{V2}")).await;
    until("it is read", async || has_etag(&sdk, "\"two\"")).await;
    for (poison, record) in [
        ("garbage", "failed to recognise the cache format"),
        ("1\n\"bad\"\n{\"f\":", "failed to parse JSON from cache"),
    ] {
        write(poison).await;
        until(record, async || {
            sdk.health() == Health::Degraded && sdk_records(&sdk).last().unwrap() == record
        })
        .await;
        assert!(has_etag(&sdk, "\"two\""));
        assert_eq!(stored(&cache).await.unwrap(), poison);
        sdk.refresh().await.unwrap();
    }
    server.kill();
    until("it is missed", async || sdk_records(&sdk).last().unwrap() == "failed to read from cache").await;
    assert!(has_etag(&sdk, "\"two\""));
    server.revive();
    until("it is back", async || cache.get(&key).await.is_ok()).await;
    assert_eq!(stored(&cache).await, None);
    write(&format!("1700000000000\n\"one\"\n{V1}")).await;
    until("it is read again", async || has_etag(&sdk, "\"one\"")).await;
    let mut changes = sdk.changes();
    drop((opened, sdk));
    timeout(BOUND, async { while changes.changed().await.is_ok() {} }).await.unwrap();
}

#[tokio::test]
async fn an_offline_replica_hears_announcements() {
    let Some(server) = Server::start() else { return };
    let cache = server.cache().await;
    let upstream = Upstream::start(V1, "\"one\"").await;
    let (_online, online, _) = replica(&options(&server, &upstream)).await;
    online.ready_snapshot().await.unwrap();
    until("it is written", async || stored(&cache).await.is_some()).await;
    // Polls do not help.
    let (_opened, sdk, _) = replica(&offline(&server, Duration::from_secs(600))).await;
    assert_eq!(sdk.ready_snapshot().await.unwrap().etag(), "\"one\"");
    sleep(Duration::from_millis(300)).await;
    upstream.serve(V2, "\"two\"");
    let began = Instant::now();
    online.refresh().await.unwrap();
    until("it is heard", async || has_etag(&sdk, "\"two\"")).await;
    eprintln!("an announcement reached the offline replica within {} ms", began.elapsed().as_millis());
}

#[tokio::test]
async fn a_reload_keeps_the_connection_and_an_sdk_that_goes_offline_begins_with_what_it_has() {
    let Some(server) = Server::start() else { return };
    let cache = server.cache().await;
    let upstream = Upstream::start(V1, "\"one\"").await;
    let online = options(&server, &upstream);
    let (first, sdk, _) = replica(&online).await;
    sdk.ready_snapshot().await.unwrap();
    until("it is written", async || stored(&cache).await.is_some()).await;
    let again = open(&online, Some(&first), &Arc::new(Metrics::default()), &quiet()).await.unwrap();
    assert!(Arc::ptr_eq(&first.cache, &again.cache));
    assert!(Arc::ptr_eq(&sdk, again.sdks.get("env1").unwrap()));
    let offline = offline(&server, Duration::from_secs(600));
    let third = open(&offline, Some(&again), &Arc::new(Metrics::default()), &quiet()).await.unwrap();
    assert!(Arc::ptr_eq(&first.cache, &third.cache));
    let other = third.sdks.get("env1").unwrap();
    assert!(!Arc::ptr_eq(&sdk, other));
    assert_eq!(other.snapshot().unwrap().etag(), "\"one\"");
}

#[tokio::test]
async fn a_server_that_says_nothing_delays_nobody_for_long() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = Upstream::start(V1, "\"one\"").await;
    let mut options = Options::default();
    for id in ["env1", "env2", "env3", "env4"] {
        let key = format!("{KEY}{id}");
        let sdk = SdkOptions { base_url: Some(upstream.url().to_owned()), ..SdkOptions::new(key) };
        options.sdks.insert(id.to_owned(), sdk);
    }
    options.cache.redis = Some(RedisOptions {
        addresses: vec![silent.local_addr().unwrap().to_string()],
        db: 0,
        user: None,
        password: None,
        tls: TlsOptions::default(),
    });
    let (opened, _, _) = replica(&options).await;
    let began = Instant::now();
    for sdk in opened.sdks.iter() {
        timeout(BOUND, sdk.ready_snapshot()).await.unwrap().unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
}
