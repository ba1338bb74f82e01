//! Values of attributes, as far as they are converted before a comparator asks.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyFloat, PyInt, PyString};
use vexil_engine::configcat::AttributeValue;

use super::detached::Plain;
use super::host_value::{Integer, Object, is_special};
use crate::text;

/// What was read of an attribute.
pub(super) enum Read<'py> {
    Missing,
    Text(Bound<'py, PyBytes>),
    Number(f64),
    Bool(bool),
    Integer(Integer),
    Object(Object<'py>),
    /// Reading it failed.
    Unreadable,
}

impl Read<'_> {
    #[inline]
    pub(super) fn value(&self) -> AttributeValue<'_> {
        match self {
            Self::Missing => AttributeValue::Missing,
            Self::Text(text) => AttributeValue::Text(text.as_bytes()),
            Self::Number(number) => AttributeValue::Number(*number),
            Self::Bool(value) => AttributeValue::Bool(*value),
            Self::Integer(integer) => AttributeValue::Host(integer),
            Self::Object(object) => AttributeValue::Host(object),
            Self::Unreadable => AttributeValue::Unreadable,
        }
    }

    /// What was raised to end the program while it was converted.
    pub(super) fn exit(&self) -> Option<&PyErr> {
        match self {
            Self::Object(object) => object.exit(),
            _ => None,
        }
    }

    /// What it is without Python; `None` if there is no such thing.
    pub(super) fn plain(&self) -> Option<Plain> {
        Some(match self {
            Self::Missing => Plain::Missing,
            Self::Text(text) => Plain::Text(text.as_bytes().into()),
            Self::Number(number) => Plain::Number(*number),
            Self::Bool(value) => Plain::Bool(*value),
            Self::Integer(integer) => Plain::Integer(*integer),
            Self::Object(_) | Self::Unreadable => return None,
        })
    }
}

/// Reads a value; `None` is a missing one, like `Some` of Python's `None`.
#[inline]
pub(super) fn to_read(value: Option<Bound<'_, PyAny>>) -> PyResult<Read<'_>> {
    let Some(value) = value else { return Ok(Read::Missing) };
    match value.cast::<PyString>() {
        Ok(text) => {
            let bytes = text::to_bytes(text)?;
            // One without characters is missing, of whatever class it is.
            let is_special = !bytes.as_bytes().is_empty() && is_special(text)?;
            Ok(if is_special { Read::Object(Object::new(value)) } else { Read::Text(bytes) })
        }
        Err(_) if value.is_none() => Ok(Read::Missing),
        Err(_) => Ok(to_host_value(value)),
    }
}

/// What is hashed of an identifier is its `str`, of whatever kind it is.
pub(super) fn to_identifier(value: Bound<'_, PyAny>) -> PyResult<Read<'_>> {
    if value.is_none() {
        return Ok(Read::Text(PyBytes::new(value.py(), b"None")));
    }
    to_read(Some(value))
}

fn to_host_value(value: Bound<'_, PyAny>) -> Read<'_> {
    if let Ok(value) = value.cast_exact::<PyFloat>() {
        return Read::Number(value.value());
    }
    if let Ok(value) = value.cast_exact::<PyBool>() {
        return Read::Bool(value.is_true());
    }
    if value.is_exact_instance_of::<PyInt>()
        && let Ok(integer) = value.extract()
    {
        return Read::Integer(Integer(integer));
    }
    Read::Object(Object::new(value))
}
