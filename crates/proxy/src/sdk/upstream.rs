//! A CDN for tests: one config for all keys, with an `ETag`.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::{ETAG, IF_NONE_MATCH, USER_AGENT};
use tokio::net::TcpListener;

/// A running CDN. Ends with the runtime of the test.
pub(super) struct Upstream {
    url: String,
    shared: Arc<Mutex<Shared>>,
}

/// What it does, and what it has seen.
pub(super) struct Shared {
    pub(super) json: String,
    pub(super) etag: String,
    /// Answers with this status instead.
    pub(super) status: Option<u16>,
    /// Whether it sends the config although it is known.
    pub(super) forgets: bool,
    pub(super) retry_after: Option<u32>,
    /// How long each answer takes; what it says is decided before.
    pub(super) delay: Duration,
    pub(super) seen: Vec<Seen>,
}

/// A request.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) path: String,
    pub(super) if_none_match: Option<String>,
    pub(super) agents: Vec<String>,
    pub(super) at: Instant,
}

impl Upstream {
    pub(super) async fn start(json: &str, etag: &str) -> Self {
        let shared = Arc::new(Mutex::new(Shared {
            json: json.to_owned(),
            etag: etag.to_owned(),
            status: None,
            forgets: false,
            retry_after: None,
            delay: Duration::ZERO,
            seen: Vec::new(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap()
    }

    /// Serves another config from now on.
    pub(super) fn serve(&self, json: &str, etag: &str) {
        let mut shared = self.shared();
        shared.json = json.to_owned();
        shared.etag = etag.to_owned();
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.shared().seen.clone()
    }
}

async fn answer(State(shared): State<Arc<Mutex<Shared>>>, request: Request) -> Response {
    let (response, delay) = decide(&mut shared.lock().unwrap(), request);
    tokio::time::sleep(delay).await;
    response
}

fn decide(shared: &mut Shared, request: Request) -> (Response, Duration) {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let seen = Seen {
        path: request.uri().path().to_owned(),
        if_none_match: header(IF_NONE_MATCH.as_str()),
        agents: [USER_AGENT.as_str(), "x-configcat-useragent"]
            .iter()
            .filter_map(|name| header(name))
            .collect(),
        at: Instant::now(),
    };
    let is_known = seen.if_none_match.as_ref() == Some(&shared.etag);
    shared.seen.push(seen);
    let builder = Response::builder().header(ETAG, &shared.etag);
    let builder = match shared.retry_after {
        Some(seconds) => builder.header("retry-after", seconds),
        None => builder,
    };
    let response = match shared.status {
        Some(status) => builder.status(status).body(Body::empty()),
        None if is_known && !shared.forgets => builder.status(304).body(Body::empty()),
        None => builder.body(Body::from(shared.json.clone())),
    };
    (response.unwrap(), shared.delay)
}

/// Tells those who run the tests.
#[expect(clippy::print_stderr, reason = "numbers and reasons for people, beside the results of tests")]
pub(super) fn tell(text: impl std::fmt::Display) {
    eprintln!("{text}");
}
