//! The attributes that the host passes for a flag, by position.

use std::sync::Arc;

use super::Attribute;

/// A flag's plan. Flags can share one.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    attributes: Arc<[Attribute]>,
    /// The config-wide number of each attribute and its position, in ascending order of the numbers.
    slots: Arc<[(u32, u32)]>,
}

impl Plan {
    /// The plan that has the attributes with the given config-wide numbers, which differ, in the given order. `all` has all
    /// attributes of the config by number.
    pub(super) fn new(ids: &[u32], all: &[Attribute]) -> Self {
        let attributes = ids.iter().filter_map(|id| all.get(*id as usize).cloned()).collect();
        let mut slots: Vec<(u32, u32)> = ids.iter().copied().zip(0..).collect();
        slots.sort_unstable();
        Self { attributes, slots: slots.into() }
    }

    /// The attributes by position.
    pub(super) fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The position of the attribute with the given config-wide number.
    pub(super) fn slot(&self, id: u32) -> Option<usize> {
        let at = self.slots.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        self.slots.get(at).map(|(_, slot)| *slot as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_by_their_numbers() {
        let all = [b"a", b"b", b"c", b"d"].map(|name| Attribute::new(name));
        let plan = Plan::new(&[3, 0, 2], &all);
        let names: Vec<&[u8]> = plan.attributes().iter().map(Attribute::name).collect();
        assert_eq!(names, [b"d", b"a", b"c"]);
        assert_eq!([0, 1, 2, 3, 4].map(|id| plan.slot(id)), [Some(1), None, Some(2), Some(0), None]);
    }
}
