//! Replicas that take everything from the cache.

use std::time::Instant;

use super::*;
use crate::options::SdkOffline;
use crate::sdk::Health;

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
    tell(format_args!(
        "an announcement reached the offline replica within {} ms",
        began.elapsed().as_millis()
    ));
}

#[tokio::test]
async fn whoever_asks_often_does_not_make_the_cache_busy() {
    let mut options = Options::default();
    // Nobody listens there.
    options.cache.redis = Some(RedisOptions {
        addresses: vec![format!("127.0.0.1:{}", free_port())],
        db: 0,
        user: None,
        password: None,
        tls: TlsOptions::default(),
    });
    let poll_interval = Duration::from_secs(600);
    let offline = SdkOffline::Cache { poll_interval, log: Level::Debug };
    options.sdks.insert("env1".to_owned(), SdkOptions { offline, ..SdkOptions::new(KEY) });
    let (_opened, sdk, _) = replica(&options).await;
    assert!(timeout(BOUND, sdk.ready_snapshot()).await.unwrap().is_none());
    let began = Instant::now();
    let mut answers = 0;
    while began.elapsed() < Duration::from_millis(1_500) {
        timeout(BOUND, sdk.refresh()).await.unwrap().unwrap_err();
        answers += 1;
    }
    assert!((2..=3 + began.elapsed().as_secs()).contains(&answers), "{answers}");
}

#[tokio::test]
async fn a_reload_keeps_the_connection_and_an_sdk_that_goes_offline_reads_it() {
    let Some(server) = Server::start() else { return };
    let cache = server.cache().await;
    let upstream = Upstream::start(V1, "\"one\"").await;
    let online = options(&server, &upstream);
    let (first, sdk, _) = replica(&online).await;
    sdk.ready_snapshot().await.unwrap();
    until("it is written", async || stored(&cache).await.is_some()).await;
    let again = open(&online, Some(&first), &Arc::new(Metrics::default()), &quiet()).await.unwrap();
    assert!(Arc::ptr_eq(&first.cache, &again.cache));
    assert!(Arc::ptr_eq(sdk.state(), again.sdks.get("env1").unwrap().state()));
    let offline = offline(&server, Duration::from_secs(600));
    let third = open(&offline, Some(&again), &Arc::new(Metrics::default()), &quiet()).await.unwrap();
    assert!(Arc::ptr_eq(&first.cache, &third.cache));
    let other = third.sdks.get("env1").unwrap();
    assert!(!Arc::ptr_eq(sdk.state(), other.state()));
    assert_eq!(other.ready_snapshot().await.unwrap().etag(), "\"one\"");
}
