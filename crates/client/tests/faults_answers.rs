//! Answers that are well formed, and wrong or hostile in what they say.
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

use std::sync::Arc;
use std::time::Duration;

use faults::{Survivor, codes, good, new, say};
use http::{again, at, fetch, fetch_in};
use support::*;
use vexil_client::{Entry, Environment, SystemClock};
use vexil_testkit::{Answer, FaultServer, Step};

/// A poll, or a refresh of the user's, makes at most this many requests.
const ATTEMPTS: usize = 2;

/// A survivor that repeats without a long pause: there is much to go through.
async fn quick() -> Survivor {
    Survivor::with(|options| options.limits.retry_delay = Duration::from_millis(1)).await
}

fn sent_etag(server: &FaultServer) -> Option<String> {
    server.requests().pop().unwrap().headers.get("if-none-match").cloned()
}

#[tokio::test]
async fn a_storm_of_errors_costs_two_requests_at_most_and_keeps_the_last_config() {
    let retry_after: [&[(&str, &str)]; 6] = [
        &[],
        &[("Retry-After", "1")],
        &[("Retry-After", "-1")],
        &[("Retry-After", "99999999999999999999")],
        &[("Retry-After", "Wed, 21 Oct 2065 07:28:00 GMT")],
        &[("Retry-After", "soon"), ("Retry-After", "")],
    ];
    let survivor = quick().await;
    for status in [400, 401, 408, 429, 500, 501, 502, 503, 504, 520, 599] {
        for headers in retry_after {
            let answer = headers
                .iter()
                .fold(Answer::status(status), |answer, (name, value)| answer.header(name, value));
            let before = survivor.server.requests().len();
            let report = survivor.suffer([say(answer)]).await;
            assert_eq!((report.code.number(), report.status), (1101, Some(status)));
            let made = survivor.server.requests().len() - before;
            assert!((1..=ATTEMPTS).contains(&made), "{status} {headers:?}: {made} requests");
        }
    }
    survivor.recover().await;
}

#[tokio::test]
async fn an_answer_of_any_status_is_an_outcome() {
    let survivor = quick().await;
    let known = [200..227, 300..309, 400..432, 451..452, 500..512, 520..531];
    for status in known.into_iter().flatten().chain([299, 399, 499, 599, 600, 999]) {
        if [200, 304].contains(&status) {
            continue;
        }
        let code = if [403, 404].contains(&status) { 1100 } else { 1101 };
        let report = survivor.suffer([say(Answer::status(status))]).await;
        assert_eq!((report.code.number(), report.status), (code, Some(status)));
    }
    survivor.recover().await;
}

#[tokio::test]
async fn a_304_nobody_asked_for_is_an_error_and_not_an_empty_config() {
    let server =
        FaultServer::start([say(Answer::status(304).header("ETag", "ghost")), good()]).await.unwrap();
    let (report, client, host) = fetch(at(server.url())).await;
    assert_eq!(report.code.number(), 1106);
    assert!(client.entry().is_empty());
    assert_eq!(again(&client, &host).await.code.number(), 0);
    assert_eq!(sent_etag(&server), None, "the ETag of nothing is not kept");
}

#[tokio::test]
async fn a_304_with_another_etag_confirms_the_config_at_hand() {
    let survivor = Survivor::start().await;
    survivor.server.script([say(Answer::status(304).header("ETag", "other"))]);
    assert_eq!(again(&survivor.client, &survivor.host).await.code.number(), 304);
    assert_eq!(survivor.client.entry().json().map(|json| &**json), Some(CONFIG.as_bytes()));
    survivor.recover().await;
}

#[tokio::test]
async fn another_body_under_the_same_etag_wins() {
    let survivor = Survivor::start().await;
    survivor.server.script([say(Answer::ok(OTHER_CONFIG).header("ETag", "good"))]);
    survivor.host.take();
    survivor.client.refresh(0, true, None);
    survivor.host.wait_for("RefreshDone(0, 0)").await;
    assert_eq!(survivor.host.count("Changed"), 1);
    assert_eq!(survivor.client.entry().json().map(|json| &**json), Some(OTHER_CONFIG.as_bytes()));
}

/// What comes in an `ETag` header goes back as it came, or not at all.
#[tokio::test]
async fn odd_etags_are_sent_back_as_they_came_or_not_at_all() {
    let (long, huge) = ("e".repeat(4096), "e".repeat(8192));
    let cases: [(&[u8], Option<&str>); 9] = [
        (b"W/\"1\"", Some("W/\"1\"")),
        (b"\"a\"b\"", Some("\"a\"b\"")),
        (b"a, b", Some("a, b")),
        (b"tab\there", Some("tab\there")),
        (b"caf\xe9", Some("caf\u{e9}")),
        (b"\xff\xfe", Some("\u{ff}\u{fe}")),
        (b"   ", None),
        (long.as_bytes(), Some(&long)),
        (huge.as_bytes(), None),
    ];
    for (etag, expected) in cases {
        let head = [b"HTTP/1.1 200 OK\r\nETag: ".as_slice(), etag].concat();
        let rest = format!("\r\nContent-Length: {}\r\n\r\n{CONFIG}", CONFIG.len());
        let answer = vec![Step::Send([head.as_slice(), rest.as_bytes()].concat()), Step::Keep];
        let server = FaultServer::start([answer]).await.unwrap();
        let (report, client, host) = fetch(at(server.url())).await;
        assert_eq!(report.code.number(), 0, "{:?}", String::from_utf8_lossy(etag));
        assert_eq!(again(&client, &host).await.code.number(), 0);
        assert_eq!(sent_etag(&server).as_deref(), expected);
    }
}

