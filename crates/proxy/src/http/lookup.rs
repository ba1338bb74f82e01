//! From what a request says to an SDK and its config.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};

use super::refusal::Refusal;
use super::route::Address;
use super::texts;
use crate::sdk::{Sdk, Sdks, Snapshot};

pub(super) const SDK_KEY: HeaderName = HeaderName::from_static("x-configcat-sdkkey");
pub(super) const SDK_ID: HeaderName = HeaderName::from_static("x-configcat-sdkid");

/// The first value of a header as text; empty without one.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).unwrap_or_default()
}

/// The SDK that a call of the API means.
///
/// # Errors
/// There is none.
pub(super) fn sdk<'a>(
    sdks: &'a Sdks,
    address: &Address<'_>,
    headers: &HeaderMap,
) -> Result<&'a Arc<Sdk>, Refusal> {
    match address {
        Address::Id(id) if id.is_empty() => Err(Refusal::bad_request(texts::NO_SDK_ID)),
        Address::Id(id) => sdks.get(id).ok_or_else(|| Refusal::not_found(texts::invalid_identifier(id))),
        Address::Key => match text(headers, &SDK_KEY) {
            "" => Err(Refusal::bad_request(texts::NO_SDK_KEY_HEADER)),
            key => sdks.by_key(key).ok_or_else(|| Refusal::not_found(texts::UNKNOWN_SDK)),
        },
    }
}

/// The config of an SDK, after waiting for the first one if need be. `by_id`: whether the request named the SDK's identifier.
///
/// # Errors
/// There is none.
pub(super) async fn snapshot(sdk: &Sdk, by_id: bool) -> Result<Arc<Snapshot>, Refusal> {
    match sdk.ready_snapshot().await {
        Some(snapshot) => Ok(snapshot),
        None if by_id => Err(Refusal::failed(texts::invalid_state(sdk.id()))),
        None => Err(Refusal::failed(texts::INVALID_STATE)),
    }
}
