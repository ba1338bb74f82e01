//! Streams on real connections.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::{Rig, event, one, rig};

/// A server whose requests are all streams of one flag. Ends with the runtime.
async fn serve(rig: &Arc<Rig>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let rig = Arc::clone(rig);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let rig = Arc::clone(&rig);
            tokio::spawn(async move {
                let service = service_fn(|_request| {
                    let body: Body = rig.open(one());
                    async { Ok::<_, Infallible>(Response::new(body)) }
                });
                drop(
                    auto::Builder::new(TokioExecutor::new())
                        .serve_connection(TokioIo::new(socket), service)
                        .await,
                );
            });
        }
    });
    port
}

async fn until(what: impl Fn() -> bool) {
    timeout(Duration::from_secs(20), async {
        while !what() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn http1_streams_are_chunks_and_end_with_an_empty_one() {
    let rig = Arc::new(rig("1|a"));
    let port = serve(&rig).await;
    let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut text = String::new();
    let mut buffer = vec![0; 4096];
    for step in ["1|a", "2|a"] {
        if step != "1|a" {
            rig.publish(step);
        }
        while !text.contains(&event(step)) {
            let length = timeout(Duration::from_secs(20), socket.read(&mut buffer)).await.unwrap().unwrap();
            assert!(length > 0, "{text}");
            text.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        }
    }
    rig.streams.close();
    while !text.ends_with("\r\n0\r\n\r\n") {
        let length = timeout(Duration::from_secs(20), socket.read(&mut buffer)).await.unwrap().unwrap();
        assert!(length > 0, "{text}");
        text.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
    }
    let head = text.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
    assert!(head.contains("transfer-encoding: chunked") && !head.contains("content-length"), "{head}");
}

#[tokio::test]
async fn http2_streams_share_a_connection() {
    let rig = Arc::new(rig("1|a"));
    let port = serve(&rig).await;
    let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut bodies: Vec<Incoming> = Vec::new();
    for _ in 0..3 {
        let request = Request::get("http://a/").body(Empty::<Bytes>::new()).unwrap();
        bodies.push(sender.send_request(request).await.unwrap().into_body());
    }
    for body in &mut bodies {
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), event("1|a"));
    }
    assert_eq!(rig.metrics.open_streams("sdk"), 3);
    drop(bodies.pop());
    until(|| rig.metrics.open_streams("sdk") == 2).await;
    rig.publish("2|a");
    for body in &mut bodies {
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), event("2|a"));
    }
    rig.streams.close();
    for body in bodies {
        let rest = timeout(Duration::from_secs(20), body.collect()).await.unwrap().unwrap();
        assert_eq!(rest.to_bytes(), "");
    }
    connection.abort();
}

#[tokio::test]
async fn a_client_that_goes_away_is_counted_out_at_once() {
    let rig = Arc::new(rig("1|a"));
    let port = serve(&rig).await;
    let mut sockets = Vec::new();
    for _ in 0..4 {
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        socket.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        sockets.push(socket);
    }
    until(|| rig.metrics.open_streams("sdk") == 4).await;
    drop(sockets.pop());
    until(|| rig.metrics.open_streams("sdk") == 3).await;
    drop(sockets);
    until(|| rig.metrics.open_streams("sdk") == 0 && rig.streams.feeds() == 0).await;
}

#[tokio::test]
async fn a_client_that_never_reads_is_cut_off_while_others_get_everything() {
    let large = |letter: &str| format!("\"{}\"|a", letter.repeat(64 * 1024));
    let rig = Arc::new(rig(&large("a")));
    let port = serve(&rig).await;
    let mut slow = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    until(|| rig.metrics.open_streams("sdk") == 1).await;
    let mut quick = rig.open(one());
    assert_eq!(super::next(&mut quick).await, Some(event(&large("a"))));
    // More than sockets hold.
    for round in 0..400 {
        let script = large(if round % 2 == 0 { "b" } else { "c" });
        rig.publish(&script);
        assert_eq!(super::next(&mut quick).await, Some(event(&script)));
        tokio::task::yield_now().await;
    }
    assert!(rig.log.lines().iter().any(|line| line.contains("1 streams ended")));
    // It gets what was on its way, and the end.
    let mut received = 0;
    let mut buffer = vec![0; 1024 * 1024];
    let mut last = Vec::new();
    while !last.ends_with(b"\r\n0\r\n\r\n") {
        let length = timeout(Duration::from_secs(20), slow.read(&mut buffer)).await.unwrap().unwrap();
        assert!(length > 0, "no end");
        received += length;
        last.extend_from_slice(&buffer[..length]);
        last.drain(..last.len().saturating_sub(16));
    }
    assert!(received < 390 * 64 * 1024, "{received}");
    until(|| rig.metrics.open_streams("sdk") == 1).await;
}
