//! The flags of a config that were asked for.

use std::sync::OnceLock;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use vexil_engine::configcat::FlagId;

use super::flag::Flag;
use crate::kept::name;

/// Finds flags by their keys. The `dict` does what is quick in Python: it knows the hash of a key already.
pub(super) struct Flags {
    /// The numbers of the flags by key.
    numbers: Py<PyDict>,
    /// The flags by their numbers.
    slots: Vec<OnceLock<Box<Flag>>>,
}

impl Flags {
    /// For so many.
    pub(super) fn new(py: Python<'_>, count: usize) -> Self {
        let slots = (0..count).map(|_| OnceLock::new()).collect();
        Self { numbers: PyDict::new(py).unbind(), slots }
    }

    /// The flag with a key, if it was asked for before. A hash or a comparison of the key's own may raise anything.
    #[inline]
    pub(super) fn find(&self, key: &Bound<'_, PyAny>) -> PyResult<Option<&Flag>> {
        let Some(number) = self.numbers.bind(key.py()).get_item(key)? else { return Ok(None) };
        let number: usize = number.extract()?;
        Ok(self.slots.get(number).and_then(OnceLock::get).map(|flag| &**flag))
    }

    /// Keeps a flag, unless another thread was faster: both have made the same.
    pub(super) fn keep(&self, key: &Bound<'_, PyAny>, id: FlagId, flag: Flag) -> PyResult<Option<&Flag>> {
        let number = id.0 as usize;
        let Some(slot) = self.slots.get(number) else { return Ok(None) };
        let kept = slot.get_or_init(|| Box::new(flag));
        self.numbers.bind(key.py()).set_item(key, number)?;
        Ok(Some(kept))
    }

    /// Frees some. Returns whether all are freed.
    pub(super) fn free(&mut self, py: Python<'_>, count: usize) -> PyResult<bool> {
        let numbers = self.numbers.bind(py);
        for _ in 0..count.min(numbers.len()) {
            numbers.call_method0(name!(py, "popitem"))?;
        }
        let mut freed = 0;
        while freed < count
            && let Some(slot) = self.slots.pop()
        {
            freed += usize::from(slot.get().is_some());
        }
        Ok(numbers.is_empty() && self.slots.is_empty())
    }
}
