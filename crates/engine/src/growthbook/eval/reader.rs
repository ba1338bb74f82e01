//! Attributes by their numbers in the payload.

use crate::growthbook::{Attribute, AttributeId, Attributes, Lookup};
use crate::js::DataRef;
use crate::plan::Plan;

/// Reads the attributes that a plan has.
pub(in crate::growthbook) struct Reader<'p, A: ?Sized> {
    pub(in crate::growthbook) plan: &'p Plan<Attribute>,
    pub(in crate::growthbook) attributes: &'p A,
}

impl<A: ?Sized> Clone for Reader<'_, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: ?Sized> Copy for Reader<'_, A> {}

impl<'p, A: Attributes + ?Sized> Reader<'p, A> {
    #[inline(always)]
    pub(super) fn read(self, id: AttributeId) -> DataRef<'p> {
        self.plan.slot(id.0).map_or(DataRef::Null, |slot| self.attributes.get(slot))
    }

    /// The value of an attribute that is hashed; `None` where it is missing, or as good as that.
    #[inline(always)]
    pub(super) fn truthy(self, id: AttributeId) -> Option<DataRef<'p>> {
        Some(self.read(id)).filter(|value| value.is_truthy())
    }
}

impl<A: Attributes + ?Sized> Lookup for Reader<'_, A> {
    #[inline(always)]
    fn get(&self, id: AttributeId) -> DataRef<'_> {
        self.read(id)
    }
}
