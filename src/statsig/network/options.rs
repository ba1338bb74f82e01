//! The options of a network, from JavaScript's numbers and texts.

use std::time::Duration;

use napi_derive::napi;
use vexil_client::statsig::{NetworkOptions, SdkInfo, ServerOptions};

use crate::js::Nullable;

/// Longer times are as good as this one.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// How to set up a network. All times are in milliseconds; bases of addresses end without a slash.
#[napi(object, object_to_js = false)]
pub(crate) struct StatsigNetworkOptions {
    /// The key of the server.
    pub secret_key: String,
    /// Where specs come from.
    pub specs_api: String,
    /// Where the lookup of ID lists comes from.
    pub id_lists_api: String,
    /// Where events go to.
    pub events_api: String,
    /// Asked once where the specs' own server gives no 2xx, or no answer.
    #[napi(ts_type = "string | null")]
    pub fallback_specs_api: Option<Nullable<String>>,
    /// The same for the lookup of ID lists.
    #[napi(ts_type = "string | null")]
    pub fallback_id_lists_api: Option<Nullable<String>>,
    /// What the host calls itself.
    pub sdk_type: String,
    pub sdk_version: String,
    pub language_version: String,
    pub session_id: String,
    /// The address of an HTTP proxy to the server of the specs.
    #[napi(ts_type = "string | null")]
    pub specs_proxy: Option<Nullable<String>>,
    /// The same for ID lists.
    #[napi(ts_type = "string | null")]
    pub id_lists_proxy: Option<Nullable<String>>,
    /// The same for events.
    #[napi(ts_type = "string | null")]
    pub events_proxy: Option<Nullable<String>>,
    /// The deadline of one request.
    pub request_ms: f64,
    /// No requests are made: the host is asked by notice 6 to send events.
    pub has_own_fetch: bool,
    /// Events are dropped as soon as they come.
    pub is_silent: bool,
    /// So many events are sent at once; fewer wait.
    pub batch_size: f64,
    /// How often those are sent that wait.
    pub flush_interval_ms: f64,
    /// What events may take until they are delivered, in bytes.
    pub queue_bytes: f64,
    /// How often a batch is sent again.
    pub retry_limit: f64,
    /// How long to wait before that; each time after that ten times as long. -1: the host is asked by notice 4.
    pub backoff_ms: f64,
}

impl StatsigNetworkOptions {
    pub(super) fn into_network_options(self) -> NetworkOptions {
        let text = |text: Option<Nullable<String>>| text.and_then(|text| text.0);
        let mut options = NetworkOptions::new(self.secret_key, self.events_api);
        options.specs = ServerOptions {
            api: self.specs_api,
            fallback: text(self.fallback_specs_api),
            proxy: text(self.specs_proxy),
        };
        options.id_lists = ServerOptions {
            api: self.id_lists_api,
            fallback: text(self.fallback_id_lists_api),
            proxy: text(self.id_lists_proxy),
        };
        options.events.proxy = text(self.events_proxy);
        options.sdk = SdkInfo {
            sdk_type: self.sdk_type,
            sdk_version: self.sdk_version,
            language_version: self.language_version,
            session_id: self.session_id,
        };
        options.supplies_trust = true;
        options.request_timeout = milliseconds(self.request_ms);
        options.has_own_fetch = self.has_own_fetch;
        let queue = &mut options.queue;
        queue.is_silent = self.is_silent;
        // Numbers beyond the ends of a type become its ends.
        queue.batch_size = self.batch_size as usize;
        queue.interval = milliseconds(self.flush_interval_ms);
        queue.bytes = self.queue_bytes as usize;
        queue.retry_limit = self.retry_limit as u32;
        queue.backoff = (self.backoff_ms >= 0.0).then(|| milliseconds(self.backoff_ms));
        options
    }
}

/// A length of time; what is none is zero.
pub(super) fn milliseconds(number: f64) -> Duration {
    let end = if number > 0.0 { LONGEST } else { Duration::ZERO };
    Duration::try_from_secs_f64(number / 1000.0).unwrap_or(end).min(LONGEST)
}
