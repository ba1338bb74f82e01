//! Failures as Python exceptions, and exceptions as failures.

use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;

use crate::text;

/// A `ValueError` with a text that may quote keys of a config.
pub(crate) fn value_error(py: Python<'_>, message: &[u8]) -> PyErr {
    match text::to_python(py, message) {
        Ok(message) => PyValueError::new_err(message.unbind()),
        Err(error) => error,
    }
}

/// Whether a program is to be ended by it (`KeyboardInterrupt`, `SystemExit`): it is no failure of what was being done.
pub(crate) fn is_exit(py: Python<'_>, error: &PyErr) -> bool {
    !error.is_instance_of::<PyException>(py)
}

/// Lets through what ends the program, and forgets other errors.
pub(crate) fn unless_exit<T>(py: Python<'_>, result: PyResult<T>) -> PyResult<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_exit(py, &error) => Err(error),
        Err(_) => Ok(None),
    }
}

/// `str(error)` as WTF-8.
pub(crate) fn text_of(py: Python<'_>, error: &PyErr) -> Vec<u8> {
    let text = error.value(py).str().and_then(|text| text::to_bytes(&text));
    match text {
        Ok(text) => text.as_bytes().to_vec(),
        // It has no text of its own, but a name.
        Err(_) => error
            .get_type(py)
            .name()
            .map_or_else(|_| Vec::new(), |name| name.to_string_lossy().into_owned().into_bytes()),
    }
}
