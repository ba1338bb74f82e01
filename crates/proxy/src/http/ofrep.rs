//! The OpenFeature Remote Evaluation Protocol.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use xxhash_rust::xxh64::Xxh64;

use super::api::BAD_BODY;
use super::body;
use super::lookup::{SDK_ID, SDK_KEY, text};
use super::ofrep_json::{self as json, Code};
use super::refusal::Refusal;
use super::reply::{Content, Reply};
use super::service::Front;
use super::texts;
use crate::eval::{EvalFailure, aside, is_heavy, read_context};
use crate::sdk::{Sdk, Snapshot};
use crate::user::{User, context_hash};

impl Front {
    /// Evaluates one flag, or all of them.
    pub(super) async fn ofrep(&self, key: Option<&str>, parts: &Parts, body: Body) -> Result<Reply, Refusal> {
        let bad_request = |code, details: &str| {
            Ok(Reply::json(StatusCode::BAD_REQUEST, json::error(key, Some(code), details)))
        };
        let sdk = match self.ofrep_sdk(&parts.headers) {
            Ok(sdk) => sdk,
            Err(details) => return bad_request(Code::General, details),
        };
        let body = body::read(body, &parts.headers, &self.site.options.http.limits).await?;
        let user = match read_context(&body) {
            Ok(user) => user,
            Err(failure) => {
                let prefix = if failure == EvalFailure::TooLarge { "" } else { BAD_BODY };
                return bad_request(Code::InvalidContext, &format!("{prefix}{failure}"));
            }
        };
        let Some(snapshot) = sdk.ready_snapshot().await else {
            let json = json::error(None, None, texts::INVALID_STATE);
            return Ok(Reply::json(StatusCode::INTERNAL_SERVER_ERROR, json));
        };
        let user = snapshot.user(user.as_ref());
        let heavy = is_heavy(&body, if key.is_none() { snapshot.config().len() } else { 1 });
        let reply = aside(heavy, || match key {
            Some(key) => ofrep_one(&snapshot, key, user.as_deref()),
            None => ofrep_all(&snapshot, user.as_deref(), &parts.headers),
        });
        let reply = reply.await;
        snapshot.answers().log_failures(&self.ofrep.log, sdk.id());
        Ok(reply)
    }

    /// The SDK that the headers name; the identifier comes first.
    fn ofrep_sdk(&self, headers: &HeaderMap) -> Result<&Arc<Sdk>, &'static str> {
        let (id, key) = (text(headers, &SDK_ID), text(headers, &SDK_KEY));
        match (id, key) {
            ("", "") => Err(texts::NO_OFREP_SDK),
            ("", key) => self.site.sdks.by_key(key).ok_or(texts::UNKNOWN_SDK),
            (id, _) => self.site.sdks.get(id).ok_or(texts::UNKNOWN_SDK),
        }
    }
}

fn ofrep_one(snapshot: &Snapshot, key: &str, user: Option<&User>) -> Reply {
    match snapshot.answers().detail(snapshot.config(), key, user) {
        Ok(detail) => Reply::json(StatusCode::OK, json::success(&json::quoted(key), &detail)),
        Err(failure @ EvalFailure::UnknownFlag(_)) => {
            let json = json::error(Some(key), Some(Code::FlagNotFound), &failure.to_string());
            Reply::json(StatusCode::NOT_FOUND, json)
        }
        Err(failure) => {
            let json = json::error(None, None, &failure.to_string());
            Reply::json(StatusCode::INTERNAL_SERVER_ERROR, json)
        }
    }
}

fn ofrep_all(snapshot: &Snapshot, user: Option<&User>, request: &HeaderMap) -> Reply {
    let mut headers = HeaderMap::new();
    let etag = etag(snapshot, user);
    let known = request.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if known {
        return Reply { status: StatusCode::NOT_MODIFIED, headers, content: Content::Empty };
    }
    let mut list = json::List::default();
    for (key, evaluated) in snapshot.answers().details(snapshot.config(), user) {
        match evaluated {
            Ok(detail) => list.push(&json::success(&key, &detail)),
            Err(failure) => list.push(&json::failure(&key, Code::General, &failure.to_string())),
        }
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Reply { status: StatusCode::OK, headers, content: Content::Whole(list.end()) }
}

/// The ETag of all answers for a user: another one for another config and for another user.
fn etag(snapshot: &Snapshot, user: Option<&User>) -> String {
    let mut hash = Xxh64::new(0);
    hash.update(snapshot.etag().as_bytes());
    hash.update(&user.map_or(0, context_hash).to_le_bytes());
    format!("W/\"{:016x}\"", hash.digest())
}
