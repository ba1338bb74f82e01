//! The class.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use vexil_client::{Client, ClientError, ExternalCache, Host};

use super::bridge::Bridge;
use super::options::{Arguments, seconds};
use crate::entry::Entry;
use crate::guard::caught_natively;

/// Downloads one config, and keeps it, until closed. All its network work is done on one native thread of the process.
#[pyclass(module = "vexil._native", frozen, weakref)]
pub(crate) struct Service {
    /// `None` only while it is dropped.
    inner: Option<Inner>,
    /// Which process it belongs to: its own, a child of that, and so on.
    generation: u64,
    abandoned: AtomicBool,
}

struct Inner {
    client: Client,
    bridge: Arc<Bridge>,
}

impl Service {
    /// The entry that the service has now.
    pub(crate) fn latest(&self) -> Arc<vexil_client::Entry> {
        self.inner().map_or_else(|| Arc::new(vexil_client::Entry::initial()), |inner| inner.client.entry())
    }

    /// `None` for what is the parent process's: locks may be held for ever by threads that do not exist here.
    fn inner(&self) -> Option<&Inner> {
        let is_own = self.generation == vexil_client::generation() && !self.abandoned.load(Ordering::Relaxed);
        self.inner.as_ref().filter(|_| is_own)
    }
}

#[pymethods]
impl Service {
    #[new]
    #[pyo3(signature = (
        *, sdk_key, mode, interval, max_init_wait, base_url, base_url_overridden, connect_timeout, read_timeout, headers, proxy,
        roots, offline, has_cache, initial
    ))]
    #[expect(clippy::too_many_arguments, reason = "they are named in Python")]
    fn new(
        sdk_key: String,
        mode: u32,
        interval: f64,
        max_init_wait: f64,
        base_url: String,
        base_url_overridden: bool,
        connect_timeout: f64,
        read_timeout: f64,
        headers: Vec<(String, String)>,
        proxy: Option<String>,
        roots: Option<Vec<String>>,
        offline: bool,
        has_cache: bool,
        initial: Option<Py<Entry>>,
    ) -> PyResult<Self> {
        let arguments = Arguments {
            sdk_key,
            mode,
            interval,
            max_init_wait,
            base_url,
            base_url_overridden,
            connect_timeout,
            read_timeout,
            headers,
            proxy,
            roots,
            offline,
            initial,
        };
        caught_natively(|| {
            let options = arguments.into_service_options()?;
            let bridge = Arc::new(Bridge::new());
            let host: Arc<dyn Host> = Arc::<Bridge>::clone(&bridge);
            let cache = has_cache.then(|| -> Arc<dyn ExternalCache> { Arc::<Bridge>::clone(&bridge) });
            let client =
                vexil_client::Service::open(options, host, cache, None).map_err(|error| raised(&error))?;
            Ok(Self {
                inner: Some(Inner { client, bridge }),
                generation: vexil_client::generation(),
                abandoned: AtomicBool::new(false),
            })
        })
    }

    #[getter]
    fn entry(&self) -> PyResult<Entry> {
        caught_natively(|| Ok(Entry::new(self.latest())))
    }

    #[getter]
    fn is_ready(&self) -> bool {
        self.inner().is_some_and(|inner| inner.client.is_ready())
    }

    #[getter]
    fn epoch(&self) -> u64 {
        self.inner().map_or(0, |inner| inner.bridge.events.epoch())
    }

    #[pyo3(signature = (epoch, timeout))]
    fn wait(&self, py: Python<'_>, epoch: u64, timeout: Option<f64>) -> PyResult<u64> {
        let limit = timeout.map(seconds).transpose()?;
        let Some(inner) = self.inner() else { return Ok(epoch) };
        let until = limit.and_then(|limit| Instant::now().checked_add(limit));
        caught_natively(|| Ok(py.detach(|| inner.bridge.events.wait(epoch, until))))
    }

    fn take_event<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some(inner) = self.inner() else { return Ok(None) };
        caught_natively(|| inner.bridge.events.take().map(|notice| notice.into_tuple(py)).transpose())
    }

    fn refresh(&self, token: u32, by_user: bool, latest: Option<Py<Entry>>) -> PyResult<()> {
        let Some(inner) = self.inner() else { return Ok(()) };
        caught_natively(|| {
            if inner.bridge.events.owe(token) {
                inner.client.refresh(token, by_user, latest.map(|entry| Arc::clone(&entry.get().inner)));
            }
            Ok(())
        })
    }

    fn cache_synced(&self, token: u32, entry: Option<Py<Entry>>) -> PyResult<()> {
        let Some(inner) = self.inner() else { return Ok(()) };
        caught_natively(|| {
            let entry = entry.map_or_else(
                || Arc::new(vexil_client::Entry::initial()),
                |entry| Arc::clone(&entry.get().inner),
            );
            inner.bridge.synced.answer(token, entry);
            Ok(())
        })
    }

    fn stored(&self, token: u32) -> PyResult<()> {
        let Some(inner) = self.inner() else { return Ok(()) };
        caught_natively(|| {
            inner.bridge.stored.answer(token, ());
            Ok(())
        })
    }

    fn set_offline(&self, offline: bool) -> PyResult<()> {
        let Some(inner) = self.inner() else { return Ok(()) };
        caught_natively(|| {
            inner.client.set_offline(offline);
            Ok(())
        })
    }

    #[getter]
    fn is_held(&self) -> bool {
        self.inner().is_some_and(|inner| inner.client.is_held())
    }

    fn close(&self) -> PyResult<()> {
        let Some(inner) = self.inner() else { return Ok(()) };
        caught_natively(|| {
            inner.close();
            Ok(())
        })
    }

    #[getter]
    fn is_closed(&self) -> bool {
        self.inner().is_none_or(|inner| inner.bridge.events.is_closed())
    }

    fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }
}

impl Inner {
    fn close(&self) {
        self.client.dispose();
        self.bridge.close();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let is_own = self.inner().is_some();
        let inner = self.inner.take();
        if !is_own {
            return mem::forget(inner);
        }
        // Nobody is there to be told of a panic.
        drop(caught_natively(|| {
            if let Some(inner) = inner {
                inner.close();
            }
            Ok(())
        }));
    }
}

/// What Python is told of a service that cannot be opened.
fn raised(error: &ClientError) -> PyErr {
    match error {
        ClientError::InvalidProxy => PyValueError::new_err(error.to_string()),
        _ => PyRuntimeError::new_err(error.to_string()),
    }
}
