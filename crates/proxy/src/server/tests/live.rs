//! Reloads and the end of everything, with SDKs that download from a port of the test.

use super::tls::certificate;
use super::*;
use crate::options::{Options, SdkOptions, TlsOptions};
use crate::server::live::Live;

const KEY: &str = "configcat-sdk-1/AAAAAAAAAAAAAAAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaa";
const OTHER: &str = "configcat-sdk-1/BBBBBBBBBBBBBBBBBBBBBB/bbbbbbbbbbbbbbbbbbbbbb";

/// A CDN: every config has one flag, `on`.
fn config(request: Request) -> BoxFuture<'static, Response> {
    drop(request);
    let json =
        r#"{"p":{"u":"https://cdn-global.configcat.com","r":0},"f":{"on":{"t":0,"v":{"b":true},"i":"v1"}}}"#;
    async move { Response::new(Body::from(json)) }.boxed()
}

/// Two SDKs, and ports that the system chooses.
fn options(cdn: &Port) -> Options {
    let mut options = Options::default();
    options.http.port = 0;
    options.diag.port = 0;
    for (id, key) in [("one", KEY), ("two", OTHER)] {
        let sdk = SdkOptions {
            base_url: Some(format!("http://127.0.0.1:{}", cdn.number())),
            ..SdkOptions::new(key)
        };
        options.sdks.insert(id.to_owned(), sdk);
    }
    options
}

async fn start(options: &Options) -> (Live, Arc<Memory>) {
    let log = Arc::new(Memory::default());
    let live = Live::start(options.clone(), Arc::<Memory>::clone(&log)).await.unwrap();
    (live, log)
}

fn to(port: Option<u16>) -> TcpStream {
    let socket = TcpStream::connect(("127.0.0.1", port.unwrap())).unwrap();
    socket.set_read_timeout(Some(LONG)).unwrap();
    socket
}

