//! How long connecting may take.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/http.rs"]
mod http;
mod support;

use std::time::Duration;

use http::{at, fetch};
use support::*;
use tokio::net::TcpListener;
use tokio::time::Instant;
use vexil_client::{ClientError, FetchReport, ServiceOptions};
use vexil_testkit::{FaultServer, Step};

const SHORT: Duration = Duration::from_millis(200);

/// Much longer than anything here may take.
const LONG: Duration = Duration::from_secs(20);

/// Options of a service that may take its time, but not for connecting.
fn hasty(url: String) -> ServiceOptions {
    ServiceOptions { connect_timeout: SHORT, request_timeout: LONG, ..at(url) }
}

fn assert_timed_out(report: &FetchReport, limit: Duration) {
    assert_eq!(report.code.number(), 1102, "{report:?}");
    assert_eq!(report.timeout, limit);
    assert_eq!(report.error, Some(ClientError::Timeout { timeout: limit, ray_id: None }));
}

/// Takes connections, and never says a word.
async fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

#[tokio::test]
async fn a_handshake_that_takes_longer_has_timed_out_and_is_tried_once_more() {
    let (_listener, address) = silent().await;
    let start = Instant::now();
    let (report, ..) = fetch(hasty(format!("https://{address}"))).await;
    assert_timed_out(&report, SHORT);
    let took = start.elapsed();
    assert!(took >= 2 * SHORT && took < LONG / 2, "{took:?}");
}

#[tokio::test]
async fn so_has_a_tunnel() {
    let (_listener, address) = silent().await;
    let mut options = hasty("https://127.0.0.1:1".to_owned());
    options.proxy = Some(format!("http://{address}"));
    let (report, ..) = fetch(options).await;
    assert_timed_out(&report, SHORT);
}

#[tokio::test]
async fn the_deadline_of_the_request_holds_for_connecting_as_well() {
    let (_listener, address) = silent().await;
    let options =
        ServiceOptions { connect_timeout: LONG, request_timeout: SHORT, ..at(format!("https://{address}")) };
    let (report, ..) = fetch(options).await;
    assert_timed_out(&report, SHORT);
}

#[tokio::test]
async fn it_is_no_limit_for_the_answer() {
    let body = CONFIG.len();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {body}\r\n\r\n{CONFIG}").into_bytes();
    let server = FaultServer::start([vec![Step::Wait(3 * SHORT), Step::Send(answer)]]).await.unwrap();
    let (report, ..) = fetch(hasty(server.url())).await;
    assert_eq!(report.code.number(), 0, "{report:?}");
    assert_eq!(report.timeout, LONG);
}
