//! Finding a value by its variation id.

use pyo3::prelude::*;
use pyo3::types::PyString;
use vexil_engine::configcat::{Config, FlagId, OutcomeId};

use super::{View, value};
use crate::errors::value_error;
use crate::text;

/// A key and a value.
pub(super) type Found<'py> = (Bound<'py, PyString>, Bound<'py, PyAny>);

/// `Snapshot.find_variation`. Of each flag its own value comes first, then what its rules serve, then its percentage
/// options. `None` finds what has no variation id.
pub(super) fn find<'py>(
    py: Python<'py>,
    view: View<'_>,
    variation_id: Option<&Bound<'py, PyAny>>,
) -> PyResult<Option<Found<'py>>> {
    let config = view.config();
    let found = match variation_id.map(|id| id.cast::<PyString>()) {
        None => Ok(find_nameless(config)),
        Some(Ok(id)) => config.find_python_variation(text::to_bytes(id)?.as_bytes()),
        // Nothing but a text is equal to a text.
        Some(Err(_)) => Ok(None),
    };
    let found = found.map_err(|failure| value_error(py, &failure.message()))?;
    let Some((flag, outcome)) = found.and_then(|(flag, outcome)| Some((config.flag(flag)?, outcome))) else {
        return Ok(None);
    };
    let value = flag.outcome(outcome).map(|outcome| value::to_python(py, &outcome));
    value.transpose()?.flatten().map(|value| Ok((text::to_python(py, flag.key())?, value))).transpose()
}

/// The first outcome without a variation id.
fn find_nameless(config: &Config) -> Option<(FlagId, OutcomeId)> {
    config.document_order().find_map(|id| {
        let mut outcomes = (0..).zip(config.flag(id)?.outcomes());
        outcomes
            .find(|(_, outcome)| outcome.variation_id.is_none())
            .map(|(outcome, _)| (id, OutcomeId(outcome)))
    })
}
