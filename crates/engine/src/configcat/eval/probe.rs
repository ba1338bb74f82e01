//! Finds out whether an evaluation depends on the user at all.

use std::cell::Cell;

use crate::configcat::{AttributeValue, Attributes};

/// No user, but remembers whether one was asked for.
#[derive(Debug, Default)]
pub(in crate::configcat) struct Probe {
    touched: Cell<bool>,
}

impl Probe {
    /// Whether the evaluation asked for the user.
    pub(in crate::configcat) fn is_touched(&self) -> bool {
        self.touched.get()
    }
}

impl Attributes for Probe {
    fn has_user(&self) -> bool {
        self.touched.set(true);
        false
    }

    fn get(&self, _slot: usize) -> AttributeValue<'_> {
        self.touched.set(true);
        AttributeValue::Missing
    }
}
