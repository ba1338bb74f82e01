//! The options of a service, from Python's numbers and texts.

use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use vexil_client::{Mode, ServiceOptions, TlsTrust};

use crate::entry::Entry;

/// Python keeps the time limit of its caches itself. This one is for when it does not come to that: a program that is busy for
/// longer must not make its client go without a cache that answers.
const CACHE_WAIT: Duration = Duration::from_secs(10);

/// What counts as never, in seconds: Python's threads cannot wait for much longer.
const NEVER: f64 = 1e12;

/// The arguments of the class.
pub(super) struct Arguments {
    pub(super) sdk_key: String,
    pub(super) mode: u32,
    pub(super) interval: f64,
    pub(super) max_init_wait: f64,
    pub(super) base_url: String,
    pub(super) base_url_overridden: bool,
    pub(super) connect_timeout: f64,
    pub(super) read_timeout: f64,
    pub(super) headers: Vec<(String, String)>,
    pub(super) proxy: Option<String>,
    pub(super) roots: Option<Vec<String>>,
    pub(super) offline: bool,
    pub(super) initial: Option<Py<Entry>>,
}

impl Arguments {
    /// `renews_on_failure` stays off: of failures, 403 and 404 alone put off the next look at a config (the client does that in any
    /// case), as all others may be gone a moment later.
    pub(super) fn into_service_options(self) -> PyResult<ServiceOptions> {
        let interval = seconds(self.interval)?;
        let mode = match self.mode {
            0 => Mode::Auto { interval, max_init_wait: Some(seconds(self.max_init_wait)?) },
            1 => Mode::Lazy { time_to_live: interval },
            2 => Mode::Manual,
            _ => return Err(PyValueError::new_err("There is no polling mode with this number.")),
        };
        let mut options = ServiceOptions::new(self.sdk_key, mode);
        options.base_url = self.base_url;
        options.base_url_overridden = self.base_url_overridden;
        options.connect_timeout = seconds(self.connect_timeout)?;
        options.request_timeout = options.connect_timeout.saturating_add(seconds(self.read_timeout)?);
        options.headers = self.headers;
        options.proxy = self.proxy;
        options.trust = self.roots.map(TlsTrust::roots);
        options.offline = self.offline;
        options.initial = self.initial.map(|entry| Arc::clone(&entry.get().inner));
        options.limits.cache_wait = CACHE_WAIT;
        Ok(options)
    }
}

/// A length of time. Negative ones are none, and infinity and what is close to it mean "never".
pub(super) fn seconds(number: f64) -> PyResult<Duration> {
    if number.is_nan() {
        return Err(PyValueError::new_err("This is no length of time: nan."));
    }
    Ok(Duration::from_secs_f64(number.clamp(0.0, NEVER)))
}
