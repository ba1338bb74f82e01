//! A compiled config as Python sees it. The engine evaluates; what Python gets of it is made once, when it is first
//! asked for.
//!
//! Rooms: `view` has the Python objects of a config (`flags`, `flag`, `name`, `value`), and `remains` what is left of
//! them; `user`, `reader`, `read` and `host_value` read a user (`detached` without the GIL); `evaluate` and
//! `evaluate_all` choose outcomes; `explain` tells everything about one choice, with the texts of `messages`;
//! `flag_texts`, `variation` and `overrides` are what is asked besides.

mod detached;
mod evaluate;
mod evaluate_all;
mod explain;
mod flag;
mod flag_texts;
mod flags;
mod host_value;
mod messages;
mod name;
mod outcome;
mod overrides;
mod read;
mod reader;
mod remains;
mod user;
mod value;
mod variation;
mod view;

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use vexil_client::SharedConfig;

pub(crate) use evaluate::choose;
pub(crate) use explain::Explanation;
pub(crate) use flag::Flag;
pub(crate) use outcome::Outcome;
pub(crate) use overrides::Overrides;
pub(crate) use user::User;
pub(crate) use view::View;

use crate::guard::caught;

/// A compiled config, and the Python objects made of it so far.
#[pyclass(frozen, module = "vexil._native")]
pub(crate) struct Snapshot(Arc<SharedConfig>);

impl From<Arc<SharedConfig>> for Snapshot {
    fn from(config: Arc<SharedConfig>) -> Self {
        Self(config)
    }
}

impl Snapshot {
    /// The config with its objects.
    pub(crate) fn view(&self) -> PyResult<View<'_>> {
        View::of(&self.0)
    }
}

#[pymethods]
impl Snapshot {
    /// The flags of both. `behaviour`: 0 only the overrides, 1 they win, 2 the downloaded config wins.
    #[staticmethod]
    fn merge(
        py: Python<'_>,
        remote: Option<&Bound<'_, Self>>,
        overrides: &Bound<'_, Overrides>,
        behaviour: u32,
    ) -> PyResult<Self> {
        caught(|| {
            let remote = remote.map(|remote| Arc::clone(&remote.get().0));
            overrides::merge(py, remote, overrides.get(), behaviour).map(Self)
        })
    }

    /// The keys of the flags and their JSON texts, in the order of the config, where a key may come more than once. `None`
    /// if there is no object of flags, and for a merged config.
    fn flag_texts<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        caught(|| flag_texts::flag_texts(py, &self.0))
    }

    /// Snapshots of the same compiled config are equal.
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| Arc::ptr_eq(&self.0, &other.get().0))
    }

    fn __hash__(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// The keys of the flags, in the order of the config.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        caught(|| {
            let keys = self.view()?.keys(py)?;
            Ok(keys.get_slice(0, keys.len()))
        })
    }

    fn __contains__(&self, key: &Bound<'_, PyAny>) -> PyResult<bool> {
        caught(|| Ok(self.view()?.flag(key)?.is_some()))
    }

    /// Evaluates a flag. `None`: there is no such flag, or something to be told, which only `explain` tells.
    fn evaluate<'py>(
        &self,
        key: &Bound<'py, PyAny>,
        user: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Outcome>> {
        caught(|| evaluate::evaluate(self.view()?, key, user))
    }

    /// Evaluates a flag and tells everything. `log`: 0 none, 1 that of generation 10, 2 that of generation 5.
    ///
    /// `user_text` is `str(user)`, `default_text` is `str(default_value)`; they are needed for logs only. Raises
    /// `KeyError` where there is no such flag.
    #[pyo3(signature = (key, user, log=0, user_text=None, default_text=None))]
    fn explain<'py>(
        &self,
        key: &Bound<'py, PyAny>,
        user: Option<&Bound<'py, PyAny>>,
        log: u32,
        user_text: Option<&Bound<'py, PyString>>,
        default_text: Option<&Bound<'py, PyString>>,
    ) -> PyResult<Explanation> {
        caught(|| {
            explain::explain(self.view()?, key, user, &explain::Wanted { log, user_text, default_text })
        })
    }

    /// The values of all flags by key, in order; and the keys, whose value is `None`, that `explain` has to be asked
    /// about.
    fn evaluate_all<'py>(
        &self,
        py: Python<'py>,
        user: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyDict>, Bound<'py, PyList>)> {
        caught(|| evaluate_all::evaluate_all(py, self.view()?, user))
    }

    /// The first flag with an outcome of that variation id, and the outcome's value. Raises `ValueError` where that is
    /// invalid.
    fn find_variation<'py>(
        &self,
        py: Python<'py>,
        variation_id: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<variation::Found<'py>>> {
        caught(|| variation::find(py, self.view()?, variation_id))
    }
}
