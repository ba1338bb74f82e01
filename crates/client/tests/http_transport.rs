//! The HTTP transport, against servers that misbehave.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;
mod support;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::{again, at, fetch, fetch_in};
use server::{Say, Server, read_head, response};
use support::*;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use vexil_client::{Entry, Environment, Event, Service, SystemClock};

fn ok(headers: &[(&str, &str)]) -> Say {
    Say::Bytes(response("200 OK", headers, CONFIG.as_bytes()))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_request_says_what_it_should_and_no_more() {
    let server = Server::start(vec![ok(&[("ETag", "W/\"1\""), ("CF-RAY", "ray-7")])]).await;
    let mut options = at(server.url());
    options.headers = vec![
        ("User-Agent".to_owned(), "Test/a-1".to_owned()),
        ("X-ConfigCat-UserAgent".to_owned(), "Test/a-1".to_owned()),
    ];
    let (report, client, host) = fetch(options).await;
    assert_eq!((report.code.number(), report.status, report.reason.as_deref()), (0, Some(200), Some("OK")));
    assert_eq!(report.ray_id.as_deref(), Some("ray-7"));
    again(&client, &host).await;

    let requests = server.take_requests();
    let path = format!("GET /configuration-files/{SDK_KEY}/config_v6.json HTTP/1.1\r\n");
    assert!(requests.iter().all(|request| request.starts_with(&path)), "{requests:?}");
    let names = |request: &str| {
        let lines = request.lines().skip(1).filter(|line| !line.is_empty());
        let mut names: Vec<String> =
            lines.map(|line| line.split(':').next().unwrap().to_lowercase()).collect();
        names.sort();
        names
    };
    assert_eq!(
        names(&requests[0]),
        ["accept", "accept-encoding", "host", "user-agent", "x-configcat-useragent"]
    );
    assert!(requests[0].to_lowercase().contains("user-agent: test/a-1\r\n"));
    assert!(requests[1].to_lowercase().contains("if-none-match: w/\"1\"\r\n"));
    assert_eq!(*server.connections.lock().unwrap(), 1, "the connection is kept");
}

#[tokio::test]
async fn services_share_connections() {
    let server = Server::start(vec![ok(&[])]).await;
    let environment = Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None);
    for _ in 0..3 {
        fetch_in(&environment, at(server.url())).await;
    }
    assert_eq!(*server.connections.lock().unwrap(), 1);
}

#[tokio::test]
async fn unexpected_statuses_are_repeated_once() {
    let broken = Say::Bytes(response("500 Broken", &[], b"no"));
    let server = Server::start(vec![broken.clone(), ok(&[]), broken.clone()]).await;
    let (report, client, host) = fetch(at(server.url())).await;
    assert_eq!(report.code.number(), 0);
    assert_eq!(server.take_requests().len(), 2);

    let server = Server::start(vec![broken]).await;
    let (report, ..) = fetch(at(server.url())).await;
    assert_eq!(
        (report.code.number(), report.status, report.reason.as_deref()),
        (1101, Some(500), Some("Broken"))
    );
    assert_eq!(server.take_requests().len(), 2);
    drop((client, host));
}

#[tokio::test]
async fn an_outage_that_goes_on_gets_one_request_each_time() {
    let broken = Say::Bytes(response("500 Broken", &[], b"no"));
    let script = [vec![broken.clone(); 4], vec![ok(&[])], vec![broken]].concat();
    let server = Server::start(script).await;
    let (report, client, host) = fetch(at(server.url())).await;
    let count = || server.requests.lock().unwrap().len();
    assert_eq!((report.code.number(), count()), (1101, 2));
    for (code, requests) in [(1101, 3), (1101, 4), (0, 5), (1101, 7), (1101, 8)] {
        let report = again(&client, &host).await;
        assert_eq!((report.code.number(), count()), (code, requests));
    }
}

