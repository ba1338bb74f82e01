//! Attribute values that are no texts, converted when a comparator asks for it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};
use vexil_engine::configcat::{Converted, HostError, HostValue};

use crate::errors::{is_exit, text_of};
use crate::kept::{Kept, name};
use crate::text;

/// An `int` of up to 64 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Integer(pub(super) i64);

impl HostValue for Integer {
    fn text(&self) -> Converted<Cow<'_, [u8]>> {
        Ok(self.display())
    }

    fn number(&self) -> Converted<f64> {
        Ok(self.0 as f64)
    }

    fn seconds(&self) -> Converted<f64> {
        self.number()
    }

    fn version(&self) -> Converted<Cow<'_, [u8]>> {
        Ok(self.display())
    }

    fn list(&self) -> Converted<Vec<Box<[u8]>>> {
        Err(HostError::Invalid)
    }

    fn display(&self) -> Cow<'_, [u8]> {
        Cow::Owned(self.0.to_string().into_bytes())
    }
}

/// Any other object. `vexil.configcatclient._conversions` knows how to read it.
pub(super) struct Object<'py> {
    value: Bound<'py, PyAny>,
    is_text: bool,
    text: OnceCell<Converted<Bound<'py, PyBytes>>>,
    /// What was raised to end the program while it was converted.
    exit: OnceCell<PyErr>,
}

impl<'py> Object<'py> {
    pub(super) fn new(value: Bound<'py, PyAny>) -> Self {
        let is_text = value.is_instance_of::<PyString>();
        Self { value, is_text, text: OnceCell::new(), exit: OnceCell::new() }
    }

    /// What was raised to end the program, if it was.
    pub(super) fn exit(&self) -> Option<&PyErr> {
        self.exit.get()
    }

    fn convert(&self, name: &Bound<'py, PyString>) -> Converted<Bound<'py, PyAny>> {
        let py = self.value.py();
        let result = conversions(py).and_then(|module| module.bind(py).call_method1(name, (&self.value,)));
        result.map_err(|error| self.error(&error))
    }

    fn error(&self, error: &PyErr) -> HostError {
        let py = self.value.py();
        if is_exit(py, error) {
            // Of several the first one counts.
            let _ = self.exit.set(error.clone_ref(py));
        } else if error.is_instance_of::<PyValueError>(py) {
            return HostError::Invalid;
        }
        HostError::Failed(text_of(py, error))
    }

    fn to_float(&self, name: &Bound<'py, PyString>) -> Converted<f64> {
        self.convert(name)?.extract().map_err(|error| self.error(&error))
    }
}

impl HostValue for Object<'_> {
    fn text(&self) -> Converted<Cow<'_, [u8]>> {
        let text = self.text.get_or_init(|| {
            let text = self.convert(name!(self.value.py(), "text"))?;
            to_bytes(&text).map_err(|error| self.error(&error))
        });
        text.as_ref().map(|text| Cow::Borrowed(text.as_bytes())).map_err(HostError::clone)
    }

    fn is_text(&self) -> bool {
        self.is_text
    }

    fn bucket_text(&self) -> Converted<Cow<'_, [u8]>> {
        if !self.is_text {
            return self.text();
        }
        let text = self.convert(name!(self.value.py(), "bucket_text"))?;
        to_bytes(&text).map(|text| Cow::Owned(text.as_bytes().to_vec())).map_err(|error| self.error(&error))
    }

    fn number(&self) -> Converted<f64> {
        self.to_float(name!(self.value.py(), "number"))
    }

    fn seconds(&self) -> Converted<f64> {
        self.to_float(name!(self.value.py(), "seconds"))
    }

    fn version(&self) -> Converted<Cow<'_, [u8]>> {
        match self.value.str().and_then(|text| text::to_bytes(&text)) {
            Ok(text) => Ok(Cow::Owned(text.as_bytes().to_vec())),
            // Whatever it is: the text would be needed to say that it is no version.
            Err(error) => match self.error(&error) {
                HostError::Invalid => Err(HostError::Failed(text_of(self.value.py(), &error))),
                failed => Err(failed),
            },
        }
    }

    fn list(&self) -> Converted<Vec<Box<[u8]>>> {
        let list = self.convert(name!(self.value.py(), "string_list"))?;
        let items = list.cast::<PyList>().map_err(PyErr::from).and_then(|list| {
            list.iter().map(|item| Ok(Box::from(to_bytes(&item)?.as_bytes()))).collect::<PyResult<_>>()
        });
        items.map_err(|error| self.error(&error))
    }

    fn display(&self) -> Cow<'_, [u8]> {
        let text = self.value.str().and_then(|text| text::to_bytes(&text));
        match text {
            Ok(text) => Cow::Owned(text.as_bytes().to_vec()),
            Err(error) => {
                self.error(&error);
                let kind = self.value.get_type().name().map(|name| name.to_string_lossy().into_owned());
                Cow::Owned(format!("<{}>", kind.as_deref().unwrap_or("object")).into_bytes())
            }
        }
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Object")
    }
}

/// Whether a text is more than its characters: an instance of a class that has a `__str__` of its own, as enumerations
/// have.
pub(super) fn is_special(text: &Bound<'_, PyString>) -> PyResult<bool> {
    if text.is_exact_instance_of::<PyString>() {
        return Ok(false);
    }
    let py = text.py();
    let name = name!(py, "__str__");
    Ok(!text.get_type().getattr(name)?.is(&py.get_type::<PyString>().getattr(name)?))
}

fn to_bytes<'py>(text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    text::to_bytes(text.cast::<PyString>()?)
}

/// The module that knows how to read objects.
fn conversions(py: Python<'_>) -> PyResult<&Py<PyModule>> {
    static MODULE: Kept<Py<PyModule>> = Kept::new();
    // Not imported while the cell is being filled: other threads may run meanwhile, and one of them may fork.
    match MODULE.get(py) {
        Some(module) => Ok(module),
        None => {
            let module = py.import(name!(py, "vexil.configcatclient._conversions"))?.unbind();
            Ok(MODULE.fill(py, module))
        }
    }
}
