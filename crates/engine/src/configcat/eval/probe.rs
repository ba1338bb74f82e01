//! Finds out whether an evaluation depends on the user at all.

use std::cell::Cell;

use crate::configcat::{AttributeValue, Attributes, Conventions};

/// No user, but remembers whether one was asked for.
#[derive(Debug)]
pub(in crate::configcat) struct Probe {
    conventions: Conventions,
    touched: Cell<bool>,
}

impl Probe {
    /// A probe by the given conventions.
    pub(in crate::configcat) const fn new(conventions: Conventions) -> Self {
        Self { conventions, touched: Cell::new(false) }
    }

    /// Whether the evaluation asked for the user.
    pub(in crate::configcat) fn is_touched(&self) -> bool {
        self.touched.get()
    }
}

impl Attributes for Probe {
    fn conventions(&self) -> Conventions {
        self.conventions
    }

    fn has_user(&self) -> bool {
        self.touched.set(true);
        false
    }

    fn get(&self, _slot: usize) -> AttributeValue<'_> {
        self.touched.set(true);
        AttributeValue::Missing
    }
}
