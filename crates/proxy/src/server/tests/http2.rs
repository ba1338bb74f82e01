//! HTTP/2: where a client can refuse data although its socket takes bytes.

use h2::client;
use http::StatusCode;

use super::tls::{certificate, connect_tls, options, with_tls};
use super::*;

type Connection = tokio::task::JoinHandle<Result<(), h2::Error>>;

/// A port with HTTP/2, and a connection to it on which streams take so many bytes until they are allowed more.
async fn client(bounds: Bounds, window: u32) -> (Port, client::SendRequest<Bytes>, Connection) {
    let directory = tempfile::tempdir().unwrap();
    let (files, der) = certificate(directory.path(), "one.test");
    let port = open(with_tls(&options(vec![files]), bounds));
    let (send, connection) = connect_http2(&port, der, window).await;
    (port, send, connection)
}

async fn connect_http2(
    port: &Port,
    der: rustls::pki_types::CertificateDer<'static>,
    window: u32,
) -> (client::SendRequest<Bytes>, Connection) {
    let stream = connect_tls(port, "one.test", &[der], &[&rustls::version::TLS13], b"h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let mut builder = client::Builder::new();
    builder.initial_window_size(window).initial_connection_window_size(1 << 24);
    let (send, connection) = builder.handshake::<_, Bytes>(stream).await.unwrap();
    (send, tokio::spawn(connection))
}

fn get(path: &str) -> http::Request<()> {
    http::Request::get(format!("https://one.test{path}")).body(()).unwrap()
}

async fn status(send: &mut client::SendRequest<Bytes>, path: &str) -> StatusCode {
    let (response, _) = send.send_request(get(path), true).unwrap();
    response.await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_side_by_side() {
    let (_port, mut send, _connection) = client(relaxed(), 1 << 20).await;
    let (stream, _) = send.send_request(get("/stream"), true).unwrap();
    let mut stream = stream.await.unwrap().into_body();
    assert_eq!(stream.data().await.unwrap().unwrap(), "data: 1\n\n");
    for _ in 0..50 {
        let (response, _) = send.send_request(get("/a"), true).unwrap();
        let mut body = response.await.unwrap().into_body();
        assert_eq!(body.data().await.unwrap().unwrap(), "/a");
    }
    assert_eq!(status(&mut send, "/panic").await, 500);
    assert_eq!(status(&mut send, "/after").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_lets_nothing_through_is_cut() {
    for (window, path) in [(0, "/short"), (0, "/stream"), (1, "/short"), (1_000, "/huge")] {
        let (_port, mut send, connection) = client(bounds(60_000, 700, 60_000), window).await;
        let (response, _) = send.send_request(get(path), true).unwrap();
        let _response = response.await.unwrap();
        let end = tokio::time::timeout(LONG, connection).await;
        assert!(end.is_ok(), "{window} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_response_that_is_not_taken_ends_the_connection_although_others_are() {
    let (_port, mut send, mut connection) = client(bounds(60_000, 300, 60_000), 10_000).await;
    let (response, _) = send.send_request(get("/huge"), true).unwrap();
    let _stuck = response.await.unwrap();
    let start = Instant::now();
    let others = async {
        while let Ok((response, _)) = send.send_request(get("/other"), true) {
            let Ok(response) = response.await else { return };
            let Some(Ok(_)) = response.into_body().data().await else { return };
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LONG, others).await.unwrap();
    // It had its chance meanwhile.
    assert!(start.elapsed() > Duration::from_millis(600), "{:?}", start.elapsed());
    tokio::time::timeout(LONG, &mut connection).await.unwrap().unwrap().unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_slow_gets_all() {
    let (_port, mut send, _connection) = client(bounds(60_000, 1_000, 60_000), 200_000).await;
    let (response, _) = send.send_request(get("/large"), true).unwrap();
    let mut body = response.await.unwrap().into_body();
    let mut count = 0;
    let mut taken = 0;
    while let Some(data) = body.data().await {
        count += data.unwrap().len();
        if count - taken > 150_000 {
            tokio::time::sleep(Duration::from_millis(400)).await;
            body.flow_control().release_capacity(count - taken).unwrap();
            taken = count;
        }
    }
    assert_eq!(count, 1 << 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_live_on_and_idle_connections_end() {
    let (_port, mut send, mut connection) = client(bounds(300, 300, 300), 1 << 20).await;
    let (stream, _) = send.send_request(get("/stream"), true).unwrap();
    let mut stream = stream.await.unwrap().into_body();
    assert_eq!(stream.data().await.unwrap().unwrap(), "data: 1\n\n");
    assert!(tokio::time::timeout(Duration::from_secs(2), &mut connection).await.is_err());
    assert_eq!(status(&mut send, "/next").await, 200);
    drop(stream);
    tokio::time::timeout(LONG, connection).await.unwrap().unwrap().unwrap();

    let (_port, _send, connection) = client(bounds(500, 60_000, 60_000), 1 << 20).await;
    drop(tokio::time::timeout(LONG, connection).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_closes_lets_requests_end() {
    let (port, mut send, connection) = client(relaxed(), 1 << 20).await;
    let (slow, _) = send.send_request(get("/slow"), true).unwrap();
    assert_eq!(status(&mut send, "/first").await, 200);
    let closing = tokio::spawn(port.close(LONG));
    assert_eq!(slow.await.unwrap().status(), 200);
    drop(send);
    tokio::time::timeout(LONG, connection).await.unwrap().unwrap().unwrap();
    tokio::time::timeout(LONG, closing).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_resets_is_no_trouble_for_others() {
    let directory = tempfile::tempdir().unwrap();
    let (files, der) = certificate(directory.path(), "one.test");
    let port = open(with_tls(&options(vec![files]), relaxed()));
    let (mut send, connection) = connect_http2(&port, der.clone(), 1 << 20).await;
    let (mut other, _connection) = connect_http2(&port, der, 1 << 20).await;
    for round in 0..5_000 {
        // The server may end the connection at any time.
        let Ok((response, mut stream)) = send.send_request(get("/slow"), true) else { break };
        stream.send_reset(h2::Reason::CANCEL);
        drop(response);
        if round % 100 == 0 {
            assert_eq!(tokio::time::timeout(LONG, status(&mut other, "/other")).await.unwrap(), 200);
        }
    }
    let last = async { send.send_request(get("/last"), true).ok()?.0.await.ok() };
    match tokio::time::timeout(LONG, last).await.unwrap() {
        Some(response) => assert_eq!(response.status(), 200),
        // Then it has ended, or is about to.
        None => drop(tokio::time::timeout(LONG, connection).await.unwrap()),
    }
}
