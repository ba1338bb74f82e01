//! Entries: a config with the time and the ETag it came with.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use pyo3::prelude::*;
use pyo3::types::PyString;
use vexil_client::Entry as ClientEntry;

use crate::errors::value_error;
use crate::guard::caught;
use crate::snapshot::Snapshot;
use crate::text;

/// Whether an entry is older than `max_age` seconds now.
pub(crate) fn is_expired(entry: &ClientEntry, max_age: f64) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |elapsed| elapsed.as_secs_f64());
    entry.is_expired(max_age * 1000.0, now * 1000.0)
}

/// A config with the time and the `ETag` it came with. Never changes.
#[pyclass(frozen, module = "vexil._native")]
pub(crate) struct Entry {
    pub(crate) inner: Arc<ClientEntry>,
}

impl Entry {
    /// The entry as Python sees it.
    pub(crate) const fn new(inner: Arc<ClientEntry>) -> Self {
        Self { inner }
    }

    /// Compiles a config text without the GIL.
    fn read(py: Python<'_>, json: &[u8], fetch_time_ms: f64, etag: &[u8]) -> PyResult<Self> {
        let etag = String::from_utf8_lossy(etag).into_owned();
        let parsed =
            py.detach(move || ClientEntry::parse(Some(json), fetch_time_ms, Some(etag)).map(Arc::new));
        parsed.map(Self::new).map_err(|error| value_error(py, error.to_string().as_bytes()))
    }
}

#[pymethods]
impl Entry {
    /// The entry before the first download: no config, `ETag` `''`, time 0.
    #[staticmethod]
    fn empty() -> Self {
        Self::new(Arc::new(ClientEntry::initial()))
    }

    /// Compiles a config text without holding the GIL. `fetch_time` is in seconds since the Unix epoch.
    ///
    /// Raises `ValueError` with the reason, which repeats nothing of the text.
    #[staticmethod]
    fn parse(json: &Bound<'_, PyString>, fetch_time: f64, etag: &Bound<'_, PyString>) -> PyResult<Self> {
        caught(|| {
            let (json, etag) = (text::to_bytes(json)?, text::to_bytes(etag)?);
            Self::read(json.py(), json.as_bytes(), fetch_time * 1000.0, etag.as_bytes())
        })
    }

    /// Reads what all `ConfigCat` SDKs keep in caches, `{milliseconds}\n{etag}\n{json}`. Raises `ValueError`.
    #[staticmethod]
    fn from_payload(payload: &Bound<'_, PyString>) -> PyResult<Self> {
        caught(|| {
            let py = payload.py();
            let payload = text::to_bytes(payload)?;
            let mut parts = payload.as_bytes().splitn(3, |byte| *byte == b'\n');
            let (Some(time), Some(etag), Some(json)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(value_error(py, b"Number of values is fewer than expected."));
            };
            let Some(fetch_time) = parse_time(time) else {
                return Err(value_error(py, &[b"Invalid fetch time: ", time].concat()));
            };
            if etag.is_empty() {
                return Err(value_error(py, b"Empty eTag value"));
            }
            Self::read(py, json, fetch_time, etag)
        })
    }

    /// The counterpart of `from_payload`.
    fn to_payload<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        caught(|| {
            let payload = py.detach(|| {
                let mut entry = ClientEntry::clone(&self.inner);
                entry.timestamp_ms = entry.timestamp_ms.floor();
                entry.to_payload()
            });
            text::to_python(py, &payload)
        })
    }

    #[getter]
    fn snapshot(&self) -> Option<Snapshot> {
        self.inner.config.as_ref().map(|config| Snapshot::from(Arc::clone(config)))
    }

    /// The config text as it came.
    #[getter]
    fn json<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        caught(|| self.inner.json().map(|json| text::to_python(py, json)).transpose())
    }

    #[getter]
    fn etag(&self) -> &str {
        self.inner.etag.as_deref().unwrap_or_default()
    }

    /// Seconds since the Unix epoch; 0 where nothing was ever downloaded.
    #[getter]
    fn fetch_time(&self) -> f64 {
        self.inner.timestamp_ms / 1000.0
    }

    /// Whether there is no config.
    #[getter]
    fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// Whether the entry is older than that now.
    fn is_expired(&self, max_age_seconds: f64) -> bool {
        is_expired(&self.inner, max_age_seconds)
    }

    fn has_same_config(&self, py: Python<'_>, other: &Bound<'_, Self>) -> bool {
        let (mine, theirs) = (&self.inner, &other.get().inner);
        py.detach(|| mine.has_same_config(theirs))
    }
}

/// Milliseconds as caches have them, in the way of `float(text)`.
fn parse_time(time: &[u8]) -> Option<f64> {
    let time: f64 = std::str::from_utf8(time).ok()?.trim().parse().ok()?;
    time.is_finite().then_some(time)
}
