//! A user in the order in which the engine asks.

use smallvec::SmallVec;
use vexil_engine::configcat::{Attribute, AttributeValue, Attributes};

use super::subject::Subject;

/// The values of the attributes of a plan.
pub(super) struct Slots<'a> {
    has_user: bool,
    values: SmallVec<[AttributeValue<'a>; 8]>,
}

impl<'a> Slots<'a> {
    /// The user's values in the order of the plan.
    pub(super) fn new(subject: Option<&'a Subject<'_>>, plan: &[Attribute]) -> Self {
        let values =
            subject.map(|subject| plan.iter().map(|attribute| subject.get(attribute.name())).collect());
        Self { has_user: subject.is_some(), values: values.unwrap_or_default() }
    }
}

impl Attributes for Slots<'_> {
    fn has_user(&self) -> bool {
        self.has_user
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        self.values.get(slot).copied().unwrap_or(AttributeValue::Missing)
    }
}