#[tokio::test]
async fn servers_that_ask_to_be_left_alone_are() {
    for (header, requests) in [
        ("5", 1),
        ("Wed, 21 Oct 2065 07:28:00 GMT", 1),
        ("0", 2),
        ("-5", 2),
        ("soon", 2),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 2),
    ] {
        let busy = Say::Bytes(response("429 Too Many Requests", &[("Retry-After", header)], b""));
        let server = Server::start(vec![busy, Say::Bytes(response("503 Busy", &[], b""))]).await;
        let (report, ..) = fetch(at(server.url())).await;
        let status = if requests == 1 { 429 } else { 503 };
        assert_eq!((report.code.number(), report.status), (1101, Some(status)), "{header}");
        assert_eq!(server.take_requests().len(), requests, "{header}");
    }
}

#[tokio::test]
async fn expected_statuses_are_not_repeated() {
    for (line, code) in [("403 Forbidden", 1100), ("404 Not Found", 1100), ("304 Not Modified", 1106)] {
        let server = Server::start(vec![Say::Bytes(response(line, &[("cf-ray", "r")], b""))]).await;
        let (report, ..) = fetch(at(server.url())).await;
        assert_eq!((report.code.number(), report.ray_id.as_deref()), (code, Some("r")));
        assert_eq!(server.take_requests().len(), 1);
    }
}

#[tokio::test]
async fn redirects_of_http_are_not_followed() {
    let target = Server::start(vec![ok(&[])]).await;
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let say = Say::Bytes(response(status, &[("Location", &target.url())], b""));
        let server = Server::start(vec![say]).await;
        let (report, ..) = fetch(at(server.url())).await;
        assert_eq!(report.code.number(), 1101);
    }
    assert_eq!(target.take_requests().len(), 0);
}

#[tokio::test]
async fn reason_phrases_are_passed_on() {
    for (line, reason) in [
        ("599 Broken by design", "Broken by design"),
        ("599 ", ""),
        ("503 Service Unavailable", "Service Unavailable"),
    ] {
        let server = Server::start(vec![Say::Bytes(response(line, &[], b""))]).await;
        let (report, ..) = fetch(at(server.url())).await;
        assert_eq!(report.reason.as_deref(), Some(reason));
    }
}

#[tokio::test]
async fn a_failed_connection_is_repeated_once() {
    let server = Server::start(vec![Say::Close, ok(&[])]).await;
    let (report, ..) = fetch(at(server.url())).await;
    assert_eq!(report.code.number(), 0);

    let address = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    let (report, client, _) = fetch(at(format!("http://{address}"))).await;
    assert_eq!(report.code.number(), 1103);
    let error = report.error.unwrap();
    assert!(error.to_string().starts_with("Request failed due to a network or protocol error. "), "{error}");
    assert!(!error.to_string().contains("TEST_KEY"), "{error}");
    assert!(client.entry().initial);
}

#[tokio::test]
async fn the_deadline_is_for_the_whole_exchange() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nCF-Ray: slow\r\n\r\n".to_vec();
    for (say, ray_id) in [
        (Say::Nothing, None),
        (Say::Trickle(b"HTTP/1.1 200 OK\r\nX-".to_vec()), None),
        (Say::Trickle(head), Some("slow")),
    ] {
        let server = Server::start(vec![say]).await;
        let mut options = at(server.url());
        options.request_timeout = Duration::from_millis(1500);
        let (report, ..) = fetch(options).await;
        assert_eq!(report.code.number(), 1102);
        assert_eq!(report.error.unwrap().to_string(), "Request timed out. Timeout value: 1500ms");
        assert_eq!(report.ray_id.as_deref(), ray_id);
        assert_eq!(server.take_requests().len(), 1, "no time is left for another attempt");
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_costs_the_timeout_once() {
    let server = Server::start(vec![Say::Nothing]).await;
    let mut options = at(server.url());
    options.request_timeout = Duration::from_millis(500);
    let start = Instant::now();
    let (report, ..) = fetch(options).await;
    assert_eq!(report.code.number(), 1102);
    assert!(start.elapsed() < Duration::from_millis(550), "{:?}", start.elapsed());
}

#[tokio::test]
async fn the_repetition_gets_what_is_left_of_the_deadline() {
    let broken = Say::Bytes(response("500 Broken", &[], b"no"));
    let server = Server::start(vec![broken, Say::Nothing]).await;
    let mut options = at(server.url());
    options.request_timeout = Duration::from_secs(600);
    options.limits.retry_delay = Duration::from_millis(400);
    let host = Arc::new(Recorder::default());
    let environment = Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None);
    let client = Service::open_in(&environment, options, Arc::clone(&host) as _, None, None).unwrap();
    client.refresh(0, true, None);
    server.wait_for_requests(2).await;

    // The pause is gone from the deadline; only time can end the second attempt.
    tokio::time::pause();
    let start = Instant::now();
    while host.count("FetchEnded(1102)") == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(start.elapsed() < Duration::from_millis(600_000 - 300), "{:?}", start.elapsed());
    let report = host.take_events().into_iter().find_map(|event| match event {
        Event::FetchEnded(report) => Some(report),
        _ => None,
    });
    let error = report.and_then(|report| report.error).unwrap();
    assert_eq!(error.to_string(), "Request timed out. Timeout value: 600000ms");
    assert_eq!(server.take_requests().len(), 2);
}

