//! Texts of both sides: `str` here, WTF-8 there.

use crate::kept::name;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// The `str` of a WTF-8 text.
pub(crate) fn to_python<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyString>> {
    match std::str::from_utf8(text) {
        Ok(text) => Ok(PyString::new(py, text)),
        Err(_) => {
            PyString::from_encoded_object(&PyBytes::new(py, text), Some(c"utf-8"), Some(c"surrogatepass"))
        }
    }
}

/// The WTF-8 form of a `str`.
pub(crate) fn to_bytes<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    text.encode_utf8().or_else(|_| encode_surrogates(text))
}

/// Apart, because few texts have lone surrogates. Subclasses may have an `encode` of their own, which is not asked.
#[cold]
fn encode_surrogates<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    let py = text.py();
    let bytes = py
        .get_type::<PyString>()
        .call_method1(name!(py, "encode"), (text, name!(py, "utf-8"), name!(py, "surrogatepass")))?;
    Ok(bytes.cast_into::<PyBytes>()?)
}
