//! What is made once, and kept.

use std::sync::OnceLock;

use pyo3::prelude::*;

/// A cell that is filled once, by a thread that has the GIL.
///
/// `PyOnceLock` gives the GIL away while it is being filled. A thread that has it then may fork, and in the child the cell would be about
/// to be filled for ever.
pub(crate) struct Kept<T>(OnceLock<T>);

impl<T> Kept<T> {
    /// An empty one.
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// What it has.
    #[inline]
    pub(crate) fn get(&self, _: Python<'_>) -> Option<&T> {
        self.0.get()
    }

    /// Fills it, unless another thread was faster, and gives what it has. The value is there already: to make it may run Python code,
    /// which must not happen in here.
    pub(crate) fn fill(&self, _: Python<'_>, value: T) -> &T {
        self.0.get_or_init(|| value)
    }

    /// Empties it.
    pub(crate) fn take(&mut self) -> Option<T> {
        self.0.take()
    }
}

/// A name as `str`, made once. `pyo3::intern` keeps it in a `PyOnceLock`.
macro_rules! name {
    ($py:expr, $text:literal) => {{
        static NAME: $crate::kept::Kept<pyo3::Py<pyo3::types::PyString>> = $crate::kept::Kept::new();
        let py: pyo3::Python<'_> = $py;
        match NAME.get(py) {
            Some(name) => name.bind(py),
            None => NAME.fill(py, pyo3::types::PyString::intern(py, $text).unbind()).bind(py),
        }
    }};
}

pub(crate) use name;
