//! The hot path: a flag and a user in, an outcome out.

use pyo3::prelude::*;
use vexil_engine::configcat::{OutcomeId, Verdict};

use super::reader::Reader;
use super::{Flag, Outcome, User, View};
use crate::errors::unless_exit;

/// Chooses an outcome. `None`: there is something to be told, which only `explain` tells.
#[inline]
pub(crate) fn choose<'py>(
    py: Python<'py>,
    view: View<'_>,
    flag: &Flag,
    user: User<'_, 'py>,
) -> PyResult<Option<OutcomeId>> {
    if matches!(user, User::Stranger) {
        return Ok(None);
    }
    if flag.constant.is_some() {
        return Ok(flag.constant);
    }
    Reader::with(py, user, &flag.names, |reader| {
        let verdict = view.config().evaluate(flag.id, reader);
        raise_exit(py, reader)?;
        Ok(match verdict {
            Verdict::Outcome { id, warned: false } => Some(id),
            Verdict::Outcome { warned: true, .. } | Verdict::Explain => None,
        })
    })
}

/// Raises what was raised to end the program while attributes were read.
#[inline]
pub(super) fn raise_exit(py: Python<'_>, reader: &Reader<'_, '_>) -> PyResult<()> {
    reader.exit().map_or(Ok(()), |error| Err(error.clone_ref(py)))
}

/// `Snapshot.evaluate`.
pub(super) fn evaluate<'py>(
    view: View<'_>,
    key: &Bound<'py, PyAny>,
    user: Option<&Bound<'py, PyAny>>,
) -> PyResult<Option<Outcome>> {
    let py = key.py();
    let Some(flag) = unless_exit(py, view.flag(key))?.flatten() else { return Ok(None) };
    match choose(py, view, flag, User::of(user)?)? {
        Some(id) => Outcome::of(py, view, flag, id),
        None => Ok(None),
    }
}
