//! Reading the bodies of requests.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use bytes::{Bytes, BytesMut};

use super::refusal::Refusal;
use super::texts;
use crate::options::LimitOptions;

/// The whole body. Not copied if it comes in one piece.
///
/// # Errors
/// 413 for one that is too large, 408 for one that comes too slowly, 400 for one that breaks off.
pub(super) async fn read(body: Body, headers: &HeaderMap, limits: &LimitOptions) -> Result<Bytes, Refusal> {
    let size = body.size_hint().lower();
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if size.max(announced.unwrap_or(0)) > limits.max_body_size as u64 {
        return Err(too_large());
    }
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    match tokio::time::timeout(limits.body_timeout, collect(body, limits.max_body_size)).await {
        Ok(result) => result,
        Err(_) => Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, texts::BODY_TIMEOUT).at_the_end()),
    }
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut first = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(frame) = frame else { return Err(Refusal::bad_request(texts::BODY_BROKEN)) };
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + joined.len() + data.len() > limit {
            return Err(too_large());
        }
        if joined.is_empty() && first.is_empty() {
            first = data;
        } else {
            if joined.is_empty() {
                joined.extend_from_slice(&std::mem::take(&mut first));
            }
            joined.extend_from_slice(&data);
        }
    }
    Ok(if joined.is_empty() { first } else { joined.freeze() })
}

fn too_large() -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, texts::BODY_TOO_LARGE).at_the_end()
}
