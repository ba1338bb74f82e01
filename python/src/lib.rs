//! The Python extension module of vexil: glue between CPython and the flag engine.
//!
//! `service` downloads configs, `entry` is what it downloaded, `snapshot` evaluates the flags of a config, `core` is
//! the base class of clients with the hot path of `get_value`; `ending`, `fork` and `process` are about the process, `guard` about
//! panics.
#![deny(unsafe_code)]

mod core;
mod ending;
mod entry;
mod errors;
mod fork;
mod guard;
mod kept;
mod process;
mod service;
mod snapshot;
mod text;

/// Configs, evaluation and downloads. `vexil.configcatclient` is its only user; `vexil/_native.pyi` describes it.
#[pyo3::pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::core::Core;
    #[pymodule_export]
    use crate::entry::Entry;
    #[pymodule_export]
    use crate::fork::{after_fork_in_child, live_configs};
    #[pymodule_export]
    use crate::service::Service;
    #[pymodule_export]
    use crate::snapshot::{Explanation, Outcome, Overrides, Snapshot};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::process::claim(module.py())?;
        vexil_client::silence_panics();
        vexil_client::warm_up();
        crate::ending::watch(module)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
