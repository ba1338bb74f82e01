//! Whom flags are evaluated for.

use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::errors::unless_exit;
use crate::kept::{Kept, name};

/// `vexil.configcatclient.user.User`.
static CLASS: Kept<Py<PyType>> = Kept::new();

/// A user as an argument.
#[derive(Clone, Copy)]
pub(crate) enum User<'a, 'py> {
    /// None was given.
    Nobody,
    /// An instance of the class itself, whose fields are read directly.
    Plain(&'a Bound<'py, PyAny>),
    /// An instance of a subclass, or what says that it is one.
    Derived(&'a Bound<'py, PyAny>),
    /// Something else.
    Stranger,
}

impl<'a, 'py> User<'a, 'py> {
    /// Tells what an argument is. `py_user` is no Python `None`.
    #[inline]
    pub(crate) fn of(user: Option<&'a Bound<'py, PyAny>>) -> PyResult<Self> {
        let Some(user) = user else { return Ok(Self::Nobody) };
        match CLASS.get(user.py()) {
            Some(class) if class.as_ptr() == user.get_type_ptr().cast() => Ok(Self::Plain(user)),
            _ => Self::tell(user),
        }
    }

    #[cold]
    fn tell(user: &'a Bound<'py, PyAny>) -> PyResult<Self> {
        let py = user.py();
        // Not while the cell is being filled: an import lets other threads run, and one of them may fork.
        let class = match CLASS.get(py) {
            Some(class) => class.bind(py),
            None => {
                let class = import(py)?;
                CLASS.fill(py, class).bind(py)
            }
        };
        if user.is_exact_instance(class) {
            return Ok(Self::Plain(user));
        }
        let is_user = unless_exit(py, user.is_instance(class))?.unwrap_or(false);
        Ok(if is_user { Self::Derived(user) } else { Self::Stranger })
    }
}

fn import(py: Python<'_>) -> PyResult<Py<PyType>> {
    let module = py.import(name!(py, "vexil.configcatclient.user"))?;
    Ok(module.getattr(name!(py, "User"))?.cast_into::<PyType>()?.unbind())
}
