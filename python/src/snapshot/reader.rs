//! Attributes of a user, each read when the evaluation asks for it.

use std::cell::{Cell, OnceCell};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use vexil_engine::configcat::{AttributeValue, Attributes, Conventions};

use super::detached::Detached;
use super::name::Name;
use super::read::{Read, to_identifier, to_read};
use super::user::User;
use crate::errors::is_exit;
use crate::kept::name;

/// A user, as the engine sees it.
pub(super) struct Reader<'a, 'py> {
    py: Python<'py>,
    user: User<'a, 'py>,
    names: &'a [Name],
    /// Where what was read is kept, one for each name.
    slots: &'a [OnceCell<Read<'py>>],
    /// What percentage options go by where the config does not say.
    identifier: OnceCell<Read<'py>>,
    /// Why reading an attribute failed first.
    failure: OnceCell<PyErr>,
    has_objects: Cell<bool>,
}

impl<'a, 'py> Reader<'a, 'py> {
    /// Hands the reader to `body`. Few flags have more than two attributes, and each takes its time to be made and
    /// dropped.
    #[inline]
    pub(super) fn with<T>(
        py: Python<'py>,
        user: User<'a, 'py>,
        names: &'a [Name],
        body: impl FnOnce(&Reader<'_, 'py>) -> T,
    ) -> T {
        let with_slots = |slots: &[OnceCell<Read<'py>>]| {
            body(&Reader {
                py,
                user,
                names,
                slots,
                identifier: OnceCell::new(),
                failure: OnceCell::new(),
                has_objects: Cell::new(false),
            })
        };
        match names.len() {
            0..=2 => with_slots(&[const { OnceCell::new() }; 2]),
            3 | 4 => with_slots(&[const { OnceCell::new() }; 4]),
            count => with_slots(&(0..count).map(|_| OnceCell::new()).collect::<Box<[_]>>()),
        }
    }

    /// Why reading an attribute failed, if it did.
    pub(super) fn failure(&self) -> Option<&PyErr> {
        self.failure.get()
    }

    /// What was raised to end the program, if it was.
    #[inline]
    pub(super) fn exit(&self) -> Option<&PyErr> {
        let failure = self.failure().filter(|error| is_exit(self.py, error));
        if failure.is_none() && self.has_objects.get() {
            return self
                .slots
                .iter()
                .chain([&self.identifier])
                .filter_map(OnceCell::get)
                .find_map(Read::exit);
        }
        failure
    }

    /// Reads all attributes. `None` if one of them takes Python to be evaluated.
    pub(super) fn detached(&self) -> Option<Detached> {
        if !self.has_user() {
            return Some(Detached::nobody());
        }
        let plain =
            |(name, slot): (&Name, &OnceCell<Read<'py>>)| slot.get_or_init(|| self.read(name)).plain();
        let values = self.names.iter().zip(self.slots).map(plain).collect::<Option<_>>()?;
        // Not all flags have percentage options, but it takes no time.
        let identifier = self.identifier.get_or_init(|| self.read_identifier()).plain()?;
        Some(Detached { has_user: true, values, identifier })
    }

    #[inline]
    fn read(&self, name: &Name) -> Read<'py> {
        self.kept(self.attribute(name.text.bind(self.py), name.is_predefined).and_then(to_read))
    }

    fn read_identifier(&self) -> Read<'py> {
        let py = self.py;
        let identifier = match self.user {
            User::Plain(user) => user.getattr(name!(py, "_User__identifier")),
            User::Derived(user) => user.call_method0(name!(py, "get_identifier")),
            User::Nobody | User::Stranger => return Read::Missing,
        };
        self.kept(identifier.and_then(to_identifier))
    }

    #[inline]
    fn kept(&self, read: PyResult<Read<'py>>) -> Read<'py> {
        match read {
            Ok(read) => {
                if matches!(read, Read::Object(_)) {
                    self.has_objects.set(true);
                }
                read
            }
            Err(error) => {
                // The first one is what the evaluation fails with.
                let _ = self.failure.set(error);
                Read::Unreadable
            }
        }
    }

    #[inline]
    fn attribute(
        &self,
        name: &Bound<'py, PyString>,
        is_predefined: bool,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = self.py;
        match self.user {
            User::Plain(user) if is_predefined => {
                let data = user.getattr(name!(py, "_User__data"))?;
                match data.cast_exact::<PyDict>() {
                    Ok(data) => data.get_item(name),
                    Err(_) => data.get_item(name).map(Some),
                }
            }
            User::Plain(user) => {
                let custom = user.getattr(name!(py, "_User__custom"))?;
                match custom.cast_exact::<PyDict>() {
                    Ok(custom) => custom.get_item(name),
                    Err(_) if custom.is_none() => Ok(None),
                    Err(_) => from_mapping(&custom, name),
                }
            }
            User::Derived(user) => user.call_method1(name!(py, "get_attribute"), (name,)).map(Some),
            User::Nobody | User::Stranger => Ok(None),
        }
    }
}

#[cold]
fn from_mapping<'py>(
    custom: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if !custom.is_truthy()? {
        return Ok(None);
    }
    custom.call_method1(name!(custom.py(), "get"), (name,)).map(Some)
}

impl Attributes for Reader<'_, '_> {
    #[inline]
    fn conventions(&self) -> Conventions {
        Conventions::Python
    }

    #[inline]
    fn has_user(&self) -> bool {
        matches!(self.user, User::Plain(_) | User::Derived(_))
    }

    #[inline]
    fn get(&self, slot: usize) -> AttributeValue<'_> {
        let (Some(name), Some(read)) = (self.names.get(slot), self.slots.get(slot)) else {
            return AttributeValue::Missing;
        };
        read.get_or_init(|| self.read(name)).value()
    }

    fn identifier(&self, _: usize) -> AttributeValue<'_> {
        self.identifier.get_or_init(|| self.read_identifier()).value()
    }
}
