//! A canary as SDK key: whatever fails, and whoever repeats it, it is in nothing that can be printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/server.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod server;
mod support;

use std::sync::Arc;
use std::time::Duration;

use server::{Say, Server, response};
use support::*;
use tokio::net::TcpListener;
use vexil_client::{
    BoxFuture, Client, ClientError, Environment, FaultKind, Mode, Request, Response, Service, ServiceOptions,
    SystemClock, Transport,
};

const FIRST: &str = "CANARY-first-012345678";
const SECOND: &str = "CANARY-second-01234567";

fn key() -> String {
    format!("configcat-sdk-1/{FIRST}/{SECOND}")
}

/// Fails if any part of the key, or of an address that it stands in, can be read in the text.
fn assert_silent(title: &str, text: &str) {
    assert!(!text.contains("CANARY") && !text.contains("configuration-files"), "{title}: {text}");
}

fn canary_options(base_url: String) -> ServiceOptions {
    let mut options = ServiceOptions::new(key(), Mode::Auto { interval: MINUTE, max_init_wait: None });
    options.base_url = base_url;
    options.base_url_overridden = true;
    options.request_timeout = Duration::from_millis(400);
    options.limits.body_bytes = 1 << 16;
    options
}

/// Polls and refreshes once, and gives everything that was said, as `Debug` and as `Display`.
async fn said(
    environment: &Environment,
    options: ServiceOptions,
    transport: Option<Arc<dyn Transport>>,
) -> String {
    let host = Arc::new(Recorder::default());
    let mut said = format!("{options:?} ");
    let client = match Service::open_in(environment, options, Arc::clone(&host) as _, None, transport) {
        Ok(client) => client,
        Err(error) => return format!("{said} {error:?} {error}"),
    };
    client.refresh(1, true, None);
    said += &wait_for_answer(&client, &host).await;
    said + &format!("{client:?} {:?} {:?}", client.entry(), client.status())
}

async fn wait_for_answer(client: &Client, host: &Recorder) -> String {
    let mut said = String::new();
    for _ in 0..1000 {
        for event in host.take_events() {
            said += &format!("{event:?} ");
            if let vexil_client::Event::FetchEnded(report) = &event
                && let Some(error) = &report.error
            {
                said += &format!("{error} {} ", error.code());
            }
        }
        if said.contains("RefreshDone") {
            return said;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no answer: {said} {client:?}");
}

fn real() -> Arc<Environment> {
    Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None)
}

#[tokio::test]
async fn servers_that_repeat_the_address_do_not_get_it_printed() {
    let path = format!("/configuration-files/{}/config_v6.json", key());
    let repeated = [
        ("a reason", Say::Bytes(response(&format!("500 No {path}"), &[], b"")), "1101"),
        ("a reason of 404", Say::Bytes(response(&format!("404 Not Found: {path}"), &[], b"")), "1100"),
        ("a ray id", Say::Bytes(response("200 OK", &[("CF-RAY", &path)], b"no config")), "1105"),
        ("a ray id of 304", Say::Bytes(response("304 Not Modified", &[("CF-RAY", &path)], b"")), "1106"),
        (
            "a page",
            Say::Bytes(response("200 OK", &[], format!("The address {path} is unknown").as_bytes())),
            "1105",
        ),
        (
            "a config of a wrong shape",
            Say::Bytes(response("200 OK", &[], format!(r#"{{"f":["{path}"]}}"#).as_bytes())),
            "1105",
        ),
        (
            "a head that is none",
            Say::Last(format!("GET {path} is nothing I know\r\n\r\n").into_bytes()),
            "1103",
        ),
        (
            "a truncated body",
            Say::Last(
                format!("HTTP/1.1 200 OK\r\nCF-RAY: {path}\r\nContent-Length: 999\r\n\r\n{{").into_bytes(),
            ),
            "1103",
        ),
        (
            "a body that takes too long",
            Say::Trickle(
                format!("HTTP/1.1 200 OK\r\nCF-RAY: {path}\r\nContent-Length: 999999\r\n\r\n").into_bytes(),
            ),
            "1102",
        ),
        ("a bomb", Say::Bytes(response("200 OK", &[("CF-RAY", &path)], &vec![b' '; 1 << 17])), "1103"),
    ];
    for (title, say, number) in repeated {
        let server = Server::start(vec![say]).await;
        let said = said(&real(), canary_options(server.url()), None).await;
        let code = match number {
            "1100" => "InvalidSdkKey",
            "1101" => "UnexpectedStatus",
            "1102" => "TimedOut",
            "1105" => "InvalidBody",
            "1106" => "NotModifiedWhenEmpty",
            _ => "Failed",
        };
        assert!(said.contains(code), "{title}: {said}");
        assert!(!said.contains("CANARY"), "{title}: {said}");
        let asked = server.take_requests();
        assert!(asked.iter().all(|request| request.contains(FIRST)), "the server was asked with the key");
    }
}

#[tokio::test]
async fn servers_and_proxies_that_cannot_be_reached_are_named_without_it() {
    let closed = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    let plain =
        Server::start(vec![Say::Bytes(response("407 Proxy Authentication Required", &[], b""))]).await;
    let address = plain.address;
    for (title, base_url, proxy) in [
        ("refused", format!("http://{closed}"), None),
        ("no TLS", format!("https://{address}"), None),
        ("no name", "http://name.invalid".to_owned(), None),
        ("no address", "nonsense".to_owned(), None),
        ("no host", format!("http://[{}", key()), None),
        ("a base URL with a password", format!("http://CANARY:CANARY@{closed}"), None),
        ("a base URL that holds it", format!("http://{closed}/{}", key()), None),
        ("another password", format!("http://{closed}"), Some(format!("http://CANARY:CANARY@{address}"))),
        ("no proxy there", format!("https://{address}"), Some(format!("http://CANARY:CANARY@{closed}"))),
        ("no proxy at all", format!("https://{address}"), Some("socks5://CANARY:CANARY@host".to_owned())),
    ] {
        let mut options = canary_options(base_url);
        options.proxy = proxy;
        let said = said(&real(), options, None).await;
        assert!(
            said.contains("Fail") || said.contains("TimedOut") || said.contains("InvalidProxy"),
            "{said}"
        );
        assert_silent(title, &said);
    }
}

/// What a transport makes of an address.
type Tell = fn(String) -> Result<Response, ClientError>;

/// A transport of a host that tells everything it knows.
struct Chatty(Tell);

impl Transport for Chatty {
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>> {
        let answer = self.0;
        Box::pin(async move { answer(request.url) })
    }
}

#[tokio::test]
async fn transports_that_tell_everything_are_not_quoted() {
    let answers: [(&str, Tell); 5] = [
        ("a panic", |url| panic!("cannot fetch {url}")),
        ("an error", |url| Err(ClientError::Host { kind: FaultKind::Failure, message: url })),
        ("giving up", |url| Err(ClientError::Host { kind: FaultKind::Abort, message: url })),
        ("a network failure", |url| Err(ClientError::Failure { message: url.clone(), ray_id: Some(url) })),
        ("a reason", |url| {
            Ok(Response { status: 500, reason: url.clone(), ray_id: Some(url), ..Response::default() })
        }),
    ];
    for (title, answer) in answers {
        let said =
            said(&real(), canary_options("http://x.test".to_owned()), Some(Arc::new(Chatty(answer)))).await;
        assert!(said.contains("http://x.test/"), "the rest is told: {said}");
        assert!(!said.contains("CANARY"), "{title}: {said}");
    }
}
