//! Networks over real connections, and what servers get wrong there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};
use vexil_client::statsig::{Network, NetworkEvent, NetworkHost, NetworkOptions, SharedIdLists};
use vexil_client::{ClientError, Environment, SystemClock, TlsTrust};
use vexil_testkit::{Answer, Certificate, Encoding, FaultServer, Listen, Step, gzip_bomb};

const KEY: &str = "secret-ServerKey0123456";
const SPECS: &str =
    r#"{"has_updates":true,"time":5,"feature_gates":[],"dynamic_configs":[],"layer_configs":[],"a":"é"}"#;

/// Takes events, and waits for those that are wanted.
#[derive(Default)]
struct Told(Mutex<Vec<NetworkEvent>>);

impl NetworkHost for Told {
    fn emit(&self, event: NetworkEvent) {
        let text = format!("{event:?}");
        assert!(!text.contains("ServerKey") && !text.contains("127.0.0.1"), "{text}");
        self.0.lock().unwrap().push(event);
    }
}

impl Told {
    /// The first event that is wanted; it is taken out.
    async fn wait_for<T>(&self, wanted: impl Fn(&NetworkEvent) -> Option<T>) -> T {
        let look = async {
            loop {
                {
                    let mut events = self.0.lock().unwrap();
                    if let Some(at) = events.iter().position(|event| wanted(event).is_some()) {
                        return wanted(&events.remove(at)).unwrap();
                    }
                }
                sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(Duration::from_secs(60), look).await.expect("it was never told")
    }
}

struct World {
    network: Network,
    told: Arc<Told>,
    lists: Arc<SharedIdLists>,
}

fn environment() -> Arc<Environment> {
    Environment::on(Handle::current(), Arc::new(SystemClock), None)
}

impl World {
    fn at(url: &str) -> Self {
        Self::with(url, |_| ())
    }

    fn with(url: &str, change: impl FnOnce(&mut NetworkOptions)) -> Self {
        Self::among(&environment(), url, change)
    }

    fn among(environment: &Environment, url: &str, change: impl FnOnce(&mut NetworkOptions)) -> Self {
        let mut options = NetworkOptions::new(KEY, format!("{url}/v1"));
        options.queue.backoff = Some(Duration::from_millis(20));
        change(&mut options);
        let (told, lists) = (Arc::new(Told::default()), Arc::new(SharedIdLists::default()));
        let host = Arc::<Told>::clone(&told);
        let network = Network::open_in(environment, options, Arc::clone(&lists), host).unwrap();
        Self { network, told, lists }
    }

    async fn fetch(&self) -> Result<Option<String>, ClientError> {
        self.network.fetch_specs(1, 0.0);
        self.fetched().await
    }

    async fn fetched(&self) -> Result<Option<String>, ClientError> {
        let text = |json: &[u8]| String::from_utf8(json.to_vec()).unwrap();
        let outcome = |event: &NetworkEvent| match event {
            NetworkEvent::Specs { outcome, .. } => Some(outcome.clone()),
            _ => None,
        };
        Ok(self.told.wait_for(outcome).await?.map(|specs| text(specs.json())))
    }

    /// Whether a list has changed.
    async fn sync(&self) -> bool {
        self.network.sync_id_lists(1);
        let outcome = |event: &NetworkEvent| match event {
            NetworkEvent::IdLists { outcome, .. } => Some(outcome.clone()),
            _ => None,
        };
        let synced = self.told.wait_for(outcome).await.unwrap();
        assert_eq!(synced.failure, None);
        synced.is_changed
    }

    async fn send(&self, events: &str, count: usize) {
        self.network.queue_events(events.encode_utf16().collect(), count);
        self.network.flush(1, None, None);
        let flushed = |event: &NetworkEvent| matches!(event, NetworkEvent::Flushed { .. }).then_some(());
        self.told.wait_for(flushed).await;
    }
}

fn say(answer: Answer) -> Vec<Step> {
    vec![answer.into(), Step::Keep]
}

#[tokio::test]
async fn specs_come_plain_or_compressed() {
    for encoding in [None, Some(Encoding::Gzip), Some(Encoding::Brotli)] {
        let answer = encoding.into_iter().fold(Answer::ok(SPECS), Answer::encoded);
        let server = FaultServer::start([say(answer)]).await.unwrap();
        let world = World::at(&server.url());
        for _ in 0..2 {
            assert_eq!(world.fetch().await.unwrap().as_deref(), Some(SPECS));
        }
        let seen = server.requests();
        assert_eq!(seen[0].line, format!("GET /v1/download_config_specs/{KEY}.json HTTP/1.1"));
        assert_eq!(seen[0].headers["statsig-api-key"], KEY);
        assert!(seen[0].headers["accept-encoding"].contains("gzip"));
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn large_specs_are_compiled_apart() {
    let large = SPECS.replace("\"é\"", &format!("\"{}\"", "x".repeat(3 << 20)));
    let server = FaultServer::start([say(Answer::ok(large.as_str()).encoded(Encoding::Gzip))]).await.unwrap();
    assert_eq!(World::at(&server.url()).fetch().await.unwrap(), Some(large));
}

#[tokio::test]
async fn faults_have_stable_codes_and_what_follows_them_is_fetched() {
    let cut = Answer { length_off: 5, ..Answer::ok(SPECS) };
    let cases: [(Vec<Step>, &str); 8] = [
        (vec![Step::Close], "NETWORK"),
        (vec![Step::Reset], "NETWORK"),
        (vec![cut.into(), Step::Close], "BROKEN_BODY"),
        (vec![Step::Hang], "TIMEOUT"),
        (vec![Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec()), Step::Hang], "TIMEOUT"),
        (vec![Step::Send(b"nonsense\r\n\r\n".to_vec()), Step::Close], "NETWORK"),
        (gzip_bomb(100), "BODY_TOO_LARGE"),
        (say(Answer::status(503)), "HTTP_STATUS"),
    ];
    for (steps, code) in cases {
        let server = FaultServer::start([steps, say(Answer::ok(SPECS))]).await.unwrap();
        let world = World::with(&server.url(), |options| {
            options.request_timeout = Duration::from_millis(if code == "TIMEOUT" { 300 } else { 20_000 });
        });
        assert_eq!(world.fetch().await.unwrap_err().code(), code);
        assert_eq!(world.fetch().await.unwrap().as_deref(), Some(SPECS), "{code}");
    }
    let server = FaultServer::listen(Listen::Refuse, 0).await.unwrap();
    assert_eq!(World::at(&server.url()).fetch().await.unwrap_err().code(), "CONNECT");
}

#[tokio::test]
async fn events_survive_a_server_that_fails_and_use_one_connection() {
    let server = FaultServer::start([
        vec![Step::Reset],
        say(Answer::status(500)),
        say(Answer::status(202).header("content-type", "application/json")),
    ])
    .await
    .unwrap();
    let world = World::with(&server.url(), |options| options.queue.backoff = Some(Duration::from_millis(2)));
    for _ in 0..3 {
        world.send("1,2", 2).await;
    }
    assert_eq!(world.network.dropped_events(), 0);
    let seen = server.requests();
    assert_eq!((seen.len(), server.connections()), (5, 2));
    for request in seen {
        assert_eq!(request.line, "POST /v1/log_event HTTP/1.1");
        assert_eq!(request.headers["content-encoding"], "gzip");
        assert_eq!(request.headers["statsig-event-count"], "2");
        assert!(request.headers.contains_key("content-length"));
    }
}

/// Takes any number of requests, says 200 to each, and gives the bodies.
async fn collector() -> (SocketAddr, Arc<Mutex<Vec<Vec<u8>>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&bodies);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let bodies = Arc::clone(&all);
            tokio::spawn(async move {
                loop {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        let Ok(byte) = stream.read_u8().await else { return };
                        head.push(byte);
                    }
                    let head = String::from_utf8(head).unwrap();
                    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
                    let mut body = vec![0; length.parse().unwrap()];
                    stream.read_exact(&mut body).await.unwrap();
                    bodies.lock().unwrap().push(body);
                    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
                }
            });
        }
    });
    (address, bodies)
}

