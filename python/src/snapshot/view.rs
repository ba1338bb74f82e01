//! The Python objects of one config. They are made when they are first asked for: a new config costs no time under the
//! GIL.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use vexil_client::SharedConfig;

use super::flag::Flag;
use super::flags::Flags;
use super::name::Name;
use super::remains::{Remains, free, free_some, leave};
use crate::kept::Kept;
use crate::text;

/// The Python objects that were made of a config so far. They live as long as it does.
///
/// Nothing is made while its cell is being filled: the garbage collector may run then, and with it code that asks for
/// the same.
struct Objects {
    /// The flags that were asked for.
    flags: Kept<Flags>,
    keys: Kept<Py<PyList>>,
    /// The attributes that its flags can read.
    names: Kept<Box<[Name]>>,
}

impl Default for Objects {
    fn default() -> Self {
        Self { flags: Kept::new(), keys: Kept::new(), names: Kept::new() }
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let (flags, keys, names) = (self.flags.take(), self.keys.take(), self.names.take());
        leave(Remains { flags, keys, names });
    }
}

/// A config with its Python objects. Takes no time to make.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    config: &'a SharedConfig,
    objects: &'a Objects,
}

impl<'a> View<'a> {
    /// The view of a config.
    #[inline]
    pub(crate) fn of(config: &'a SharedConfig) -> PyResult<Self> {
        let objects = config.companion::<Objects>();
        let objects =
            objects.ok_or_else(|| PyRuntimeError::new_err("The config belongs to another host."))?;
        Ok(Self { config, objects })
    }

    /// The config itself.
    pub(crate) const fn config(self) -> &'a SharedConfig {
        self.config
    }

    /// The flag with a key, which may be anything that a program takes for one. There is none for keys that are no
    /// texts.
    #[inline]
    pub(crate) fn flag(self, key: &Bound<'_, PyAny>) -> PyResult<Option<&'a Flag>> {
        match self.known(key.py()).find(key)? {
            Some(flag) => Ok(Some(flag)),
            None => self.load(key),
        }
    }

    /// The keys of all flags, in the order of the config. Not to be handed out: it is the list itself.
    pub(super) fn keys<'py>(self, py: Python<'py>) -> PyResult<&'a Bound<'py, PyList>> {
        if let Some(keys) = self.objects.keys.get(py) {
            return Ok(keys.bind(py));
        }
        let flags = self.config.document_order().filter_map(|id| self.config.flag(id));
        let keys = flags.map(|flag| text::to_python(py, flag.key())).collect::<PyResult<Vec<_>>>()?;
        let keys = PyList::new(py, keys)?.unbind();
        free(py, self.config.len())?;
        Ok(self.objects.keys.fill(py, keys).bind(py))
    }

    /// The attributes that the flags of the config can read.
    pub(super) fn names(self, py: Python<'_>) -> PyResult<&'a [Name]> {
        if let Some(names) = self.objects.names.get(py) {
            return Ok(names);
        }
        let names = Name::all(py, self.config.plan())?;
        Ok(self.objects.names.fill(py, names))
    }

    #[inline]
    fn known(self, py: Python<'_>) -> &'a Flags {
        match self.objects.flags.get(py) {
            Some(flags) => flags,
            None => self.make_flags(py),
        }
    }

    #[cold]
    fn make_flags(self, py: Python<'_>) -> &'a Flags {
        let flags = Flags::new(py, self.config.len());
        self.objects.flags.fill(py, flags)
    }

    #[cold]
    fn load(self, key: &Bound<'_, PyAny>) -> PyResult<Option<&'a Flag>> {
        let py = key.py();
        let Ok(key) = key.cast::<PyString>() else { return Ok(None) };
        let Some(id) = self.config.find(text::to_bytes(key)?.as_bytes()) else { return Ok(None) };
        let Some(flag) = self.config.flag(id) else { return Ok(None) };
        free_some(py)?;
        let flags = self.known(py);
        // Keys that are instances of subclasses are not kept.
        if key.is_exact_instance_of::<PyString>() {
            return flags.keep(key, id, Flag::new(py, id, flag)?);
        }
        flags.keep(text::to_python(py, flag.key())?.as_any(), id, Flag::new(py, id, flag)?)
    }
}
