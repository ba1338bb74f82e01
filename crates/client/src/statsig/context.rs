//! What all work of a network goes by.

use std::sync::Arc;

use bytes::Bytes;

use super::downloads::Downloads;
use super::events::{Intake, Maker};
use super::link::Link;
use super::lists::SharedIdLists;
use super::options::NetworkOptions;
use super::wire::{Call, Wire};
use crate::clock::Clock;
use crate::error::ClientError;
use crate::sdk_key::SdkKey;
use crate::tls::TlsTrust;

pub(super) struct Context {
    pub(super) options: NetworkOptions,
    pub(super) key: SdkKey,
    pub(super) link: Arc<Link>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) specs: Arc<dyn Wire>,
    pub(super) id_lists: Arc<dyn Wire>,
    pub(super) events: Arc<dyn Wire>,
    pub(super) lists: Arc<SharedIdLists>,
    pub(super) downloads: Downloads,
    pub(super) intake: Arc<Intake>,
    pub(super) maker: Arc<Maker>,
}

impl Context {
    /// A request to one of Statsig's servers.
    pub(super) fn call(&self, url: String, body: Option<Bytes>, trust: Option<TlsTrust>) -> Call {
        Call { url, headers: self.headers(), body, timeout: self.options.request_timeout, trust }
    }

    /// The headers that Statsig's servers get.
    fn headers(&self) -> Vec<(String, String)> {
        let sdk = &self.options.sdk;
        let now = self.clock.now_ms().to_string();
        [
            ("content-type", "application/json; charset=UTF-8"),
            ("statsig-api-key", self.key.expose()),
            ("statsig-client-time", &now),
            ("statsig-server-session-id", &sdk.session_id),
            ("statsig-sdk-type", &sdk.sdk_type),
            ("statsig-sdk-version", &sdk.sdk_version),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// What others say about a request may repeat its address.
    pub(super) fn hide(&self, error: ClientError) -> ClientError {
        self.key.hide_in_error(error)
    }
}
