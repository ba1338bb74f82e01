//! Flags as they stand in the config.

use pyo3::prelude::*;
use pyo3::types::PyList;
use vexil_client::SharedConfig;

use crate::text;

/// How many bytes of text are made Python's before other threads have their turn.
const TURN: usize = 1 << 18;

/// `Snapshot.flag_texts`. Holds the GIL only for the making of texts, and not for all of a large config at once.
pub(super) fn flag_texts<'py>(
    py: Python<'py>,
    config: &SharedConfig,
) -> PyResult<Option<Bound<'py, PyList>>> {
    let Some(texts) = py.detach(|| config.flag_texts()) else { return Ok(None) };
    let list = PyList::empty(py);
    let mut made = 0;
    for (key, flag) in &texts {
        list.append((text::to_python(py, key)?, text::to_python(py, flag)?))?;
        made += flag.len();
        if made > TURN {
            made = 0;
            py.detach(|| {});
        }
    }
    Ok(Some(list))
}
