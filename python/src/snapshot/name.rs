//! Names of attributes.

use pyo3::prelude::*;
use pyo3::types::PyString;
use vexil_engine::configcat::Attribute;

use crate::text;

/// An attribute of a plan.
pub(super) struct Name {
    pub(super) text: Py<PyString>,
    /// Whether it is one of those that each user has.
    pub(super) is_predefined: bool,
}

impl Name {
    /// The names of a plan.
    pub(super) fn all(py: Python<'_>, plan: &[Attribute]) -> PyResult<Box<[Self]>> {
        plan.iter().map(|attribute| Self::new(py, attribute.name())).collect()
    }

    fn new(py: Python<'_>, name: &[u8]) -> PyResult<Self> {
        Ok(Self {
            // Not interned: CPython 3.12 never frees what is.
            text: text::to_python(py, name)?.unbind(),
            is_predefined: matches!(name, b"Identifier" | b"Email" | b"Country"),
        })
    }
}