#[tokio::test]
async fn an_etag_that_no_header_may_hold_spoils_the_answer() {
    for etag in ["a\r\n b", "a\rb", "a\u{0}b", "a\u{7f}b", "a\u{1b}[31m"] {
        let survivor = Survivor::start().await;
        let report = survivor.suffer([say(Answer::ok(OTHER_CONFIG).header("ETag", etag))]).await;
        assert_eq!(codes(&report), (1103, "NETWORK"), "{etag:?}");
        survivor.recover().await;
    }
}

/// A poisoned cache brings any text as ETag.
#[tokio::test]
async fn an_etag_of_a_cache_cannot_add_headers_or_requests() {
    let evil = [
        "a\r\nX-Evil: 1",
        "a\nX-Evil: 1",
        "a\rX-Evil: 1",
        "\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
        "a\u{0}",
        "\u{10a}\u{10d}",
        "\u{2028}",
        "\u{1f600}",
    ];
    let server = FaultServer::start([new()]).await.unwrap();
    let environment = Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None);
    for etag in evil {
        let mut options = at(server.url());
        let entry = Entry::parse(Some(CONFIG.as_bytes()), 1.0, Some(etag.to_owned())).unwrap();
        options.initial = Some(Arc::new(entry));
        let (report, ..) = fetch_in(&environment, options).await;
        assert_eq!(report.code.number(), 0);
        assert_eq!(sent_etag(&server), None, "{etag:?}");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), evil.len());
    for request in requests {
        assert!(!request.line.contains("evil") && !request.headers.contains_key("x-evil"), "{request:?}");
    }
}

#[tokio::test]
async fn http_redirects_are_never_followed() {
    let elsewhere = FaultServer::start([new()]).await.unwrap();
    let survivor = quick().await;
    let port = elsewhere.address().port();
    let own = survivor.server.url();
    let targets = [
        elsewhere.url(),
        format!("https://127.0.0.1:{port}/"),
        format!("//127.0.0.1:{port}/"),
        format!("{own}/other"),
        own,
        "/".to_owned(),
        String::new(),
        "file:///etc/passwd".to_owned(),
        "unix:/var/run/docker.sock".to_owned(),
        "http+unix://%2Fvar%2Frun%2Fdocker.sock/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "gopher://127.0.0.1:1/".to_owned(),
        "javascript:alert(1)".to_owned(),
        "data:application/json,{}".to_owned(),
    ];
    for status in [300, 301, 302, 303, 305, 307, 308] {
        for target in &targets {
            let before = survivor.server.requests();
            let answer = Answer::status(status).header("Location", target);
            let report = survivor.suffer([say(answer)]).await;
            assert_eq!((report.code.number(), report.status), (1101, Some(status)), "{target}");
            let after = survivor.server.requests();
            assert!(after.len() - before.len() <= ATTEMPTS, "{status} {target}");
            assert!(after.iter().all(|request| request.line == before[0].line), "{status} {target}");
        }
    }
    assert_eq!(elsewhere.connections(), 0);
    survivor.recover().await;
}

fn leading_to(url: &str, redirect: u32) -> Vec<Step> {
    let json = format!(r#"{{"p":{{"u":{},"r":{redirect}}},"f":{{}}}}"#, serde_json::Value::from(url));
    say(Answer::ok(json).header("ETag", "moved"))
}

#[tokio::test]
async fn a_loop_of_data_governance_makes_two_extra_requests_and_ends() {
    for redirect in [1, 2] {
        let one = FaultServer::start([vec![]]).await.unwrap();
        let two = FaultServer::start([leading_to(&one.url(), redirect)]).await.unwrap();
        one.script([leading_to(&two.url(), redirect)]);
        let mut options = at(one.url());
        options.base_url_overridden = false;
        let (report, client, host) = fetch(options).await;
        assert_eq!(report.code.number(), 0);
        assert_eq!(one.requests().len() + two.requests().len(), 3);
        again(&client, &host).await;
        assert_eq!(one.requests().len() + two.requests().len(), 6);
    }
}

#[tokio::test]
async fn a_base_url_of_the_user_is_left_only_if_the_config_insists() {
    let other = FaultServer::start([good()]).await.unwrap();
    for (redirect, left) in [(0, false), (1, false), (2, true)] {
        let own = FaultServer::start([leading_to(&other.url(), redirect)]).await.unwrap();
        let (report, ..) = fetch(at(own.url())).await;
        assert_eq!(report.code.number(), 0);
        assert_eq!(other.connections(), usize::from(left), "redirect {redirect}");
    }
}

/// Where a config may not lead, it is taken as it is, and the next request goes where the last one went.
#[tokio::test]
async fn a_config_leads_to_no_file_socket_or_address_of_the_own_link() {
    let targets = [
        "file:///etc/passwd",
        "unix:/var/run/docker.sock",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "//127.0.0.1",
        "https://",
        "http://[::1",
        "http://a b/",
        "http://169.254.169.254",
        "https://169.254.169.254/latest/meta-data/",
        "http://user@169.254.169.254:80/",
        "http://2852039166/",
        "http://0xa9.0xfe.0xa9.0xfe/",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://100.100.100.200/",
        "http://metadata.google.internal/",
    ];
    for target in targets {
        for redirect in [0, 1, 2] {
            let server = FaultServer::start([leading_to(target, redirect)]).await.unwrap();
            let mut options = at(server.url());
            options.base_url_overridden = false;
            let (report, client, host) = fetch(options).await;
            assert_eq!(report.code.number(), 0, "{target}: {report:?}");
            assert_eq!(again(&client, &host).await.code.number(), 0, "{target}");
            assert_eq!(server.requests().len(), 2, "{target}");
        }
    }
}
