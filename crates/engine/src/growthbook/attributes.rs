//! What the host gives of its user.

use crate::js::DataRef;

/// The attributes of a user, by their positions in the plan of a feature or experiment.
pub trait Attributes {
    /// The value at a position: what the plan's [`Attribute`](super::Attribute) leads to.
    fn get(&self, slot: usize) -> DataRef<'_>;
}

/// A user of whom nothing is known.
impl Attributes for () {
    fn get(&self, _: usize) -> DataRef<'_> {
        DataRef::Null
    }
}

impl Attributes for [crate::js::Data] {
    fn get(&self, slot: usize) -> DataRef<'_> {
        self.get(slot).map_or(DataRef::Null, crate::js::Data::view)
    }
}