/// Asks for all flags of an SDK. The head of the answer.
fn evaluate(socket: &mut TcpStream, sdk: &str) -> String {
    let head = format!("POST /api/{sdk}/eval-all HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{{}}");
    socket.write_all(head.as_bytes()).unwrap();
    read_until(socket, r#"{"on":{"value":true,"variationId":"v1"}}"#)
}

/// Opens a stream of all flags of an SDK.
fn stream(port: Option<u16>, sdk: &str) -> TcpStream {
    let mut socket = to(port);
    // {}
    ask(&mut socket, &format!("/sse/{sdk}/eval-all/e30"));
    read_until(&mut socket, "\n\n\r\n");
    socket
}

fn is_open(socket: &mut TcpStream) -> bool {
    socket.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let result = socket.read(&mut [0; 1]);
    socket.set_read_timeout(Some(LONG)).unwrap();
    result.is_err_and(|error| {
        matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_is_told_as_operators_know_it() {
    let cdn = open(serving(relaxed(), config));
    let (live, log) = start(&options(&cdn)).await;
    let (http, diag) = live.ports();
    let lines: Vec<String> = log.lines().iter().map(|line| line[20..].to_owned()).collect();
    let expected = [
        format!("<diag> diag HTTP server listening on port: {}", diag.unwrap()),
        format!("<http> HTTP server listening on port: {}", http.unwrap()),
        "<http> API enabled, accepting requests on path: /api/:sdkId/*".to_owned(),
        "<http> SSE enabled, accepting requests on path: /sse/:sdkId/*".to_owned(),
        "<http> webhook enabled, accepting requests on path: /hook/:sdkId".to_owned(),
        "<diag> UI enabled, accepting requests on path: /ui".to_owned(),
    ];
    for line in expected {
        assert!(lines.contains(&line), "{line}: {lines:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_and_streams_stay_when_the_configuration_changes() {
    let cdn = open(serving(relaxed(), config));
    let mut options = options(&cdn);
    let (mut live, _) = start(&options).await;
    let ports = live.ports();
    let mut kept = to(ports.0);
    assert!(!evaluate(&mut kept, "one").contains("x-new"));
    let mut first = stream(ports.0, "one");
    let mut second = stream(ports.0, "two");

    assert_eq!(live.reload(options.clone()).await.unwrap(), Vec::<String>::new());
    options.http.api.section.headers.insert("X-New".to_owned(), "yes".to_owned());
    options.sdks.remove("two");
    assert_eq!(live.reload(options).await.unwrap(), ["sdks.two removed", "http.api"]);
    assert_eq!(live.ports(), ports);
    assert!(evaluate(&mut kept, "one").contains("x-new: yes"));
    assert!(is_open(&mut first));
    read_until(&mut second, "0\r\n\r\n");
    ask(&mut kept, "/api/two/keys");
    assert!(read_until(&mut kept, "\r\n").starts_with("HTTP/1.1 404 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn loggers_in_use_have_the_levels_of_the_configuration_in_service() {
    let cdn = open(serving(relaxed(), config));
    let mut options = options(&cdn);
    let (mut live, _) = start(&options).await;
    let root = live.log().clone();
    // As the streams have it, which outlive reloads, and as requests have it that are under way.
    let [sse, http] = ["http/sse", "http"].map(|tag| root.part(tag, Level::Warn));
    let is_on = || [&root, &sse, &http].map(|log| log.is_on(Level::Info));
    assert_eq!(is_on(), [false; 3]);
    options.log = Level::Info;
    options.http.sse.log = Level::Debug;
    live.reload(options.clone()).await.unwrap();
    assert_eq!(is_on(), [true, true, false]);

    let mut wrong = options.clone();
    (wrong.log, wrong.http.sse.log) = (Level::Error, Level::Error);
    wrong.http.port = cdn.number();
    live.reload(wrong).await.unwrap_err();
    assert_eq!(is_on(), [true, true, false]);

    // Without a front that would make loggers, too.
    options.http.enabled = false;
    options.http.sse.log = Level::Error;
    live.reload(options).await.unwrap();
    assert_eq!(is_on(), [true, false, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_changes_is_opened_before_the_old_one_is_closed() {
    let cdn = open(serving(relaxed(), config));
    let mut options = options(&cdn);
    let (mut live, _) = start(&options).await;
    let (old, diag) = live.ports();
    let mut kept = to(old);
    evaluate(&mut kept, "one");
    options.http.port = free_port();
    live.reload(options.clone()).await.unwrap();
    assert_eq!(live.ports(), (Some(options.http.port), diag));
    evaluate(&mut to(live.ports().0), "one");
    assert!(time_to_end(&mut kept) < LONG);

    options.diag.enabled = false;
    live.reload(options.clone()).await.unwrap();
    assert_eq!(live.ports(), (Some(options.http.port), None));
    options.diag.enabled = true;
    live.reload(options.clone()).await.unwrap();
    exchange_status(&mut to(live.ports().1));
}

/// A port that is free now.
fn free_port() -> u16 {
    std::net::TcpListener::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn ports_change_places() {
    let cdn = open(serving(relaxed(), config));
    let mut options = options(&cdn);
    (options.http.port, options.diag.port) = (free_port(), free_port());
    let (mut live, _) = start(&options).await;
    let mut kept = to(live.ports().0);
    evaluate(&mut kept, "one");
    (options.http.port, options.diag.port) = (options.diag.port, options.http.port);
    assert_eq!(live.reload(options.clone()).await.unwrap().len(), 2);
    assert_eq!(live.ports(), (Some(options.http.port), Some(options.diag.port)));
    assert!(time_to_end(&mut kept) < LONG);
    // What was accepted in the moment of the change belongs to the port of before.
    tokio::time::sleep(Duration::from_millis(200)).await;
    evaluate(&mut to(live.ports().0), "one");
    exchange_status(&mut to(live.ports().1));

    // One takes the place of the other, which moves on.
    (options.http.port, options.diag.port) = (options.diag.port, free_port());
    live.reload(options.clone()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    evaluate(&mut to(Some(options.http.port)), "one");
    exchange_status(&mut to(Some(options.diag.port)));

    // What both want is free for neither.
    options.diag.port = options.http.port;
    let error = live.reload(options).await.unwrap_err();
    assert!(error.to_string().starts_with("diag: cannot listen on port "), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_when_they_are_turned_off_and_come_back() {
    let cdn = open(serving(relaxed(), config));
    let mut options = options(&cdn);
    let (mut live, _) = start(&options).await;
    let http = live.ports().0;
    let mut open = [stream(http, "one"), stream(http, "two")];
    options.http.sse.section.enabled = false;
    live.reload(options.clone()).await.unwrap();
    for open in &mut open {
        read_until(open, "0\r\n\r\n");
    }
    let mut refused = to(http);
    ask(&mut refused, "/sse/one/eval-all/e30");
    assert!(read_until(&mut refused, "\r\n").starts_with("HTTP/1.1 404 "));
    options.http.sse.section.enabled = true;
    live.reload(options).await.unwrap();
    assert!(is_open(&mut stream(http, "one")));
}

fn exchange_status(socket: &mut TcpStream) {
    ask(socket, "/status");
    assert!(read_until(socket, "\r\n").starts_with("HTTP/1.1 200 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_changes_nothing() {
    let cdn = open(serving(relaxed(), config));
    let options = options(&cdn);
    let (mut live, _) = start(&options).await;
    let mut kept = to(live.ports().0);
    evaluate(&mut kept, "one");
    let mut open_stream = stream(live.ports().0, "one");

    let mut wrong = options.clone();
    wrong.sdks.remove("one");
    wrong.http.port = cdn.number();
    let error = live.reload(wrong.clone()).await.unwrap_err();
    let text = error.to_string();
    let start = format!("http: cannot listen on port {} (http.port, CONFIGCAT_HTTP_PORT): ", cdn.number());
    assert!(text.starts_with(&start), "{text}");

    wrong.http.port = 0;
    wrong.tls = TlsOptions { enabled: true, ..TlsOptions::default() };
    assert_eq!(live.reload(wrong).await.unwrap_err().code(), "LISTEN");

    assert_eq!(**live.options(), options);
    evaluate(&mut kept, "one");
    assert!(is_open(&mut open_stream));
    evaluate(&mut to(live.ports().0), "one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_fails_says_which_port_it_was() {
    let cdn = open(serving(relaxed(), config));
    for (section, variable) in [("http", "CONFIGCAT_HTTP_PORT"), ("diag", "CONFIGCAT_DIAG_PORT")] {
        let mut options = options(&cdn);
        let port = if section == "http" { &mut options.http.port } else { &mut options.diag.port };
        *port = cdn.number();
        let error = Live::start(options, Arc::new(Memory::default())).await.err().unwrap();
        let start =
            format!("{section}: cannot listen on port {} ({section}.port, {variable}): ", cdn.number());
        assert!(error.to_string().starts_with(&start), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_turned_on_by_a_reload() {
    let cdn = open(serving(relaxed(), config));
    let directory = tempfile::tempdir().unwrap();
    let (files, _) = certificate(directory.path(), "one.test");
    let mut options = options(&cdn);
    let (mut live, log) = start(&options).await;
    let mut plain = to(live.ports().0);
    evaluate(&mut plain, "one");
    options.tls = tls::options(vec![files]);
    assert_eq!(live.reload(options.clone()).await.unwrap(), ["tls"]);
    // Files that are read again.
    certificate(directory.path(), "one.test");
    assert_eq!(live.reload(options.clone()).await.unwrap(), ["the files of tls.certificates"]);
    assert!(live.reload(options).await.unwrap().is_empty());
    assert!(time_to_end(&mut plain) < LONG);
    // Operators' port has none.
    exchange_status(&mut to(live.ports().1));
    drop(log);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_comes_with_open_streams_and_slow_clients() {
    let cdn = open(serving(relaxed(), config));
    let (live, log) = start(&options(&cdn)).await;
    let ports = live.ports();
    let mut streams: Vec<TcpStream> = (0..20).map(|_| stream(ports.0, "one")).collect();
    let mut idle = to(ports.0);
    let mut half = to(ports.0);
    half.write_all(b"GET / HT").unwrap();
    let start = Instant::now();
    live.stop(crate::server::run::GRACE).await;
    let time = start.elapsed();
    assert!(time < Duration::from_secs(5), "{time:?}");
    for socket in &mut streams {
        read_until(socket, "0\r\n\r\n");
    }
    for socket in streams.iter_mut().chain([&mut idle, &mut half]) {
        assert!(time_to_end(socket) < Duration::from_secs(5));
    }
    let lines = log.lines();
    for name in ["http", "diag"] {
        let end = format!("<{name}> server shutdown complete");
        assert!(lines.iter().any(|line| line.ends_with(&end)), "{lines:?}");
    }
}
