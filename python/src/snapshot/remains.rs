//! What is left of configs that are gone.
//!
//! Their Python objects may be many, and freeing them all at once would hold the GIL for milliseconds. So they are
//! freed little by little by those who make objects of the configs that came after. The last one who holds a config may
//! also be a thread without the GIL, which lets go of no Python object therefore: it would need a lock of PyO3 that a
//! fork in the same moment would leave locked for ever.

use std::sync::{Mutex, TryLockError};

use pyo3::prelude::*;
use pyo3::types::PyList;

use super::flags::Flags;
use super::name::Name;

/// How many objects are freed at a time.
const PORTION: usize = 64;

static REMAINS: Mutex<Vec<Remains>> = Mutex::new(Vec::new());

/// Objects of one config.
#[derive(Default)]
pub(super) struct Remains {
    pub(super) flags: Option<Flags>,
    pub(super) keys: Option<Py<PyList>>,
    pub(super) names: Option<Box<[Name]>>,
}

/// Keeps them until somebody frees them.
pub(super) fn leave(remains: Remains) {
    if remains.flags.is_none() && remains.keys.is_none() && remains.names.is_none() {
        return;
    }
    if let Some(remains) = with_remains(remains, |all, remains| all.push(remains)) {
        // Somebody else is about to free some, or was when the process was forked.
        std::mem::forget(remains);
    }
}

/// Frees a portion, for somebody who makes a few objects.
pub(super) fn free_some(py: Python<'_>) -> PyResult<()> {
    free_portion(py).map(drop)
}

/// Frees about so many objects, for somebody who has made as many: it takes no longer than that did.
pub(super) fn free(py: Python<'_>, count: usize) -> PyResult<()> {
    for _ in 0..=count / PORTION {
        if !free_portion(py)? {
            break;
        }
    }
    Ok(())
}

/// Returns whether there was anything. Nothing is freed under the lock: it may run code of the application.
fn free_portion(py: Python<'_>) -> PyResult<bool> {
    let mut last = None;
    with_remains((), |all, ()| last = all.pop());
    let Some(mut remains) = last else { return Ok(false) };
    remains.names = None;
    if let Some(keys) = &remains.keys
        && free_keys(keys.bind(py))?
    {
        remains.keys = None;
    }
    if let Some(flags) = &mut remains.flags
        && flags.free(py, PORTION)?
    {
        remains.flags = None;
    }
    leave(remains);
    Ok(true)
}

/// Never waits: gives `input` back where somebody else has the lock.
fn with_remains<T>(input: T, body: impl FnOnce(&mut Vec<Remains>, T)) -> Option<T> {
    match REMAINS.try_lock() {
        Ok(mut all) => body(&mut all, input),
        Err(TryLockError::Poisoned(all)) => body(&mut all.into_inner(), input),
        Err(TryLockError::WouldBlock) => return Some(input),
    }
    None
}

/// Returns whether all are freed.
fn free_keys(keys: &Bound<'_, PyList>) -> PyResult<bool> {
    let left = keys.len().saturating_sub(PORTION);
    keys.del_slice(left, keys.len())?;
    Ok(left == 0)
}
