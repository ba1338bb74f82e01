//! Connections that fail, hang or trickle.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/http.rs"]
mod http;
mod support;

use std::pin::pin;
use std::time::Duration;

use faults::{Survivor, codes, good};
use http::{again, at, fetch};
use support::*;
use tokio::time::Instant;
use vexil_client::{Environment, SystemClock};
use vexil_testkit::{FaultServer, Listen, Step};

const TIMEOUT: Duration = Duration::from_secs(10);

/// How much later than configured a deadline may end a request.
const SLACK: Duration = Duration::from_millis(250);

fn send(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

#[tokio::test]
async fn refused_connections_keep_the_last_config_until_the_server_is_back() {
    let Survivor { server, client, host } = Survivor::start().await;
    let port = server.address().port();
    server.close().await;
    let server = FaultServer::listen(Listen::Refuse, port).await.unwrap();
    let survivor = Survivor { server, client, host };
    for _ in 0..3 {
        assert_eq!(codes(&survivor.fail().await), (1103, "CONNECT"));
    }
    let Survivor { server, client, host } = survivor;
    server.close().await;
    let server = FaultServer::listen(Listen::Plain, port).await.unwrap();
    Survivor { server, client, host }.recover().await;
}

#[tokio::test]
async fn connections_reset_or_closed_at_any_moment_keep_the_last_config() {
    let head = "HTTP/1.1 200 OK\r\nETag: cut\r\nContent-Length: 1000\r\n\r\n";
    let moments = [
        ("accept", vec![Step::Early], "NETWORK"),
        ("request", vec![], "NETWORK"),
        ("status line", vec![send("HTTP/1.1 2")], "NETWORK"),
        ("head", vec![send(&head[..30])], "NETWORK"),
        ("before the body", vec![send(head)], "BROKEN_BODY"),
        ("body", vec![send(head), send("{\"f\":{")], "BROKEN_BODY"),
    ];
    for end in [Step::Reset, Step::Close] {
        for (name, before, code) in &moments {
            let survivor = Survivor::start().await;
            // A reset overtakes what is still on its way.
            let steps = [&before[..], &[Step::Wait(Duration::from_millis(20)), end.clone()]].concat();
            let report = survivor.suffer([steps]).await;
            assert_eq!(report.code.number(), 1103, "{end:?} after {name}: {report:?}");
            // What a reset discards differs between systems.
            if end == Step::Close {
                assert_eq!(codes(&report).1, *code, "{end:?} after {name}: {report:?}");
            }
            survivor.recover().await;
        }
    }
}

#[tokio::test]
async fn a_client_that_starts_during_an_outage_is_initialised_and_recovers() {
    for steps in [vec![Step::Early, Step::Reset], vec![Step::Close]] {
        let server = FaultServer::start([steps]).await.unwrap();
        let environment =
            Environment::on(tokio::runtime::Handle::current(), std::sync::Arc::new(SystemClock), None);
        let mut options = at(server.url());
        options.mode = auto(Duration::from_millis(100));
        let (client, host) = open(&environment, options);
        host.wait_for("Ready").await;
        assert!(client.is_ready() && client.entry().is_empty());
        server.script([good()]);
        host.wait_for("FetchEnded(0)").await;
        assert_eq!(client.entry().etag.as_deref(), Some("good"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_black_hole_costs_the_timeout_and_no_more() {
    let server = FaultServer::listen(Listen::Full, 0).await.unwrap();
    let mut options = at(server.url());
    options.request_timeout = TIMEOUT;
    let start = Instant::now();
    let (report, client, _) = fetch(options).await;
    let elapsed = start.elapsed();
    assert_eq!(codes(&report), (1102, "TIMEOUT"));
    assert!((TIMEOUT..=TIMEOUT + SLACK).contains(&elapsed), "{elapsed:?}");
    assert!(client.entry().initial);
}

#[tokio::test(start_paused = true)]
async fn a_black_hole_behind_a_proxy_costs_the_timeout_and_no_more() {
    let hole = FaultServer::listen(Listen::Full, 0).await.unwrap();
    let silent = FaultServer::start([vec![Step::Hang]]).await.unwrap();
    for proxy in [&hole, &silent] {
        for server in ["http://flags.test", "https://flags.test"] {
            let mut options = at(server.to_owned());
            options.proxy = Some(proxy.url());
            options.request_timeout = TIMEOUT;
            let start = Instant::now();
            let (report, ..) = fetch(options).await;
            let elapsed = start.elapsed();
            assert_eq!(codes(&report), (1102, "TIMEOUT"), "{server}");
            assert!((TIMEOUT..=TIMEOUT + SLACK).contains(&elapsed), "{elapsed:?}");
        }
    }
}

/// The deadline is total: a byte now and then does not move it, whichever part of the response it belongs to.
#[tokio::test]
async fn a_slow_loris_costs_the_timeout_and_no_more() {
    let drip = |text: &str| Step::Drip { bytes: text.into(), size: 1, every: Duration::from_secs(1) };
    let long = "x".repeat(1000);
    let head = "HTTP/1.1 200 OK\r\nCF-Ray: slow\r\nETag: slow\r\n";
    let cases = [
        ("status line", vec![drip("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")], None),
        ("head", vec![send("HTTP/1.1 200 OK\r\nX-Drip: "), drip(&long)], None),
        ("body", vec![send(&format!("{head}Content-Length: 1000\r\n\r\n")), drip(&long)], Some("slow")),
        (
            "chunks",
            vec![send(&format!("{head}Transfer-Encoding: chunked\r\n\r\n3e8\r\n")), drip(&long)],
            Some("slow"),
        ),
        (
            "interim responses",
            (0..100)
                .flat_map(|_| [send("HTTP/1.1 103 Early Hints\r\n\r\n"), Step::Wait(Duration::from_secs(1))])
                .collect(),
            None,
        ),
    ];
    for (name, steps, ray_id) in cases {
        let survivor = Survivor::with(|options| options.request_timeout = TIMEOUT).await;
        let start = Instant::now();
        survivor.server.script([steps]);
        let report = {
            let mut fails = pin!(survivor.fail());
            // What is on its way needs real time; the waiting does not.
            let arrives = async {
                while survivor.server.requests().len() < 2 {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            };
            tokio::select! {
                report = &mut fails => panic!("{name}: {report:?}"),
                () = arrives => tokio::time::pause(),
            }
            fails.await
        };
        let elapsed = start.elapsed();
        tokio::time::resume();
        assert_eq!(codes(&report), (1102, "TIMEOUT"), "{name}");
        assert!((TIMEOUT..=TIMEOUT + SLACK).contains(&elapsed), "{name}: {elapsed:?}");
        assert_eq!(report.ray_id.as_deref(), ray_id, "{name}");
        assert_eq!(survivor.server.requests().len(), 2, "{name}: no time is left for another attempt");
        survivor.recover().await;
    }
}

#[tokio::test]
async fn an_endless_head_is_given_up() {
    let line = Step::Repeat { bytes: b"X-More: and more\r\n".to_vec(), times: 10_000_000 };
    let long = Step::Repeat { bytes: b"x".to_vec(), times: 100_000_000 };
    for endless in [line, long] {
        let survivor = Survivor::start().await;
        let report = survivor.suffer([vec![send("HTTP/1.1 200 OK\r\nX-First: "), endless]]).await;
        assert_eq!(codes(&report), (1103, "NETWORK"));
        survivor.recover().await;
    }
}

#[tokio::test]
async fn noise_before_or_after_an_answer_is_no_answer() {
    let answer =
        String::from_utf8(vexil_testkit::Answer::ok(CONFIG).header("ETag", "good").to_bytes()).unwrap();
    for noise in
        ["SSH-2.0-OpenSSH\r\n", "\u{0}\u{1}\u{2}", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 99999 OK\r\n\r\n"]
    {
        let survivor = Survivor::start().await;
        let report = survivor.suffer([vec![send(noise), send(&answer)]]).await;
        assert_eq!(codes(&report), (1103, "NETWORK"), "{noise:?}");
        survivor.recover().await;
    }
    // Bytes that nobody asked for are not the answer to the next request.
    let survivor = Survivor::start().await;
    let unasked = answer.replace("good", "unasked");
    survivor.server.script([vec![send(&answer), send(&unasked), Step::Keep], good()]);
    for _ in 0..2 {
        again(&survivor.client, &survivor.host).await;
        assert_eq!(survivor.client.entry().etag.as_deref(), Some("good"));
    }
}
