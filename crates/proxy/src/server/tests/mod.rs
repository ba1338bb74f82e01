//! Real sockets, with clients that do what clients should not.

mod bounds;
mod http2;
mod live;
mod ports;
mod tls;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};

use super::port::{Bound, Port};
use super::role::Role;
use super::serving::{Bounds, Serving};
use super::watch::Patience;
use crate::log::{Level, Logger, Memory};

/// More than any of the tests' deadlines, also on a busy machine.
const LONG: Duration = Duration::from_secs(20);

/// What is small enough for tests to wait for.
fn bounds(head: u64, write: u64, idle: u64) -> Bounds {
    let patience = Patience {
        head: Duration::from_millis(head),
        write: Duration::from_millis(write),
        idle: Duration::from_millis(idle),
    };
    Bounds { patience, connections: 100 }
}

/// In none of them.
fn relaxed() -> Bounds {
    bounds(60_000, 60_000, 60_000)
}

fn serving(bounds: Bounds, answer: fn(Request) -> BoxFuture<'static, Response>) -> Serving {
    let log = Logger::new(Level::Debug, Arc::new(Memory::default()));
    Serving { role: Role::Test(Box::new(answer)), tls: None, bounds, log }
}

fn open(serving: Serving) -> Port {
    Bound::new(0).unwrap().serve(serving)
}

/// Answers by the path: `/stream` never ends, `/large` is a megabyte, `/huge` 64 of them in parts, `/panic`, or just its own path.
fn by_path(request: Request) -> BoxFuture<'static, Response> {
    let path = request.uri().path().to_owned();
    async move {
        let parts = |count: usize| {
            let part = Bytes::from(vec![b'x'; 1 << 20]);
            let frames =
                (0..count).map(move |_| Ok::<_, std::convert::Infallible>(Frame::data(part.clone())));
            StreamBody::new(futures_util::stream::iter(frames))
        };
        match path.as_str() {
            "/stream" => {
                let first = Ok::<_, std::convert::Infallible>(Frame::data(Bytes::from("data: 1\n\n")));
                let first = futures_util::stream::iter([first]);
                let stream = first.chain(futures_util::stream::pending());
                Response::new(Body::new(StreamBody::new(stream)))
            }
            "/large" => Response::new(Body::new(parts(1))),
            "/huge" => Response::new(Body::new(parts(64))),
            "/panic" => panic!("on purpose"),
            "/panic-later" => {
                let frames = futures_util::stream::iter(0..2).map(|count| {
                    assert!(count < 1, "on purpose, later");
                    Ok::<_, std::convert::Infallible>(Frame::data(Bytes::from("x")))
                });
                Response::new(Body::new(StreamBody::new(frames)))
            }
            "/slow" => {
                tokio::time::sleep(Duration::from_millis(500)).await;
                Response::new(Body::from("slow"))
            }
            "/echo" => {
                let body = request.into_body().collect().await.map(http_body_util::Collected::to_bytes);
                Response::new(body.map_or_else(|_| Body::from("broken"), Body::from))
            }
            _ => Response::new(Body::from(path)),
        }
    }
    .boxed()
}

fn connect(port: &Port) -> TcpStream {
    let socket = TcpStream::connect(("127.0.0.1", port.number())).unwrap();
    socket.set_read_timeout(Some(LONG)).unwrap();
    socket
}

fn ask(socket: &mut TcpStream, path: &str) {
    socket.write_all(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()).unwrap();
}

/// Reads until the text has come. What came until then.
fn read_until(socket: &mut TcpStream, text: &str) -> String {
    let mut all = Vec::new();
    let mut byte = [0];
    while !all.ends_with(text.as_bytes()) {
        let count = socket.read(&mut byte).unwrap();
        assert_eq!(count, 1, "the end came after {:?}", String::from_utf8_lossy(&all));
        all.extend(byte);
    }
    String::from_utf8(all).unwrap()
}

/// Asks, and reads the answer, which ends with the path.
fn exchange(socket: &mut TcpStream, path: &str) -> String {
    ask(socket, path);
    read_until(socket, path)
}

/// How long the server lets the connection be. What it sends meanwhile is not of interest.
fn time_to_end(socket: &mut TcpStream) -> Duration {
    let start = Instant::now();
    let mut buffer = [0; 1024];
    loop {
        match socket.read(&mut buffer) {
            Ok(1..) => {}
            Ok(0) => return start.elapsed(),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return start.elapsed(),
            Err(error) => panic!("{error}"),
        }
    }
}