#[tokio::test]
async fn without_time_for_another_attempt_the_first_outcome_stands() {
    let server = Server::start(vec![Say::Bytes(response("500 Broken", &[], b"no"))]).await;
    let mut options = at(server.url());
    options.request_timeout = Duration::from_secs(30);
    options.limits.retry_delay = Duration::from_secs(30);
    let (report, ..) = fetch(options).await;
    assert_eq!((report.code.number(), report.status), (1101, Some(500)));
    assert_eq!(server.take_requests().len(), 1);
}

#[tokio::test]
async fn compressed_bodies_are_read() {
    let body = gzip(CONFIG.as_bytes());
    let server =
        Server::start(vec![Say::Bytes(response("200 OK", &[("Content-Encoding", "gzip")], &body))]).await;
    let (report, client, _) = fetch(at(server.url())).await;
    assert_eq!(report.code.number(), 0);
    assert_eq!(&**client.entry().json().unwrap(), CONFIG.as_bytes());
    let request = server.take_requests().remove(0).to_lowercase();
    let accepted = request.lines().find(|line| line.starts_with("accept-encoding:")).unwrap();
    assert!(accepted.contains("gzip") && accepted.contains("br"), "{accepted}");
}

#[tokio::test]
async fn the_size_limit_is_for_the_decompressed_body() {
    let bomb = gzip(&vec![b' '; 8 << 20]);
    assert!(bomb.len() < 1 << 20);
    let plain = vec![b' '; (1 << 20) + 1];
    for (headers, body) in [(vec![("Content-Encoding", "gzip")], bomb), (vec![], plain)] {
        let say = Say::Bytes(response("200 OK", &headers, &body));
        let server = Server::start(vec![say]).await;
        let mut options = at(server.url());
        options.limits.body_bytes = 1 << 20;
        let (report, client, _) = fetch(options).await;
        assert_eq!(report.code.number(), 1103);
        assert_eq!(report.error.unwrap().code(), "BODY_TOO_LARGE");
        assert!(client.entry().initial);
        assert_eq!(server.take_requests().len(), 1, "more of the same would not help");
    }
}

#[tokio::test]
async fn truncated_bodies_are_failures() {
    let compressed = gzip(&CONFIG.repeat(10).into_bytes());
    let cases = [
        format!("HTTP/1.1 200 OK\r\nETag: cut\r\nContent-Length: 1000000000000\r\n\r\n{CONFIG}").into_bytes(),
        format!(
            "HTTP/1.1 200 OK\r\nETag: cut\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{CONFIG}\r\n",
            CONFIG.len()
        )
        .into_bytes(),
        response(
            "200 OK",
            &[("ETag", "cut"), ("Content-Encoding", "gzip")],
            &compressed[..compressed.len() / 2],
        ),
        response("200 OK", &[("ETag", "cut"), ("Content-Encoding", "gzip")], CONFIG.as_bytes()),
        b"HTTP/1.1 200 OK\r\nETag: cu".to_vec(),
        b"SSH-2.0-OpenSSH\r\n".to_vec(),
    ];
    for bytes in cases {
        let server = Server::start(vec![ok(&[("ETag", "good")]), Say::Last(bytes.clone())]).await;
        let (_, client, host) = fetch(at(server.url())).await;
        let report = again(&client, &host).await;
        assert_eq!(report.code.number(), 1103, "{}", String::from_utf8_lossy(&bytes));
        assert_eq!(client.entry().etag.as_deref(), Some("good"));
        assert_eq!(&**client.entry().json().unwrap(), CONFIG.as_bytes());
    }
}

