//! Functions about the process as a whole.

use pyo3::prelude::*;

use crate::ending;

/// Makes the native thread, and all that it shares with others, start anew at the next service of this process.
///
/// To be called in the child, before anything else of this module. Services of the parent process are as good as abandoned then; entries
/// and snapshots stay good.
#[pyfunction]
pub(crate) fn after_fork_in_child() {
    ending::after_fork_in_child();
    vexil_client::after_fork_in_child();
}

/// How many compiled configs exist in the process, for tests that look for leaks.
#[pyfunction]
pub(crate) fn live_configs() -> usize {
    vexil_client::live_configs()
}
