//! All flags for one user, in one go.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use vexil_engine::configcat::{FlagId, Verdict};

use super::evaluate::raise_exit;
use super::reader::Reader;
use super::remains::free_some;
use super::{User, View, value};

/// Evaluating so many flags takes longer than it takes to get the GIL back.
const MANY: usize = 512;

/// After so many values other threads may want the GIL: making them takes a millisecond or two.
const TURN: usize = 4096;

/// `Snapshot.evaluate_all`.
pub(super) fn evaluate_all<'py>(
    py: Python<'py>,
    view: View<'_>,
    user: Option<&Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyDict>, Bound<'py, PyList>)> {
    let (values, unusual) = (PyDict::new(py), PyList::empty(py));
    // In the order of the flags' numbers, which is not always that of the document.
    let verdicts = choose_all(py, view, User::of(user)?)?;
    for (index, (id, key)) in view.config().document_order().zip(view.keys(py)?).enumerate() {
        take_turns(py, index);
        let verdict = verdicts.get(id.0 as usize).copied().unwrap_or(Verdict::Explain);
        match value_of(py, view, id, verdict)? {
            Some(value) => values.set_item(key, value)?,
            None => {
                values.set_item(&key, py.None())?;
                unusual.append(key)?;
            }
        }
    }
    free_some(py)?;
    Ok((values, unusual))
}

/// Lets other threads have the GIL from time to time.
fn take_turns(py: Python<'_>, index: usize) {
    if index % TURN == TURN - 1 {
        py.detach(|| ());
    }
}

fn choose_all<'py>(py: Python<'py>, view: View<'_>, user: User<'_, 'py>) -> PyResult<Vec<Verdict>> {
    let config = view.config();
    if matches!(user, User::Stranger) {
        return Ok(vec![Verdict::Explain; config.len()]);
    }
    Reader::with(py, user, view.names(py)?, |reader| {
        let values = if config.len() < MANY { None } else { reader.detached() };
        let verdicts = match values {
            Some(values) => py.detach(|| config.evaluate_all(&values).collect()),
            None => {
                let each = config.evaluate_all(reader).enumerate();
                each.inspect(|(index, _)| take_turns(py, *index)).map(|(_, verdict)| verdict).collect()
            }
        };
        raise_exit(py, reader)?;
        Ok(verdicts)
    })
}

fn value_of<'py>(
    py: Python<'py>,
    view: View<'_>,
    id: FlagId,
    verdict: Verdict,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Verdict::Outcome { id: outcome, warned: false } = verdict else { return Ok(None) };
    let outcome = view.config().flag(id).and_then(|flag| flag.outcome(outcome));
    outcome.map_or(Ok(None), |outcome| value::to_python(py, &outcome))
}
