//! The Python extension module of vexil: glue between CPython and the flag engine.
#![deny(unsafe_code)]

/// Configs, evaluation and downloads. `vexil.configcatclient` is its only user; `vexil/_native.pyi` describes it.
#[pyo3::pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
