//! The base class of clients.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::ending::Section;
use crate::entry::is_expired;
use crate::errors::unless_exit;
use crate::guard::caught;
use crate::kept::name;
use crate::service::Service;
use crate::snapshot::{Snapshot, User, View, choose};

/// `logging.INFO`
const INFO: u8 = 20;

/// The base class of clients: answers `get_value` by itself while it is armed, else by asking `self._get_value`.
#[pyclass(frozen, subclass, module = "vexil._native")]
pub(crate) struct Core {
    default_user: ArcSwapOption<Py<PyAny>>,
    armed: ArcSwapOption<Armed>,
}

/// What it takes to answer.
struct Armed {
    source: Source,
    logger: Py<PyAny>,
    /// How old an entry may be, in seconds.
    time_to_live: Option<f64>,
    checks_type: bool,
}

/// Where the config comes from.
enum Source {
    /// This config, for ever.
    Snapshot(Py<Snapshot>),
    /// Whatever config the service has at that time.
    Service(Py<Service>),
}

#[pymethods]
impl Core {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Self {
        Self { default_user: ArcSwapOption::empty(), armed: ArcSwapOption::empty() }
    }

    #[getter]
    fn _default_user(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.default_user.load().as_ref().map(|user| user.clone_ref(py))
    }

    #[setter(_default_user)]
    fn set_default_user(&self, user: Option<Py<PyAny>>) {
        self.default_user.store(user.map(Arc::new));
    }

    #[pyo3(signature = (source, logger, time_to_live=None, checks_type=true))]
    fn _arm(
        &self,
        source: &Bound<'_, PyAny>,
        logger: Py<PyAny>,
        time_to_live: Option<f64>,
        checks_type: bool,
    ) -> PyResult<()> {
        caught(|| {
            let source = Source::of(source)?;
            self.armed.store(Some(Arc::new(Armed { source, logger, time_to_live, checks_type })));
            Ok(())
        })
    }

    fn _disarm(&self) {
        self.armed.store(None);
    }

    /// The value of a feature flag or setting.
    ///
    /// :param key: the key of the flag, as on the dashboard.
    /// :param default_value: what is returned where the flag cannot be evaluated.
    /// :param user: the ``User`` to evaluate for; without one the default user, if there is one.
    /// :return: the value: ``bool``, ``str``, ``int`` or ``float``. It never raises.
    #[pyo3(signature = (key, default_value, user=None))]
    fn get_value<'py>(
        slf: &Bound<'py, Self>,
        key: &Bound<'py, PyAny>,
        default_value: &Bound<'py, PyAny>,
        user: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let _section = Section::enter();
        let py = slf.py();
        let quick = catch_unwind(AssertUnwindSafe(|| slf.get().quick(key, default_value, user)));
        if let Ok(result) = quick
            && let Some(Some(value)) = unless_exit(py, result)?
        {
            return Ok(value);
        }
        slow(slf, key, default_value, user)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        if let Some(user) = &*self.default_user.load() {
            visit.call(&**user)?;
        }
        if let Some(armed) = &*self.armed.load() {
            visit.call(&armed.logger)?;
            match &armed.source {
                Source::Snapshot(snapshot) => visit.call(snapshot)?,
                Source::Service(service) => visit.call(service)?,
            }
        }
        Ok(())
    }

    fn __clear__(&self) {
        self.default_user.store(None);
        self.armed.store(None);
    }
}

impl Core {
    /// The value, where there is nothing special about it.
    #[inline]
    fn quick<'py>(
        &self,
        key: &Bound<'py, PyAny>,
        default_value: &Bound<'py, PyAny>,
        user: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Py<PyAny>>> {
        let py = key.py();
        let armed = self.armed.load();
        let Some(armed) = &*armed else { return Ok(None) };
        if armed.logger.bind(py).call_method1(name!(py, "isEnabledFor"), (INFO,))?.is_truthy()? {
            return Ok(None);
        }
        // Kept until the end: it is what one call goes by.
        let entry;
        let view = match &armed.source {
            Source::Snapshot(snapshot) => snapshot.get().view()?,
            Source::Service(service) => {
                entry = service.get().latest();
                match &entry.config {
                    Some(config) if !armed.is_expired(&entry) => View::of(config)?,
                    _ => return Ok(None),
                }
            }
        };
        let Some(flag) = view.flag(key)? else { return Ok(None) };
        let default_user = if user.is_none() { self.default_user.load_full() } else { None };
        let user = user.or_else(|| default_user.as_ref().map(|user| user.bind(py)));
        let Some(id) = choose(py, view, flag, User::of(user)?)? else { return Ok(None) };
        let Some(value) = flag.value(py, view, id)? else { return Ok(None) };
        if armed.checks_type && !fits(value.bind(py), default_value) {
            return Ok(None);
        }
        Ok(Some(value.clone_ref(py)))
    }
}

impl Armed {
    fn is_expired(&self, entry: &vexil_client::Entry) -> bool {
        self.time_to_live.is_some_and(|max_age| is_expired(entry, max_age))
    }
}

impl Source {
    fn of(source: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(snapshot) = source.cast::<Snapshot>() {
            return Ok(Self::Snapshot(snapshot.clone().unbind()));
        }
        if let Ok(service) = source.cast::<Service>() {
            return Ok(Self::Service(service.clone().unbind()));
        }
        Err(PyTypeError::new_err("The source is neither a Snapshot nor a Service."))
    }
}

/// Whether the types of value and default value match, as far as users are told. Numbers match numbers.
#[inline]
fn fits(value: &Bound<'_, PyAny>, default_value: &Bound<'_, PyAny>) -> bool {
    use pyo3::types::{PyFloat, PyInt};

    let is_number = |object: &Bound<'_, PyAny>| {
        object.is_exact_instance_of::<PyInt>() || object.is_exact_instance_of::<PyFloat>()
    };
    value.get_type_ptr() == default_value.get_type_ptr()
        || default_value.is_none()
        || (is_number(value) && is_number(default_value))
}

/// Asks Python, which never raises. A client without `_get_value` knows no better than the default value.
#[cold]
fn slow<'py>(
    slf: &Bound<'py, Core>,
    key: &Bound<'py, PyAny>,
    default_value: &Bound<'py, PyAny>,
    user: Option<&Bound<'py, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let py = slf.py();
    let answer = slf.call_method1(name!(py, "_get_value"), (key, default_value, user));
    Ok(unless_exit(py, answer)?.unwrap_or_else(|| default_value.clone()).unbind())
}