#[tokio::test]
async fn chunked_bodies_are_read() {
    let bytes = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{CONFIG}\r\n0\r\n\r\n",
        CONFIG.len()
    );
    let server = Server::start(vec![Say::Bytes(bytes.into_bytes())]).await;
    let (report, client, _) = fetch(at(server.url())).await;
    assert_eq!(report.code.number(), 0);
    assert!(!client.entry().is_empty());
}

#[tokio::test]
async fn an_etag_that_no_header_can_hold_is_not_sent() {
    let server = Server::start(vec![ok(&[])]).await;
    let cases = [
        ("a\r\nX-Evil: 1", None),
        ("caf\u{e9}", Some("caf\u{e9}")),
        ("\u{4e2d}", None),
        ("\"q\"", Some("\"q\"")),
    ];
    for (etag, sent) in cases {
        let mut options = at(server.url());
        let entry = Entry::parse(Some(CONFIG.as_bytes()), 1.0, Some(etag.to_owned())).unwrap();
        options.initial = Some(Arc::new(entry));
        fetch(options).await;
        let request = server.take_requests().remove(0).to_lowercase();
        assert_eq!(request.split("if-none-match: ").nth(1).and_then(|rest| rest.split("\r\n").next()), sent);
        assert!(!request.contains("evil"), "{request}");
    }
}

/// Base URLs that are unusual but right, with the path and the authorization that have to arrive.
#[tokio::test]
async fn unusual_addresses_work_directly_and_through_a_proxy() {
    let server = Server::start(vec![ok(&[])]).await;
    let (proxy, _) = start_tunnel().await;
    let address = server.address;
    let cases = [
        (format!("http://{address}/"), "/", None),
        (format!("http://{address}/a/b%20c"), "/a/b%20c/", None),
        (format!("http://{address}/a b/"), "/a%20b/", None),
        (format!("HTTP://{address}/\u{e9}"), "/%C3%A9/", None),
        (format!("http://user:p%40ss@{address}"), "/", Some("Basic dXNlcjpwQHNz")),
        (format!("http://user@{address}"), "/", Some("Basic dXNlcjo=")),
    ];
    for (url, path, authorization) in cases {
        for proxy in [None, Some(format!("http://{proxy}"))] {
            let mut options = at(url.clone());
            options.proxy = proxy;
            let (report, ..) = fetch(options).await;
            assert_eq!(report.code.number(), 0, "{url}: {:?}", report.error);
            let request = server.take_requests().remove(0);
            let line = format!("GET {path}configuration-files/{SDK_KEY}/config_v6.json HTTP/1.1\r\n");
            assert!(request.starts_with(&line), "{url}: {request}");
            let sent = request.lines().find(|line| line.to_lowercase().starts_with("authorization:"));
            assert_eq!(sent.map(|line| line.split_once(": ").unwrap().1), authorization, "{url}");
        }
    }
}

#[tokio::test]
async fn an_sdk_key_cannot_add_headers() {
    let server = Server::start(vec![ok(&[])]).await;
    let (proxy, _) = start_tunnel().await;
    for proxy in [None, Some(format!("http://{proxy}"))] {
        let mut options = at(server.url());
        options.sdk_key = "key HTTP/1.1\r\nX-Evil: 1\r\n\r\n".to_owned();
        options.proxy = proxy;
        fetch(options).await;
        let request = server.take_requests().remove(0);
        assert!(
            request.starts_with(
                "GET /configuration-files/key%20HTTP/1.1X-Evil:%201/config_v6.json HTTP/1.1\r\n"
            )
        );
        assert!(!request.lines().any(|line| line.starts_with("X-Evil")), "{request}");
    }
}

