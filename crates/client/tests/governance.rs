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
use vexil_client::{BoxFuture, Client, ClientError, Mode, Request, Response, Service, Transport};

/// Answers each base URL with a config that names another one.
struct Cdn {
    responses: Mutex<HashMap<String, (String, u64)>>,
    calls: Mutex<Vec<(String, Option<String>)>>,
}

impl Cdn {
    fn new(responses: impl IntoIterator<Item = (String, (String, u64))>) -> Arc<Self> {
        let responses = Mutex::new(responses.into_iter().collect());
        Arc::new(Self { responses, calls: Mutex::default() })
    }

    /// From now on. Addresses that are not named refuse.
    fn answer(&self, responses: impl IntoIterator<Item = (String, (String, u64))>) {
        *self.responses.lock().unwrap() = responses.into_iter().collect();
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
        let answer = match self.0.responses.lock().unwrap().get(&base) {
            Some((url, redirect)) => {
                config(&format!(r#"{{"p":{{"u":"{url}","r":{redirect}}},"f":{{}}}}"#), "e")
            }
            None => network_failure(),
        };
        self.0.calls.lock().unwrap().push((base, request.etag));
        Box::pin(async { answer })
    }
}

/// A manual service.
struct Site {
    cdn: Arc<Cdn>,
    client: Client,
    host: Arc<Recorder>,
}

impl Site {
    fn open(cdn: &Arc<Cdn>, base_url: &str, overridden: bool) -> Self {
        let mut options = options(Mode::Manual);
        options.base_url = base_url.to_owned();
        options.base_url_overridden = overridden;
        let host = Arc::new(Recorder::default());
        let transport = Arc::new(CdnTransport(Arc::clone(cdn)));
        let environment = environment(&Script::new([]));
        let client = Service::open_in(&environment, options, Arc::clone(&host) as _, None, Some(transport));
        Self { cdn: Arc::clone(cdn), client: client.unwrap(), host }
    }

    async fn refresh(&self, times: u64) {
        for _ in 0..times {
            self.client.refresh(0, true, None);
            settle().await;
        }
    }

    /// The addresses that refreshes ask for.
    async fn asked_by(&self, times: u64) -> Vec<String> {
        self.cdn.calls.lock().unwrap().clear();
        self.refresh(times).await;
        self.cdn.calls()
    }
}

/// Refreshes and gives the events.
async fn run(cdn: &Arc<Cdn>, base_url: &str, overridden: bool, refreshes: u64) -> Vec<String> {
    let site = Site::open(cdn, base_url, overridden);
    site.refresh(refreshes).await;
    site.host.take()
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

const A: &str = "https://a.test";
const B: &str = "https://b.test";
const GONE: &str = "https://gone.test";

#[tokio::test]
async fn a_new_address_that_fails_is_asked_once_more_and_then_the_configured_one() {
    let cdn = Cdn::new([to(A, GONE, 1)]);
    let events = run(&cdn, A, false, 2).await;
    assert_eq!(events[1..3], ["Warned(3002)", "FetchEnded(1103)"]);
    assert_eq!(cdn.calls(), [A, GONE, GONE]);
}

#[tokio::test]
async fn one_answer_does_not_lead_away_for_good() {
    for redirect in 0..3 {
        let cdn = Cdn::new([to(A, GONE, redirect)]);
        let site = Site::open(&cdn, A, false);
        site.refresh(1).await;
        cdn.answer([to(A, A, 0)]);
        let asked = site.asked_by(5).await;
        assert_eq!(asked.iter().rev().take(3).collect::<Vec<_>>(), [A; 3], "r: {redirect}, {asked:?}");
        assert!(asked.len() == 5 && asked[0] == GONE, "it had its chance: {asked:?}");
    }
}

#[tokio::test]
async fn an_answer_that_goes_on_leading_nowhere_is_asked_for_again() {
    let cdn = Cdn::new([to(A, GONE, 2)]);
    let site = Site::open(&cdn, A, true);
    assert_eq!(site.asked_by(5).await, [A, GONE, GONE, A, GONE, GONE, A, GONE]);
}

#[tokio::test]
async fn a_new_address_that_answers_is_kept_while_it_does() {
    let cdn = Cdn::new([to(A, B, 1), to(B, B, 0)]);
    let site = Site::open(&cdn, A, false);
    assert_eq!(site.asked_by(3).await, [A, B, B, B]);
    // One failure in between changes nothing.
    cdn.answer([]);
    assert_eq!(site.asked_by(1).await, [B]);
    cdn.answer([to(A, B, 1), to(B, B, 0)]);
    assert_eq!(site.asked_by(2).await, [B, B]);
    cdn.answer([]);
    assert_eq!(site.asked_by(1).await, [B]);
}

#[tokio::test]
async fn when_both_have_failed_the_one_that_comes_back_is_found() {
    for back in [A, B] {
        let cdn = Cdn::new([to(A, B, 1), to(B, B, 0)]);
        let site = Site::open(&cdn, A, false);
        site.refresh(2).await;
        cdn.answer([]);
        assert_eq!(site.asked_by(6).await, [B, B, A, A, B, B]);
        cdn.answer([to(back, back, 0)]);
        let asked = site.asked_by(6).await;
        assert_eq!(asked[3..], [back; 3], "{asked:?}");
    }
}

#[tokio::test]
async fn a_named_address_is_forgotten_when_the_configured_one_answers_for_itself() {
    let cdn = Cdn::new([to(A, B, 1), to(B, B, 0)]);
    let site = Site::open(&cdn, A, false);
    site.refresh(2).await;
    cdn.answer([to(A, A, 0)]);
    assert_eq!(site.asked_by(3).await, [B, B, A]);
    cdn.answer([to(B, B, 0)]);
    assert_eq!(site.asked_by(4).await, [A; 4]);
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
