//! TLS servers that nobody should talk to.
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

use faults::{codes, good};
use http::at;
use support::*;
use tokio::runtime::Handle;
use vexil_client::{Environment, Event, FetchReport, SystemClock, TlsTrust};
use vexil_testkit::{Certificate, FaultServer, Listen, Step};

/// One refresh makes at most this many handshakes.
const ATTEMPTS: usize = 2;

async fn serve(how: Listen) -> FaultServer {
    let server = FaultServer::listen(how, 0).await.unwrap();
    server.script([good()]);
    server
}

/// One fetch by a host that trusts so.
async fn fetch_trusting(server: &FaultServer, trust: TlsTrust) -> FetchReport {
    let environment = Environment::on(Handle::current(), Arc::new(SystemClock), None);
    let mut options = at(server.url());
    options.supplies_trust = true;
    let (client, host) = open(&environment, options);
    client.refresh(0, true, None);
    host.wait_for("TrustNeeded(1)").await;
    client.trust(1, trust);
    host.wait_for("Fetched(true)").await;
    let mut events = host.take_events().into_iter();
    events.find_map(|event| if let Event::FetchEnded(report) = event { Some(report) } else { None }).unwrap()
}

fn authority_of(server: &FaultServer) -> TlsTrust {
    TlsTrust::roots(server.ca().map(str::to_owned).into_iter().collect())
}

#[tokio::test]
async fn a_trusted_server_is_talked_to() {
    let server = serve(Listen::Tls(Certificate::Trusted)).await;
    let report = fetch_trusting(&server, authority_of(&server)).await;
    assert_eq!(report.code.number(), 0, "{report:?}");
    let server = serve(Listen::Tls(Certificate::SelfSigned)).await;
    let report = fetch_trusting(&server, authority_of(&server)).await;
    assert_eq!(report.code.number(), 0, "{report:?}");
}

/// The authority is trusted, so that nothing but the named fault is wrong.
#[tokio::test]
async fn faults_of_tls_have_a_code_and_a_text_and_send_no_request() {
    let cases = [
        (Listen::Tls(Certificate::Expired), true, "Expired"),
        (Listen::Tls(Certificate::WrongHost), true, "NotValidForName"),
        (Listen::Tls(Certificate::SelfSigned), false, "UnknownIssuer"),
        (Listen::Tls(Certificate::Trusted), false, "UnknownIssuer"),
        (Listen::OldTls, false, "ProtocolVersion"),
    ];
    for (how, trusted, text) in cases {
        let server = serve(how).await;
        let trust = if trusted { authority_of(&server) } else { TlsTrust::built_in() };
        let report = fetch_trusting(&server, trust).await;
        assert_eq!(codes(&report), (1103, "TLS_HANDSHAKE"), "{how:?}: {report:?}");
        let message = report.error.unwrap().to_string();
        assert!(squeezed(&message).contains(&squeezed(text)), "{how:?}: {message}");
        assert!(!message.contains("TEST_KEY"), "{message}");
        assert_eq!(server.requests().len(), 0, "{how:?}");
        assert!(
            (1..=ATTEMPTS).contains(&server.connections()),
            "{how:?}: {} handshakes",
            server.connections()
        );
    }
}

/// Texts differ in spaces and case between versions of the library.
fn squeezed(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[tokio::test]
async fn without_any_root_nobody_is_trusted() {
    for certificate in [Certificate::Trusted, Certificate::SelfSigned] {
        let server = serve(Listen::Tls(certificate)).await;
        let report = fetch_trusting(&server, TlsTrust::roots(Vec::new())).await;
        assert_eq!(codes(&report), (1103, "TLS_HANDSHAKE"));
        assert_eq!(server.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_server_without_tls_is_not_talked_to_in_the_clear() {
    let refusal = Step::Send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec());
    let server = FaultServer::start([vec![Step::Early, refusal]]).await.unwrap();
    let environment = Environment::on(Handle::current(), Arc::new(SystemClock), None);
    let (report, ..) = http::fetch_in(&environment, at(server.url().replace("http:", "https:"))).await;
    assert_eq!(codes(&report), (1103, "TLS_HANDSHAKE"));
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_hangs_costs_the_timeout() {
    let silent = FaultServer::start([vec![Step::Early, Step::Hang]]).await.unwrap();
    let environment = Environment::on(Handle::current(), Arc::new(SystemClock), None);
    let mut options = at(silent.url().replace("http:", "https:"));
    options.request_timeout = Duration::from_secs(10);
    let (report, ..) = http::fetch_in(&environment, options).await;
    assert_eq!(codes(&report), (1102, "TIMEOUT"));
}

/// A poller that meets a wrong certificate again and again neither floods the server nor stops.
#[tokio::test]
async fn polls_of_a_wrong_certificate_are_no_storm_and_go_on() {
    let wrong = serve(Listen::Tls(Certificate::WrongHost)).await;
    let port = wrong.address().port();
    let environment = Environment::on(Handle::current(), Arc::new(SystemClock), None);
    let mut options = at(wrong.url());
    options.mode = auto(Duration::from_millis(100));
    options.supplies_trust = true;
    let (client, host) = open(&environment, options);
    let mut asked = 0;
    let mut server = Some(wrong);
    for _ in 0..3000 {
        for event in host.take_events() {
            match event {
                Event::TrustNeeded { token } => {
                    asked += 1;
                    client.trust(token, server.as_ref().map_or_else(TlsTrust::built_in, authority_of));
                }
                Event::FetchEnded(report) if report.code.is_success() => return,
                Event::FetchEnded(report) => assert_eq!(codes(&report), (1103, "TLS_HANDSHAKE")),
                _ => {}
            }
        }
        if asked == 3
            && let Some(wrong) = server.take()
        {
            assert!(wrong.connections() <= 3 * ATTEMPTS, "{} handshakes", wrong.connections());
            wrong.close().await;
            let right = FaultServer::listen(Listen::Tls(Certificate::Trusted), port).await.unwrap();
            right.script([good()]);
            server = Some(right);
            asked += 1;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no success within 30 s");
}
