//! What is kept of one flag: which attributes it reads, and the values that it had so far.

use pyo3::prelude::*;
use vexil_engine::configcat::{self, FlagId, OutcomeId};

use super::name::Name;
use super::value;
use super::view::View;
use crate::kept::Kept;

/// One flag of a config. It is no Python object: the garbage collector would look at each of them again and again.
pub(crate) struct Flag {
    pub(super) id: FlagId,
    /// The attributes of its plan.
    pub(super) names: Box<[Name]>,
    /// The only outcome that it can have.
    pub(super) constant: Option<OutcomeId>,
    /// Those of its outcomes.
    values: Box<[Kept<Py<PyAny>>]>,
}

impl Flag {
    pub(super) fn new(py: Python<'_>, id: FlagId, flag: &configcat::Flag) -> PyResult<Self> {
        Ok(Self {
            id,
            names: Name::all(py, flag.plan())?,
            constant: flag.python_constant(),
            values: flag.outcomes().map(|_| Kept::new()).collect(),
        })
    }

    /// The value of the outcome with a number, if it has one.
    #[inline]
    pub(crate) fn value<'a>(
        &'a self,
        py: Python<'_>,
        view: View<'_>,
        id: OutcomeId,
    ) -> PyResult<Option<&'a Py<PyAny>>> {
        let Some(slot) = self.values.get(id.0 as usize) else { return Ok(None) };
        match slot.get(py) {
            Some(value) => Ok(Some(value)),
            None => self.make(py, view, id, slot),
        }
    }

    #[cold]
    fn make<'a>(
        &self,
        py: Python<'_>,
        view: View<'_>,
        id: OutcomeId,
        slot: &'a Kept<Py<PyAny>>,
    ) -> PyResult<Option<&'a Py<PyAny>>> {
        let outcome = view.config().flag(self.id).and_then(|flag| flag.outcome(id));
        let value = outcome.map_or(Ok(None), |outcome| value::to_python(py, &outcome))?;
        Ok(value.map(|value| slot.fill(py, value.unbind())))
    }
}
