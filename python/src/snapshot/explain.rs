//! The slow path: the same evaluation, with its warnings, its failure and its log.

use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use vexil_engine::configcat::{ExplainRequest, Failure, LogFormat, TextRepr, Warning};
use vexil_engine::python::text_repr;

use super::evaluate::raise_exit;
use super::messages::warning_text;
use super::reader::Reader;
use super::{Outcome, User, View};
use crate::errors::{text_of, unless_exit};
use crate::text;

/// `logging.INFO`
const INFO: u8 = 20;

/// `logging.WARNING`
const WARNING: u8 = 30;

/// Everything about one evaluation.
#[pyclass(frozen, module = "vexil._native")]
pub(crate) struct Explanation {
    /// `None` if the evaluation failed.
    #[pyo3(get)]
    outcome: Option<Py<Outcome>>,
    /// Why it failed: what stands in parentheses in event 2001.
    #[pyo3(get)]
    error: Option<Py<PyString>>,
    /// Event ids and messages (without the id) to be logged as warnings, in order, before the log.
    #[pyo3(get)]
    warnings: Py<PyList>,
    /// The evaluation log of generation 10, if it was asked for.
    #[pyo3(get)]
    log: Option<Py<PyString>>,
    /// The log records of generation 5, if they were asked for: levels of `logging` and messages, in order.
    #[pyo3(get)]
    lines: Py<PyList>,
}

/// What is wanted of an explanation.
pub(super) struct Wanted<'a, 'py> {
    pub(super) log: u32,
    pub(super) user_text: Option<&'a Bound<'py, PyString>>,
    pub(super) default_text: Option<&'a Bound<'py, PyString>>,
}

/// `Snapshot.explain`.
pub(super) fn explain<'py>(
    view: View<'_>,
    key: &Bound<'py, PyAny>,
    user: Option<&Bound<'py, PyAny>>,
    wanted: &Wanted<'_, 'py>,
) -> PyResult<Explanation> {
    let py = key.py();
    let Some(flag) = unless_exit(py, view.flag(key))?.flatten() else {
        return Err(PyKeyError::new_err(key.clone().unbind()));
    };
    let user = User::of(user)?;
    let user_text = wanted.user_text.map(text::to_bytes).transpose()?;
    let default_text = wanted.default_text.map(text::to_bytes).transpose()?;
    let request = ExplainRequest {
        log: log_format(wanted.log)?,
        user_text: user_text.as_ref().map(|text| text.as_bytes()),
        default_text: default_text.as_ref().map_or(b"", |text| text.as_bytes()),
        lenient: true,
        repr: TextRepr(&|text| repr(py, text)),
        ..ExplainRequest::default()
    };
    let (explanation, failure) = Reader::with(py, user, &flag.names, |reader| {
        let explanation = view.config().explain(flag.id, reader, &request);
        raise_exit(py, reader)?;
        Ok::<_, PyErr>((explanation, reader.failure().map(|error| text_of(py, error))))
    })?;
    let (outcome, error) = match &explanation.result {
        Ok(id) => (Outcome::of(py, view, flag, *id)?, None),
        Err(reason) => (
            None,
            Some(match (reason, &failure) {
                (Failure::Unreadable(_), Some(message)) => text::to_python(py, message)?,
                _ => text::to_python(py, &reason.message())?,
            }),
        ),
    };
    let flag_key = view.config().flag(flag.id).map_or(b"" as &[u8], |flag| flag.key());
    let is_stranger = matches!(user, User::Stranger);
    let warnings = PyList::empty(py);
    for warning in &explanation.warnings {
        // That there is no `User` was told of the flag itself already.
        if is_stranger && matches!(warning, Warning::UserMissing { key } if *key == flag_key) {
            continue;
        }
        if let Some((id, message)) = warning_text(warning) {
            warnings.append((id, text::to_python(py, &message)?))?;
        }
    }
    let lines = PyList::empty(py);
    for record in &explanation.records {
        let level = if record.is_warning { WARNING } else { INFO };
        lines.append((level, text::to_python(py, &record.text)?))?;
    }
    let log = explanation.log.as_deref().map(|log| text::to_python(py, log)).transpose()?;
    Ok(Explanation {
        outcome: outcome.map(|outcome| Py::new(py, outcome)).transpose()?,
        error: error.map(Bound::unbind),
        warnings: warnings.unbind(),
        log: log.map(Bound::unbind),
        lines: lines.unbind(),
    })
}

fn log_format(number: u32) -> PyResult<LogFormat> {
    match number {
        0 => Ok(LogFormat::None),
        1 => Ok(LogFormat::Python),
        2 => Ok(LogFormat::PythonLegacy),
        _ => Err(PyValueError::new_err("There is no log format with this number.")),
    }
}

/// `repr(text)`, which goes by the Unicode of the interpreter.
fn repr(py: Python<'_>, text: &[u8]) -> Vec<u8> {
    let repr = text::to_python(py, text).and_then(|text| text.repr()).and_then(|repr| text::to_bytes(&repr));
    repr.map_or_else(|_| text_repr(text), |repr| repr.as_bytes().to_vec())
}
