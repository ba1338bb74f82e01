//! Attributes that were all read already, for evaluations without the GIL.

use vexil_engine::configcat::{AttributeValue, Attributes, Conventions};

use super::host_value::Integer;

/// What was read, by the places of a plan.
pub(super) struct Detached {
    pub(super) has_user: bool,
    pub(super) values: Vec<Plain>,
    pub(super) identifier: Plain,
}

impl Detached {
    /// There is no user.
    pub(super) const fn nobody() -> Self {
        Self { has_user: false, values: Vec::new(), identifier: Plain::Missing }
    }
}

/// A value that Python is not needed for.
pub(super) enum Plain {
    Missing,
    Text(Box<[u8]>),
    Number(f64),
    Bool(bool),
    Integer(Integer),
}

impl Plain {
    fn value(&self) -> AttributeValue<'_> {
        match self {
            Self::Missing => AttributeValue::Missing,
            Self::Text(text) => AttributeValue::Text(text),
            Self::Number(number) => AttributeValue::Number(*number),
            Self::Bool(value) => AttributeValue::Bool(*value),
            Self::Integer(integer) => AttributeValue::Host(integer),
        }
    }
}

impl Attributes for Detached {
    fn conventions(&self) -> Conventions {
        Conventions::Python
    }

    fn has_user(&self) -> bool {
        self.has_user
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        self.values.get(slot).map_or(AttributeValue::Missing, Plain::value)
    }

    fn identifier(&self, _: usize) -> AttributeValue<'_> {
        self.identifier.value()
    }
}
