//! Values of outcomes as `json.loads` makes them.

use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt};
use vexil_engine::configcat::{Outcome, ValueRef};
use vexil_engine::python::JsonNumber;

use crate::text;

/// The value of an outcome, if it has one.
pub(super) fn to_python<'py>(py: Python<'py>, outcome: &Outcome<'_>) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(Some(match outcome.value {
        Ok(ValueRef::Bool(value)) => value.into_bound_py_any(py)?,
        Ok(ValueRef::Text(text)) => text::to_python(py, text)?.into_any(),
        Ok(ValueRef::Number(value)) => number(py, &JsonNumber::new(value, outcome.number_text))?,
        _ => return Ok(None),
    }))
}

fn number<'py>(py: Python<'py>, number: &JsonNumber<'_>) -> PyResult<Bound<'py, PyAny>> {
    match number {
        JsonNumber::Int(number) => number.into_bound_py_any(py),
        JsonNumber::Float(number) => Ok(PyFloat::new(py, *number).into_any()),
        JsonNumber::BigInt(digits) => py.get_type::<PyInt>().call1((text::to_python(py, digits)?,)),
    }
}