#[tokio::test]
async fn an_impossible_address_is_a_failure() {
    for url in ["", "nonsense", "http://", "file:///tmp", "http://[::1", "http://127.0.0.1:99999"] {
        let (report, ..) = fetch(at(url.to_owned())).await;
        assert_eq!(report.code.number(), 1103, "{url}");
        assert!(!report.error.unwrap().to_string().contains("TEST_KEY"));
    }
}

/// A proxy that can only tunnel. Gives the heads of the requests that it got.
async fn start_tunnel() -> (String, Arc<std::sync::Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let head = read_head(&mut stream).await.unwrap();
                let target =
                    head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next().map(str::to_owned));
                seen.lock().unwrap().push(head);
                use tokio::io::AsyncWriteExt;
                match target {
                    Some(target) if !target.starts_with("refused") => {
                        let mut upstream = TcpStream::connect(target).await.unwrap();
                        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
                        let _ = copy_bidirectional(&mut stream, &mut upstream).await;
                    }
                    _ => stream.write_all(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n").await.unwrap(),
                }
            });
        }
    });
    (address.to_string(), heads)
}

#[tokio::test]
async fn a_proxy_tunnels_even_to_servers_without_tls() {
    let server = Server::start(vec![ok(&[("ETag", "e")])]).await;
    let (proxy, heads) = start_tunnel().await;
    for (credentials, authorization) in
        [("", None), ("user:p%40ss@", Some("Basic dXNlcjpwQHNz")), ("user@", None), (":secret@", None)]
    {
        let mut options = at(server.url());
        options.proxy = Some(format!("http://{credentials}{proxy}"));
        let (report, client, host) = fetch(options).await;
        assert_eq!(report.code.number(), 0, "{:?}", report.error);
        again(&client, &host).await;
        let heads = std::mem::take(&mut *heads.lock().unwrap());
        assert_eq!(heads.len(), 1, "the tunnel is kept");
        assert!(heads[0].starts_with(&format!("CONNECT {} HTTP/1.1\r\n", server.address)), "{heads:?}");
        let sent = heads[0].lines().find(|line| line.to_lowercase().starts_with("proxy-authorization"));
        assert_eq!(sent.map(|line| line.split_once(": ").unwrap().1), authorization);
    }
    let requests = server.take_requests();
    assert_eq!(requests.len(), 8);
    assert!(requests.iter().all(|request| request.starts_with("GET /configuration-files/")));
    assert!(
        requests
            .iter()
            .all(|request| request.to_lowercase().contains(&format!("host: {}\r\n", server.address)))
    );
    assert!(requests.iter().all(|request| !request.to_lowercase().contains("authorization")));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_a_failure() {
    let (proxy, heads) = start_tunnel().await;
    for url in ["http://refused.test", "https://refused.test"] {
        let mut options = at(url.to_owned());
        options.proxy = Some(format!("http://user:topsecret@{proxy}"));
        let (report, ..) = fetch(options).await;
        assert_eq!(report.code.number(), 1103);
        let text = format!("{:?}", report.error.unwrap());
        assert!(!text.contains("topsecret") && !text.contains("TEST_KEY"), "{text}");
    }
    let heads = heads.lock().unwrap();
    assert!(heads.iter().all(|head| head.starts_with("CONNECT refused.test:")), "{heads:?}");
}

#[tokio::test]
async fn an_impossible_proxy_is_refused() {
    for proxy in ["", "nonsense", "localhost:8080", "socks5://127.0.0.1:1", "http://"] {
        let mut options = at("http://127.0.0.1:1".to_owned());
        options.proxy = Some(proxy.to_owned());
        let host = Arc::new(Recorder::default());
        let environment = Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None);
        let error = Service::open_in(&environment, options, host, None, None).unwrap_err();
        assert_eq!(error.code(), "INVALID_PROXY", "{proxy}");
    }
}

#[test]
fn options_do_not_show_secrets() {
    let mut options = at("https://secret.test".to_owned());
    options.proxy = Some("http://user:topsecret@proxy.test".to_owned());
    let text = format!("{options:?}");
    assert!(!text.contains("secret") && !text.contains("TEST_KEY"), "{text}");
}
