//! What Python calls returns to it, always.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use vexil_client::panic_text;

use crate::ending::Section;

/// Runs `body`, which may run Python code, and raises `RuntimeError` where it panics.
pub(crate) fn caught<T>(body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let _section = Section::enter();
    caught_natively(body)
}

/// The same for what runs no Python code, or may wait for long without the GIL.
///
/// `PyO3` would raise panics as `PanicException`, which is no `Exception`: programs do not catch it. Whatever `body` touches is either
/// immutable (configs, entries) or kept sound by its own lock, so nothing can be seen half changed.
pub(crate) fn caught_natively<T>(body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        Err(PyRuntimeError::new_err(format!("Internal error: {}", panic_text(&*panic))))
    })
}
