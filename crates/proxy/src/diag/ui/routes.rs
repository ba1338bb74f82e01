//! The paths below `/ui`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::assets::{Asset, PAGE, asset};
use super::evaluate::evaluate;
use super::events::events;
use super::flags::FlagList;
use super::origin::is_own;
use super::state::PageState;
use crate::diag::json::go_json;
use crate::diag::reply::{elsewhere, method_not_allowed, not_found, reply, with};
use crate::eval::{EvalRequest, aside, is_heavy};
use crate::sdk::Snapshot;
use crate::site::Site;

/// How many pages can be open at once.
const PAGES: usize = 64;
/// How large a request to evaluate may be, in bytes.
const BODY_LIMIT: usize = 64 * 1024;
/// How long its body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

const EVENTS: &str = "text/event-stream";

/// Nothing from elsewhere, and nothing inside anybody else's page.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// An error, in words for the page.
#[derive(Debug, Serialize)]
struct Problem {
    #[serde(skip)]
    status: StatusCode,
    error: String,
}

impl Problem {
    fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, error: error.into() }
    }
}

/// Serves the page and its API.
#[derive(Debug)]
pub(in crate::diag) struct Ui {
    pages: Arc<Semaphore>,
    /// Ends the streams of open pages when it is dropped.
    stop: watch::Sender<()>,
}

impl Ui {
    pub(in crate::diag) fn new() -> Self {
        Self { pages: Arc::new(Semaphore::new(PAGES)), stop: watch::Sender::new(()) }
    }

    /// Answers for a path below `/ui`; `rest` is what follows.
    pub(in crate::diag) async fn answer(&self, site: &Arc<Site>, request: Request, rest: &str) -> Response {
        let response = match rest.strip_prefix("/api/") {
            Some("evaluate") if request.method() == Method::POST => told(Self::evaluate(site, request).await),
            Some("evaluate") => method_not_allowed("POST"),
            _ if !matches!(*request.method(), Method::GET | Method::HEAD) && is_known(rest) => {
                method_not_allowed("GET, HEAD")
            }
            Some("state") => json(StatusCode::OK, &PageState::of(site)),
            Some("flags") => told(flags(site, &request)),
            Some("events") => told(self.events(site, &request)),
            Some(_) => not_found(),
            None => file(rest),
        };
        guarded(response)
    }

    fn events(&self, site: &Arc<Site>, request: &Request) -> Result<Response, Problem> {
        if request.method() == Method::HEAD {
            return Ok(reply(StatusCode::OK, EVENTS, Body::empty()));
        }
        let permit = Arc::clone(&self.pages)
            .try_acquire_owned()
            .map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Too many pages are open."))?;
        Ok(reply(StatusCode::OK, EVENTS, events(Arc::clone(site), self.stop.subscribe(), permit)))
    }

    async fn evaluate(site: &Site, request: Request) -> Result<Response, Problem> {
        if !is_own(&request) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "Only the page itself may ask for this."));
        }
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if content_type.and_then(|value| value.split(';').next()).map(str::trim) != Some("application/json") {
            let text = "The body must be application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
        }
        let snapshot = current(site, &request)?;
        let body = body(request.into_body()).await?;
        let asked = EvalRequest::parse(&body)
            .map_err(|failure| Problem::new(StatusCode::BAD_REQUEST, failure.to_string()))?;
        let user = snapshot.user(asked.user.as_ref());
        let evaluation = aside(is_heavy(&body, 1), || evaluate(&snapshot, &asked.key, user.as_deref())).await;
        let evaluation = evaluation.ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, format!("There is no flag '{}'.", asked.key))
        })?;
        Ok(json(StatusCode::OK, &evaluation))
    }
}

fn is_known(rest: &str) -> bool {
    matches!(rest, "" | "/" | "/api/state" | "/api/flags" | "/api/events")
        || rest.strip_prefix('/').is_some_and(|name| asset(name).is_some())
}

fn file(rest: &str) -> Response {
    let asset = match rest {
        "" => Some(PAGE),
        // The page's links are relative to its place without the slash.
        "/" => return elsewhere("../ui"),
        _ => rest.strip_prefix('/').and_then(asset),
    };
    asset.map_or_else(not_found, |Asset { content_type, text }| reply(StatusCode::OK, content_type, text))
}

fn flags(site: &Site, request: &Request) -> Result<Response, Problem> {
    let snapshot = current(site, request)?;
    Ok(json(StatusCode::OK, &FlagList::of(&snapshot)))
}

/// The config of the SDK that the query names.
fn current(site: &Site, request: &Request) -> Result<Arc<Snapshot>, Problem> {
    let mut parameters = request.uri().query().unwrap_or_default().split('&');
    let id = parameters.find_map(|parameter| parameter.strip_prefix("sdk=")).unwrap_or_default();
    let id = percent_decode_str(id).decode_utf8_lossy();
    let unknown = || Problem::new(StatusCode::NOT_FOUND, format!("There is no SDK '{id}'."));
    let sdk = site.sdks.get(&id).ok_or_else(unknown)?;
    let none = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, format!("SDK '{id}' has no config yet."));
    sdk.snapshot().ok_or_else(none)
}

async fn body(body: Body) -> Result<Bytes, Problem> {
    let body = timeout(BODY_TIMEOUT, Limited::new(body, BODY_LIMIT).collect())
        .await
        .map_err(|_| Problem::new(StatusCode::REQUEST_TIMEOUT, "The request took too long."))?;
    let broken = "The request is too large, or was broken off.";
    Ok(body.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, broken))?.to_bytes())
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
    reply(status, "application/json", go_json(value))
}

fn told(result: Result<Response, Problem>) -> Response {
    result.unwrap_or_else(|problem| json(problem.status, &problem))
}

fn guarded(response: Response) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    headers.into_iter().fold(response, |response, (name, value)| with(response, name, value))
}
