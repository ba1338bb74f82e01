//! Servers that are lost, and come back.

use std::time::Instant;

use super::*;
use crate::sdk::Health;

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
