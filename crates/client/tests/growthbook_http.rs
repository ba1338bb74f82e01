//! Feeds over real connections, and what servers and networks get wrong there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};
use vexil_client::growthbook::{Feed, FeedEvent, FeedHost, FeedOptions, StreamState, Streaming};
use vexil_client::{ClientError, Environment, SystemClock, TlsTrust};
use vexil_testkit::{Answer, Certificate, Encoding, FaultServer, Listen, Step, gzip_bomb};

const KEY: &str = "sdk-SecretClientKey0123";
const PAYLOAD: &str = r#"{"status":200,"features":{"a":{"defaultValue":"é"}},"dateUpdated":"2026-01-01"}"#;

/// Takes events, and waits for those that are wanted.
#[derive(Default)]
struct Told(Mutex<Vec<FeedEvent>>);

impl FeedHost for Told {
    fn emit(&self, event: FeedEvent) {
        let text = format!("{event:?}");
        assert!(!text.contains("SecretClientKey") && !text.contains("127.0.0.1"), "{text}");
        self.0.lock().unwrap().push(event);
    }
}

impl Told {
    /// The first event that is wanted; it and those before it are taken out.
    async fn wait_for<T>(&self, wanted: impl Fn(&FeedEvent) -> Option<T>) -> T {
        let look = async {
            loop {
                {
                    let mut events = self.0.lock().unwrap();
                    if let Some(at) = events.iter().position(|event| wanted(event).is_some()) {
                        let event = events.drain(..=at).next_back().unwrap();
                        return wanted(&event).unwrap();
                    }
                }
                sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(Duration::from_secs(60), look).await.expect("it was never told")
    }

    async fn updated(&self) -> String {
        self.wait_for(|event| match event {
            FeedEvent::Updated(news) => Some(String::from_utf8(news.payload.text().to_vec()).unwrap()),
            _ => None,
        })
        .await
    }

    async fn stream_failure(&self) -> &'static str {
        self.wait_for(|event| match event {
            FeedEvent::Failed { error, .. } => Some(error.code()),
            _ => None,
        })
        .await
    }
}

struct World {
    feed: Feed,
    told: Arc<Told>,
}

impl World {
    fn at(url: String) -> Self {
        Self::with(url, |_| ())
    }

    fn with(url: String, change: impl FnOnce(&mut FeedOptions)) -> Self {
        let environment = Environment::on(Handle::current(), Arc::new(SystemClock), None);
        let mut options = FeedOptions::new(url, KEY);
        options.pace.retry_delay = Duration::from_millis(2);
        options.pace.reconnect = Duration::from_millis(5);
        change(&mut options);
        let told = Arc::new(Told::default());
        let feed = Feed::open_in(&environment, options, Arc::<Told>::clone(&told)).unwrap();
        Self { feed, told }
    }

    async fn fetch(&self) -> Result<(String, bool), ClientError> {
        self.feed.fetch(1, true);
        self.answer().await
    }

