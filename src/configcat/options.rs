//! The options of a service, from JavaScript's numbers and texts.

use std::path::PathBuf;
use std::time::Duration;

use napi_derive::napi;
use vexil_client::{Mode, ServiceOptions};

use super::entry::EntryHandle;
use crate::js::{Fault, Nullable};

/// JavaScript keeps the time limit of its caches itself. This one is for when it does not come to that: a thread that is
/// busy for longer than the limit must not make its client go without a cache that answers.
const CACHE_WAIT: Duration = Duration::from_secs(10);

/// How to set up a service. All times are in milliseconds.
#[napi(object, object_to_js = false)]
pub(crate) struct OpenOptions {
    /// The SDK key.
    pub sdk_key: String,
    /// When to fetch: 0 by itself, 1 when an expired config is asked for, 2 when told to.
    pub mode: u32,
    /// The address of the CDN.
    pub base_url: String,
    /// Whether that address was chosen by the user.
    pub base_url_overridden: bool,
    /// The deadline of one request, with its repetition.
    pub request_timeout_ms: f64,
    /// From the start of one poll to the start of the next (mode 0).
    pub poll_interval_ms: f64,
    /// How long a config is fresh (mode 1).
    pub time_to_live_ms: f64,
    /// How long initialisation waits for the first fetch (mode 0); negative: for ever.
    pub max_init_wait_ms: f64,
    /// Whether to start without requests.
    pub offline: bool,
    /// Whether a failed refresh renews the time of the config at hand (modes 1 and 2).
    pub renews_on_failure: bool,
    /// Names and values of the request headers, in turns.
    pub headers: Vec<String>,
    /// The address of an HTTP proxy.
    #[napi(ts_type = "string | null")]
    pub proxy: Option<Nullable<String>>,
    /// Whether JavaScript keeps the entry in a cache of its own.
    pub has_cache: bool,
    /// Whether JavaScript makes the requests.
    pub has_fetcher: bool,
    /// The entry that a synchronous cache already gave.
    #[napi(ts_type = "NativeHandle | null")]
    pub initial: Option<Nullable<EntryHandle>>,
    /// The path of the file that keeps the last good config; not with `has_cache`.
    #[napi(ts_type = "string | null")]
    pub cache_file: Option<Nullable<String>>,
    /// Whether JavaScript answers notice 12.
    pub supplies_trust: bool,
}

impl OpenOptions {
    pub(super) fn into_service_options(self) -> Result<ServiceOptions, Fault> {
        let mode = match self.mode {
            0 => Mode::Auto {
                interval: milliseconds(self.poll_interval_ms)?,
                max_init_wait: (self.max_init_wait_ms >= 0.0)
                    .then(|| milliseconds(self.max_init_wait_ms))
                    .transpose()?,
            },
            1 => Mode::Lazy { time_to_live: milliseconds(self.time_to_live_ms)? },
            2 => Mode::Manual,
            _ => return Err(Fault::message("There is no polling mode with this number.")),
        };
        let mut options = ServiceOptions::new(self.sdk_key, mode);
        options.base_url = self.base_url;
        options.base_url_overridden = self.base_url_overridden;
        options.request_timeout = milliseconds(self.request_timeout_ms)?;
        options.offline = self.offline;
        options.renews_on_failure = self.renews_on_failure;
        options.headers = pairs(self.headers);
        options.proxy = self.proxy.and_then(|proxy| proxy.0);
        options.initial = self.initial.and_then(|entry| entry.0).map(|entry| entry.0);
        options.cache_file = self.cache_file.and_then(|path| path.0).map(PathBuf::from);
        options.supplies_trust = self.supplies_trust;
        options.limits.cache_wait = CACHE_WAIT;
        Ok(options)
    }
}

fn milliseconds(number: f64) -> Result<Duration, Fault> {
    // Infinity and numbers beyond it mean "never".
    if number > 1e15 {
        return Ok(Duration::from_secs(1_000_000_000_000));
    }
    Duration::try_from_secs_f64(number / 1000.0)
        .map_err(|_| Fault::message(format!("{number} is not a length of time.")))
}

fn pairs(flat: Vec<String>) -> Vec<(String, String)> {
    let mut texts = flat.into_iter();
    std::iter::from_fn(|| texts.next().zip(texts.next())).collect()
}
