//! Replicas that share a server.

use std::time::Instant;

use super::*;
use crate::sdk::Health;

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
    tell(format_args!("a change reached the other replica within {} ms", slowest.as_millis()));
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