#[tokio::test]
async fn a_hundred_thousand_events_arrive_whole_and_once() {
    let (address, bodies) = collector().await;
    let world = World::at(&format!("http://{address}"));
    for part in 0..100 {
        let events: Vec<_> =
            (0..1000).map(|event| format!(r#"{{"n":{},"t":"é,\"]"}}"#, part * 1000 + event)).collect();
        world.network.queue_events(events.join(",").encode_utf16().collect(), 1000);
        tokio::task::yield_now().await;
    }
    world.send(r#"{"n":100000}"#, 1).await;
    assert_eq!(world.network.dropped_events(), 0);
    let mut numbers = Vec::new();
    for body in bodies.lock().unwrap().iter() {
        let mut text = String::new();
        flate2::read::GzDecoder::new(&body[..]).read_to_string(&mut text).unwrap();
        let body: serde_json::Value = serde_json::from_str(&text).unwrap();
        let events = body["events"].as_array().unwrap();
        assert!(events.len() <= 1000);
        numbers.extend(events.iter().map(|event| event["n"].as_u64().unwrap()));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (0..=100_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_large_batch_is_compressed_apart() {
    let (address, bodies) = collector().await;
    let world = World::at(&format!("http://{address}"));
    let large = format!("\"{}\"", "é".repeat(1 << 20));
    world.send(&format!("{large},2"), 2).await;
    let bodies = bodies.lock().unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bodies[0][..]).read_to_string(&mut text).unwrap();
    assert!(text.ends_with(&format!("\"events\":[{large},2]}}")));
    assert_eq!((bodies.len(), world.network.dropped_events()), (1, 0));
}

#[tokio::test]
async fn lists_come_in_ranges_over_real_connections() {
    let files = FaultServer::start([
        say(Answer { status: 206, ..Answer::ok("+aaaaaaaa\n") }.header("content-range", "bytes 0-9/10")),
        say(Answer { status: 206, ..Answer::ok("+bbbbbbbb\n") }),
    ])
    .await
    .unwrap();
    let lookup = |size| {
        let url = files.url();
        Answer::ok(format!(r#"{{"l":{{"url":"{url}/f?s=1","fileID":"f","creationTime":1,"size":{size}}}}}"#))
    };
    let server = FaultServer::start([say(lookup(10)), say(lookup(20))]).await.unwrap();
    let world = World::at(&server.url());
    assert!(world.sync().await);
    assert!(world.sync().await);
    assert!(!world.sync().await);
    assert_eq!(world.lists.load().get(b"l").unwrap().len(), 2);
    let seen = files.requests();
    assert_eq!(
        seen.iter().map(|seen| &*seen.headers["range"]).collect::<Vec<_>>(),
        ["bytes=0-", "bytes=10-"]
    );
    assert_eq!(seen[0].line, "GET /f?s=1 HTTP/1.1");
    assert_eq!(seen[0].headers["accept-encoding"], "identity");
    assert!(!seen[0].headers.contains_key("statsig-api-key"));
    assert_eq!(server.requests()[0].line, "POST /v1/get_id_lists HTTP/1.1");
    assert_eq!(server.requests()[0].headers["content-length"], "2");
}

#[tokio::test]
async fn requests_with_a_body_go_through_a_tunnel_too() {
    let proxy = FaultServer::start([say(Answer::ok("")), say(Answer::ok("{}"))]).await.unwrap();
    let world = World::with("http://events.example.com", |options| {
        options.events.proxy = Some(proxy.url().replace("http://", "http://user:word@"));
    });
    world.send("1", 1).await;
    assert_eq!(world.network.dropped_events(), 0);
    let seen = proxy.requests();
    assert_eq!(seen[0].line, "CONNECT events.example.com:80 HTTP/1.1");
    assert_eq!(seen[1].line, "POST /v1/log_event HTTP/1.1");
    assert_eq!(seen[1].headers["content-encoding"], "gzip");
    let mut wrong = NetworkOptions::new(KEY, "http://a.example.com");
    wrong.events.proxy = Some("ftp://x".to_owned());
    let error =
        Network::open_in(&environment(), wrong, Arc::default(), Arc::new(Told::default())).unwrap_err();
    assert_eq!(error, ClientError::InvalidProxy);
}

/// Answers the question whom to trust, as often as it is put before the answer to a fetch.
async fn trusting(world: &World, trust: &TlsTrust) -> Result<Option<String>, ClientError> {
    let token = world
        .told
        .wait_for(|event| match event {
            NetworkEvent::TrustNeeded { token } => Some(*token),
            _ => None,
        })
        .await;
    world.network.trust(token, trust.clone());
    world.fetched().await
}

#[tokio::test]
async fn whoever_wants_certificates_verified_does_not_share_with_those_who_do_not() {
    let server = FaultServer::listen(Listen::Tls(Certificate::Trusted), 0).await.unwrap();
    server.script([vec![Step::Wait(Duration::from_millis(300)), Answer::ok(SPECS).into(), Step::Keep]]);
    let environment = environment();
    let join = || World::among(&environment, &server.url(), |options| options.supplies_trust = true);
    let (one, other, third, fourth) = (join(), join(), join(), join());
    let roots = TlsTrust::roots(vec![server.ca().unwrap().to_owned()]);
    let stranger = TlsTrust::roots(Vec::new());
    for world in [&one, &other, &third, &fourth] {
        world.network.fetch_specs(1, 0.0);
    }
    let any = TlsTrust::any_certificate();
    let (one, other, third, fourth) = tokio::join!(
        trusting(&one, &roots),
        trusting(&other, &any),
        trusting(&third, &stranger),
        trusting(&fourth, &roots)
    );
    assert_eq!(one.unwrap().as_deref(), Some(SPECS));
    assert_eq!(other.unwrap().as_deref(), Some(SPECS));
    assert_eq!(third.unwrap_err().code(), "TLS_HANDSHAKE");
    assert_eq!(fourth.unwrap().as_deref(), Some(SPECS));
    assert_eq!(server.requests().len(), 2, "those who trust the same share");
}
