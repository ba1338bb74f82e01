//! Outcomes: the results that evaluating a flag can have.

use pyo3::prelude::*;
use pyo3::types::PyString;
use vexil_engine::configcat::OutcomeId;

use super::{Flag, View};
use crate::text;

/// One of the results that evaluating a flag can have.
#[pyclass(frozen, module = "vexil._native")]
pub(crate) struct Outcome {
    value: Py<PyAny>,
    #[pyo3(get)]
    variation_id: Option<Py<PyString>>,
    /// The index of the targeting rule that serves the value.
    #[pyo3(get)]
    rule: Option<u32>,
    /// The index of the percentage option that serves the value, within the rule, or within the flag where there is
    /// none.
    #[pyo3(get)]
    option: Option<u32>,
}

impl Outcome {
    /// The outcome of a flag with a number; `None` where it has no value.
    pub(super) fn of(py: Python<'_>, view: View<'_>, flag: &Flag, id: OutcomeId) -> PyResult<Option<Self>> {
        let Some(value) = flag.value(py, view, id)? else { return Ok(None) };
        let outcome = view.config().flag(flag.id).and_then(|flag| flag.outcome(id));
        let Some(outcome) = outcome else { return Ok(None) };
        let variation_id = outcome.variation_id.map(|id| text::to_python(py, id)).transpose()?;
        Ok(Some(Self {
            value: value.clone_ref(py),
            variation_id: variation_id.map(Bound::unbind),
            rule: outcome.rule,
            option: outcome.option,
        }))
    }
}

#[pymethods]
impl Outcome {
    /// A `bool`, `str`, `int` or `float`: what `json.loads` would make of the value in the config.
    #[getter(value)]
    fn py_value(&self, py: Python<'_>) -> Py<PyAny> {
        self.value.clone_ref(py)
    }
}