    async fn answer(&self) -> Result<(String, bool), ClientError> {
        self.told
            .wait_for(|event| match event {
                FeedEvent::Fetched { outcome, .. } => {
                    Some(outcome.as_ref().map_err(Clone::clone).map(|news| {
                        (String::from_utf8(news.payload.text().to_vec()).unwrap(), news.has_stream)
                    }))
                }
                _ => None,
            })
            .await
    }
}

fn say(answer: Answer) -> Vec<Step> {
    vec![answer.into(), Step::Keep]
}

const STREAM_HEAD: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

fn chunk(text: &str) -> Step {
    Step::Send(format!("{:x}\r\n{text}\r\n", text.len()).into_bytes())
}

fn head() -> Step {
    Step::Send(STREAM_HEAD.into())
}

fn event(json: &str) -> Step {
    chunk(&format!("event: features\ndata: {json}\n\n"))
}

#[tokio::test]
async fn payloads_come_plain_or_compressed_and_are_asked_for_again_by_their_etag() {
    for encoding in [None, Some(Encoding::Gzip), Some(Encoding::Brotli)] {
        let answer = Answer::ok(PAYLOAD).header("ETag", "W/\"a\"").header("X-SSE-Support", "enabled");
        let answer = encoding.into_iter().fold(answer, Answer::encoded);
        let server = FaultServer::start([say(answer), say(Answer::status(304))]).await.unwrap();
        let world = World::with(server.url(), |options| {
            options.headers = vec![("X-Team".to_owned(), "ü".to_owned())];
        });
        for _ in 0..2 {
            assert_eq!(world.fetch().await.unwrap(), (PAYLOAD.to_owned(), true));
        }
        let seen = server.requests();
        assert_eq!(seen[0].line, format!("GET /api/features/{KEY} HTTP/1.1"));
        assert_eq!(seen[0].headers["x-team"], "ü");
        assert!(!seen[0].headers.contains_key("if-none-match"));
        assert_eq!(seen[1].headers["if-none-match"], "W/\"a\"");
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn faults_have_stable_codes_and_what_follows_them_is_fetched() {
    let json = PAYLOAD.as_bytes();
    let cut = Answer { length_off: 5, ..Answer::ok(PAYLOAD) };
    let cases: [(Vec<Step>, &str); 11] = [
        (vec![Step::Close], "NETWORK"),
        (vec![Step::Reset], "NETWORK"),
        (vec![cut.into(), Step::Close], "BROKEN_BODY"),
        (
            vec![Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec()), Step::Reset],
            "BROKEN_BODY",
        ),
        (vec![Step::Send(b"SMTP\r\n\r\n".to_vec())], "NETWORK"),
        (vec![Answer::status(500).into()], "HTTP_STATUS"),
        (vec![Answer::status(400).into()], "HTTP_STATUS"),
        (vec![Answer::ok("{\"features\":").into()], "INVALID_FEATURES"),
        (vec![Answer::ok("null").into()], "INVALID_FEATURES"),
        (vec![Answer::ok(json).header("Content-Encoding", "gzip").into()], "BROKEN_BODY"),
        (gzip_bomb(3), "BODY_TOO_LARGE"),
    ];
    for (fault, code) in cases {
        let server = FaultServer::start([fault]).await.unwrap();
        let world = World::with(server.url(), |options| options.limits.body_bytes = 1 << 20);
        assert_eq!(world.fetch().await.unwrap_err().code(), code);
        server.script([say(Answer::ok(PAYLOAD))]);
        assert_eq!(world.fetch().await.unwrap().0, PAYLOAD, "after {code}");
    }
    let server = FaultServer::listen(Listen::Refuse, 0).await.unwrap();
    assert_eq!(World::at(server.url()).fetch().await.unwrap_err().code(), "CONNECT");
    assert_eq!(World::at("not an address".to_owned()).fetch().await.unwrap_err().code(), "NETWORK");
}

#[tokio::test]
async fn a_server_that_says_nothing_or_too_little_is_given_up() {
    let drip = Step::Drip { bytes: vec![b' '; 10_000], size: 1, every: Duration::from_millis(5) };
    let slow = vec![Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n".to_vec()), drip];
    for fault in [vec![Step::Hang], slow] {
        let server = FaultServer::start([fault]).await.unwrap();
        let world = World::with(server.url(), |options| options.pace.fetch = Duration::from_millis(300));
        assert_eq!(world.fetch().await.unwrap_err().code(), "TIMEOUT");
    }
}

#[tokio::test]
async fn whom_to_trust_is_asked_for_payload_and_stream() {
    let server = FaultServer::listen(Listen::Tls(Certificate::Trusted), 0).await.unwrap();
    server.script([say(Answer::ok(PAYLOAD)), vec![head(), event("{}"), Step::Hang]]);
    let trusted = TlsTrust::roots(vec![server.ca().unwrap().to_owned()]);
    let world = World::with(server.url(), |options| options.supplies_trust = true);
    let token = |event: &FeedEvent| match event {
        FeedEvent::TrustNeeded { token } => Some(*token),
        _ => None,
    };
    world.feed.fetch(1, false);
    world.feed.trust(world.told.wait_for(token).await, trusted.clone());
    assert_eq!(world.answer().await.unwrap().0, PAYLOAD);
    world.feed.stream(Streaming::Always);
    world.feed.trust(world.told.wait_for(token).await, trusted);
    assert_eq!(world.told.updated().await, "{}");

    let world = World::with(server.url(), |options| options.supplies_trust = true);
    world.feed.fetch(1, false);
    let nobody = TlsTrust::roots(Vec::new());
    for _ in 0..3 {
        world.feed.trust(world.told.wait_for(token).await, nobody.clone());
    }
    assert_eq!(world.answer().await.unwrap_err().code(), "TLS_HANDSHAKE");
}

#[tokio::test]
async fn a_stream_survives_its_connections() {
    let server = FaultServer::start([
        vec![
            head(),
            chunk("id: 1\nevent: features\nda"),
            chunk("ta: {\"v\":1}\r"),
            chunk("\n\r\n"),
            Step::Reset,
        ],
        vec![head(), chunk("id: 2\nevent: features\ndata: {\"v\":2}"), Step::Close],
        vec![Step::Close],
        vec![head(), event("{\"v\":3}"), chunk("event: features\ndata: {"), Step::Hang],
    ])
    .await
    .unwrap();
    let world = World::at(server.url());
    world.feed.stream(Streaming::Always);
    assert_eq!(world.told.updated().await, "{\"v\":1}");
    assert_eq!(world.told.stream_failure().await, "BROKEN_BODY");
    assert_eq!(world.told.updated().await, "{\"v\":3}");
    let seen: Vec<_> = server.requests().into_iter().filter(|seen| seen.line.contains("/sub/")).collect();
    assert_eq!(seen[0].line, format!("GET /sub/{KEY} HTTP/1.1"));
    assert_eq!(seen[0].headers["accept"], "text/event-stream");
    assert_eq!(seen[0].headers["accept-encoding"], "identity");
    assert!(!seen[0].headers.contains_key("last-event-id"));
    let ids = seen[1..].iter().map(|seen| seen.headers["last-event-id"].as_str());
    assert_eq!(ids.collect::<Vec<_>>(), ["1", "1", "1"]);
}

#[tokio::test]
async fn a_dead_stream_is_opened_anew_though_its_connection_stays() {
    let server =
        FaultServer::start([vec![head(), Step::Hang], vec![head(), event("{}"), Step::Hang]]).await.unwrap();
    let world = World::with(server.url(), |options| options.pace.silence = Duration::from_millis(300));
    world.feed.stream(Streaming::Always);
    assert_eq!(world.told.updated().await, "{}");
}

#[tokio::test]
async fn what_is_no_stream_is_refused_and_asked_for_again() {
    let server = FaultServer::start([
        vec![Answer::status(502).into()],
        vec![Answer::ok("<html>").header("Content-Type", "text/html").into()],
        vec![head(), event("{}"), Step::Hang],
    ])
    .await
    .unwrap();
    let world = World::at(server.url());
    world.feed.stream(Streaming::Always);
    assert_eq!(world.told.stream_failure().await, "HTTP_STATUS");
    assert_eq!(world.told.stream_failure().await, "NOT_A_STREAM");
    assert_eq!(world.told.updated().await, "{}");
}

#[tokio::test]
async fn an_endless_event_ends_the_connection() {
    let endless = Step::Repeat {
        bytes: b"400\r\n".iter().copied().chain([b'x'; 1024]).chain(*b"\r\n").collect(),
        times: 4096,
    };
    let server = FaultServer::start([vec![head(), endless, Step::Hang]]).await.unwrap();
    let world = World::with(server.url(), |options| options.limits.body_bytes = 1 << 20);
    world.feed.stream(Streaming::Always);
    assert_eq!(world.told.stream_failure().await, "BODY_TOO_LARGE");
}

#[tokio::test]
async fn closing_ends_the_connection_of_the_stream() {
    let server = FaultServer::start([vec![head(), Step::Hang]]).await.unwrap();
    let world = World::at(server.url());
    world.feed.stream(Streaming::Always);
    let state = |wanted| {
        move |event: &FeedEvent| matches!(event, FeedEvent::Stream(state) if *state == wanted).then_some(())
    };
    world.told.wait_for(state(StreamState::Open)).await;
    world.feed.stream(Streaming::Off);
    world.told.wait_for(state(StreamState::Closed)).await;
    // The server waits for its connections, and this one would never end by itself.
    timeout(Duration::from_secs(30), server.close()).await.unwrap();
}

#[tokio::test]
async fn a_proxy_is_a_way_to_both_servers() {
    let proxy = FaultServer::start([vec![Answer::status(407).into()]]).await.unwrap();
    let world = World::with("http://flags.test".to_owned(), |options| {
        options.proxy = Some(proxy.url());
        options.streaming_proxy = Some(proxy.url());
    });
    assert!(world.fetch().await.is_err());
    world.feed.stream(Streaming::Always);
    world.told.stream_failure().await;
    let lines: Vec<_> = proxy.requests().into_iter().map(|seen| seen.line).collect();
    assert!(lines.iter().all(|line| line == "CONNECT flags.test:80 HTTP/1.1"), "{lines:?}");
    let environment = Environment::on(Handle::current(), Arc::new(SystemClock), None);
    let mut options = FeedOptions::new("http://flags.test", KEY);
    options.streaming_proxy = Some("no address".to_owned());
    let error = Feed::open_in(&environment, options, Arc::new(Told::default())).unwrap_err();
    assert_eq!(error, ClientError::InvalidProxy);
}
