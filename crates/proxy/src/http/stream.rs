//! Streams of changes.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Version, header};

use super::api::refused;
use super::lookup;
use super::refusal::Refusal;
use super::reply::Reply;
use super::route::Address;
use super::service::Front;
use super::stream_data::decoded;
use super::texts;
use crate::content::Content;
use crate::eval::{EvalFailure, EvalRequest, aside, is_heavy};
use crate::sse::{NoStream, Watched};

/// The most bytes of data.
const DATA: usize = 8192;

const BAD_DATA: &str = "failed to deserialize incoming 'data': ";

impl Front {
    /// Opens a stream, or says why not. Neither may be kept by proxies.
    pub(super) async fn stream(&self, all: bool, address: &Address<'_>, data: &str, parts: &Parts) -> Reply {
        let mut reply = match self.open(all, address, data, parts).await {
            Ok(body) => {
                let mut reply = Reply::empty(StatusCode::OK);
                reply.content = Content::Stream(body);
                reply.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
                // HTTP/2 forbids it.
                if parts.version == Version::HTTP_11 {
                    reply.headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
                }
                reply
            }
            Err(refusal) => refusal.into(),
        };
        reply.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        reply.headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        reply
    }

    /// The order of the checks shows in the answers: for identifiers it is that of version 1, for SDK keys that of version 3.
    async fn open(
        &self,
        all: bool,
        address: &Address<'_>,
        data: &str,
        parts: &Parts,
    ) -> Result<Body, Refusal> {
        let by_id = match address {
            Address::Id(id) if id.is_empty() => return Err(Refusal::bad_request(texts::NO_SDK_ID)),
            Address::Id(_) => true,
            Address::Key => false,
        };
        let json = json(all, data)?;
        // Without any data, all flags are streamed for nobody in particular.
        let request = json.as_deref().map_or_else(|| Ok(EvalRequest::default()), EvalRequest::parse);
        let request = request.map_err(|failure| refused(failure, BAD_DATA, &self.sse.log))?;
        let lacks_key = || !all && request.key.is_empty();
        if by_id && lacks_key() {
            return Err(Refusal::bad_request(texts::NO_KEY));
        }
        let sdks = &self.site.sdks;
        let sdk = match address {
            Address::Id(id) => sdks.get(id).ok_or_else(|| Refusal::not_found(texts::sdk_not_found(id)))?,
            Address::Key if request.sdk_key.is_empty() => {
                return Err(Refusal::bad_request(texts::NO_SDK_KEY_DATA));
            }
            Address::Key => {
                sdks.by_key(&request.sdk_key).ok_or_else(|| Refusal::not_found(texts::UNKNOWN_SDK))?
            }
        };
        let snapshot = lookup::snapshot(sdk, by_id).await?;
        if lacks_key() {
            return Err(Refusal::bad_request(texts::NO_KEY));
        }
        if !all && snapshot.config().find(request.key.as_bytes()).is_none() {
            return Err(Refusal::bad_request(EvalFailure::UnknownFlag(request.key).to_string()));
        }
        if parts.method == Method::HEAD {
            return Ok(Body::empty());
        }
        let user = request.user;
        let watched = if all { Watched::All { user } } else { Watched::One { key: request.key, user } };
        let http = &self.site.options.http;
        let (heartbeat, most) = (http.sse.heartbeat, http.limits.max_streams);
        let heavy = is_heavy(&json.unwrap_or_default(), if all { snapshot.config().len() } else { 1 });
        let stream = aside(heavy, || self.site.streams.open(sdk, &snapshot, watched, heartbeat, most)).await;
        stream.map_err(|reason| match reason {
            NoStream::Full => Refusal::new(StatusCode::SERVICE_UNAVAILABLE, texts::NO_STREAM_FREE),
            NoStream::Failure(failure) => refused(failure, BAD_DATA, &self.sse.log),
        })
    }
}

/// The JSON of the data. Only streams of all flags can go without.
fn json(all: bool, data: &str) -> Result<Option<Vec<u8>>, Refusal> {
    match data {
        "" if all => Ok(None),
        "" => Err(Refusal::bad_request(texts::NO_DATA)),
        _ => match decoded(data) {
            // Streams keep their users as long as they are open.
            Some(json) if json.len() > DATA => Err(Refusal::bad_request(texts::LONG_DATA)),
            json => json.map(Some).ok_or_else(|| Refusal::bad_request(texts::BAD_DATA)),
        },
    }
}
