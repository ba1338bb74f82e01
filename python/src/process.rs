//! Whose module this is.

use crate::kept::{Kept, name};
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

const SECOND_INTERPRETER: &str = "vexil is in use by another interpreter of this process already, and cannot be loaded into a second one. \
     Run the application in the main interpreter (mod_wsgi: WSGIApplicationGroup %{GLOBAL}; uWSGI: single-interpreter).";

/// A module that each interpreter has of its own.
static OWN: Kept<Py<PyModule>> = Kept::new();

/// Makes it the module of this interpreter: classes and texts that native code has at hand are those of one interpreter, and would be
/// the wrong ones in another. From 3.12 on `PyO3` sees to that itself.
///
/// # Errors
/// `ImportError` if another interpreter has it already.
pub(crate) fn claim(py: Python<'_>) -> PyResult<()> {
    let own = py.import(name!(py, "builtins"))?;
    let first = OWN.fill(py, own.clone().unbind());
    if first.is(&own) { Ok(()) } else { Err(PyImportError::new_err(SECOND_INTERPRETER)) }
}
