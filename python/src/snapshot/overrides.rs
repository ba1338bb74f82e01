//! Local flag overrides, merged with a downloaded config into a snapshot of their own.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use vexil_client::SharedConfig;
use vexil_engine::configcat::{Config, OverrideBehaviour, Overrides as EngineOverrides};

use crate::errors::value_error;
use crate::guard::caught;
use crate::text;

/// Local flag overrides, compiled.
#[pyclass(frozen, module = "vexil._native")]
pub(crate) struct Overrides(EngineOverrides);

#[pymethods]
impl Overrides {
    /// Compiles the override document of the engine (`Overrides::from_json`). Raises `ValueError`.
    #[new]
    fn new(document: &Bound<'_, PyString>) -> PyResult<Self> {
        caught(|| {
            let document = text::to_bytes(document)?;
            let (py, document) = (document.py(), document.as_bytes());
            let overrides = py.detach(|| EngineOverrides::from_json(document));
            overrides.map(Self).map_err(|error| value_error(py, error.to_string().as_bytes()))
        })
    }
}

/// The flags of both.
pub(super) fn merge(
    py: Python<'_>,
    remote: Option<Arc<SharedConfig>>,
    overrides: &Overrides,
    behaviour: u32,
) -> PyResult<Arc<SharedConfig>> {
    let behaviour = match behaviour {
        0 => OverrideBehaviour::LocalOnly,
        1 => OverrideBehaviour::LocalOverRemote,
        2 => OverrideBehaviour::RemoteOverLocal,
        _ => return Err(PyValueError::new_err("There is no override behaviour with this number.")),
    };
    let overrides = &overrides.0;
    let merged = py.detach(move || {
        let remote: Option<&Config> = remote.as_ref().map(|config| &***config);
        Arc::new(SharedConfig::from(Config::merge(remote, overrides, behaviour)))
    });
    Ok(merged)
}
