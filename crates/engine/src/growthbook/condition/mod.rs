//! Targeting conditions: what the attributes of a user have to be like.

use super::{AttributeId, AttributeTable, Problems};
use crate::js::{Data, DataRef};

/// The attributes of a user, by their numbers in the payload.
pub trait Lookup {
    /// The value of an attribute. `Null` where a path leads nowhere.
    fn get(&self, attribute: AttributeId) -> DataRef<'_>;
}

/// A compiled condition. (Owner A replaces this placeholder.)
#[derive(Debug, Clone)]
pub struct Condition;

impl Condition {
    /// Compiles a condition on attributes. A malformed part is false, and is noted.
    pub fn compile(_: &Data, _: &mut AttributeTable, _: &mut Problems) -> Self {
        Self
    }

    /// Whether the attributes are like that.
    pub fn holds(&self, _: &impl Lookup, _: &SavedGroups) -> bool {
        true
    }

    /// Compiles a condition on a value at hand, as prerequisites have it.
    pub fn compile_for_data(_: &Data, _: &mut Problems) -> Self {
        Self
    }

    /// Whether a value is like that.
    pub fn holds_for(&self, _: DataRef<'_>, _: &SavedGroups) -> bool {
        true
    }
}

/// The saved groups of a payload. (Owner A replaces this placeholder.)
#[derive(Debug, Clone, Default)]
pub struct SavedGroups;

impl SavedGroups {
    /// Compiles the groups. The attributes that conditions of theirs read get numbers.
    pub fn compile(_: &Data, _: &mut AttributeTable, _: &mut Problems) -> Self {
        Self
    }
}
