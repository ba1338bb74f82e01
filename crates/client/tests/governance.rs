//! Data governance redirects.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use support::*;
use vexil_client::{BoxFuture, ClientError, Mode, Request, Response, Service, Transport};

/// Answers each base URL with a config that names another one.
struct Cdn {
    responses: HashMap<String, (String, u64)>,
    calls: Mutex<Vec<(String, Option<String>)>>,
}

impl Cdn {
    fn new(responses: impl IntoIterator<Item = (String, (String, u64))>) -> Arc<Self> {
        Arc::new(Self { responses: responses.into_iter().collect(), calls: Mutex::default() })
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().iter().map(|(base, _)| base.clone()).collect()
    }
}

struct CdnTransport(Arc<Cdn>);

impl Transport for CdnTransport {
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>> {
        let path = format!("/configuration-files/{SDK_KEY}/config_v6.json");
        let base = request.url.strip_suffix(&path).expect("an unexpected path").to_owned();
        let answer = match self.0.responses.get(&base) {
            Some((url, redirect)) => {
                config(&format!(r#"{{"p":{{"u":"{url}","r":{redirect}}},"f":{{}}}}"#), "e")
            }
            None => network_failure(),
        };
        self.0.calls.lock().unwrap().push((base, request.etag));
        Box::pin(async { answer })
    }
}

/// Refreshes and gives the events.
async fn run(cdn: &Arc<Cdn>, base_url: &str, overridden: bool, refreshes: u64) -> Vec<String> {
    let mut options = options(Mode::Manual);
    options.base_url = base_url.to_owned();
    options.base_url_overridden = overridden;
    let host = Arc::new(Recorder::default());
    let transport = Arc::new(CdnTransport(Arc::clone(cdn)));
    let environment = environment(&Script::new([]));
    let client =
        Service::open_in(&environment, options, Arc::clone(&host) as _, None, Some(transport)).unwrap();
    for _ in 0..refreshes {
        client.refresh(0, true, None);
        settle().await;
    }
    host.take()
}

#[tokio::test]
async fn the_documented_call_sequences() {
    let Some(vectors) = conformance("derived/unit_vectors.json") else { return };
    let cases = vectors["dataGovernance"].as_array().unwrap();
    assert_eq!(cases.len(), 11);
    for case in cases {
        let responses = case["responses"].as_object().unwrap().iter().map(|(base, answer)| {
            (base.clone(), (answer[0].as_str().unwrap().to_owned(), answer[1].as_u64().unwrap()))
        });
        let cdn = Cdn::new(responses);
        let governed = match case["governance"].as_str().unwrap() {
            "EuOnly" => "https://cdn-eu.configcat.com",
            _ => "https://cdn-global.configcat.com",
        };
        let own = case["baseUrl"].as_str();
        run(&cdn, own.unwrap_or(governed), own.is_some(), case["refreshes"].as_u64().unwrap()).await;
        let expected: Vec<&str> =
            case["expectCalls"].as_array().unwrap().iter().map(|call| call.as_str().unwrap()).collect();
        assert_eq!(cdn.calls(), expected, "{}", case["name"]);
    }
}

fn to(base: &str, url: &str, redirect: u64) -> (String, (String, u64)) {
    (base.to_owned(), (url.to_owned(), redirect))
}

#[tokio::test]
async fn a_loop_warns_and_takes_the_last_response() {
    let cdn =
        Cdn::new([to("https://a.test", "https://b.test", 1), to("https://b.test", "https://a.test", 1)]);
    let events = run(&cdn, "https://a.test", false, 1).await;
    assert_eq!(
        events,
        [
            "Ready",
            "Warned(3002)",
            "Warned(3002)",
            "Warned(3002)",
            "Warned(1104)",
            "FetchEnded(0)",
            "Stored(e)",
            "Fetched(true)",
            "Changed",
            "RefreshDone(0, 0)"
        ]
    );
    assert_eq!(cdn.calls(), ["https://a.test", "https://b.test", "https://a.test"]);
}

#[tokio::test]
async fn a_forced_redirect_does_not_warn() {
    let cdn =
        Cdn::new([to("https://a.test", "https://b.test", 2), to("https://b.test", "https://b.test", 2)]);
    let events = run(&cdn, "https://a.test", false, 1).await;
    assert_eq!(events[..2], ["Ready", "FetchEnded(0)"]);
}

#[tokio::test]
async fn the_etag_goes_along_to_the_new_address() {
    let cdn =
        Cdn::new([to("https://a.test", "https://b.test", 2), to("https://b.test", "https://a.test", 2)]);
    run(&cdn, "https://a.test", false, 2).await;
    let etags: Vec<Option<String>> = cdn.calls.lock().unwrap().iter().map(|(_, etag)| etag.clone()).collect();
    let known = Some("e".to_owned());
    assert_eq!(etags, [None, None, None, known.clone(), known.clone(), known]);
}

#[tokio::test]
async fn the_new_address_sticks_even_if_it_fails() {
    let cdn = Cdn::new([to("https://a.test", "https://gone.test", 1)]);
    let events = run(&cdn, "https://a.test", false, 2).await;
    assert_eq!(events[1..3], ["Warned(3002)", "FetchEnded(1103)"]);
    assert_eq!(cdn.calls(), ["https://a.test", "https://gone.test", "https://gone.test"]);
}

#[tokio::test]
async fn a_config_never_leads_away_from_tls_or_http() {
    for target in ["http://a.test", "file:///etc/passwd", "ftp://a.test", "", "a.test", "HTTP://a.test"] {
        let cdn = Cdn::new([to("https://a.test", target, 2)]);
        let events = run(&cdn, "https://a.test", false, 2).await;
        assert_eq!(events[1], "FetchEnded(0)", "{target}");
        assert_eq!(cdn.calls(), ["https://a.test", "https://a.test"], "{target}");
    }
    let cdn = Cdn::new([to("http://a.test", "http://b.test", 1), to("http://b.test", "https://c.test", 1)]);
    run(&cdn, "http://a.test", false, 1).await;
    assert_eq!(cdn.calls(), ["http://a.test", "http://b.test", "https://c.test"]);
}

#[tokio::test]
async fn query_and_fragment_of_the_base_url_are_dropped() {
    let cdn = Cdn::new([to("https://a.test/x", "https://a.test/x/", 0)]);
    for base in ["https://a.test/x?y=1", "https://a.test/x#z", "https://a.test/x/?y#z"] {
        run(&cdn, base, true, 1).await;
    }
    assert_eq!(cdn.calls(), ["https://a.test/x"; 3]);
}
