//! The attributes of a user, by their positions in a plan.

use vexil_engine::growthbook::{AttributeId, Attributes, Lookup};
use vexil_engine::js::DataRef;

use crate::js::Arguments;

impl Attributes for Arguments<'_, '_> {
    #[inline(always)]
    fn get(&self, slot: usize) -> DataRef<'_> {
        self.get(slot).unwrap_or(DataRef::Null)
    }
}

/// Where nothing but one condition is evaluated, its attributes have the numbers of their positions.
impl Lookup for Arguments<'_, '_> {
    fn get(&self, attribute: AttributeId) -> DataRef<'_> {
        self.get(attribute.0 as usize).unwrap_or(DataRef::Null)
    }
}
