//! The attributes that the host passes for a flag, by position.

use std::sync::Arc;

use super::Attribute;

/// Up to this many attributes are looked at one by one.
const SCAN_LIMIT: usize = 8;

/// A flag's plan. Flags can share one.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan(Arc<Slots>);

#[derive(Debug, Default)]
struct Slots {
    attributes: Box<[Attribute]>,
    /// The config-wide number of each attribute.
    ids: Box<[u32]>,
    /// The same with its position, in ascending order of the numbers, where there are too many to look at each.
    order: Box<[(u32, u32)]>,
}

impl Plan {
    /// The plan that has the attributes with the given config-wide numbers, which differ, in the given order. `all` has all
    /// attributes of the config by number.
    pub(super) fn new(ids: &[u32], all: &[Attribute]) -> Self {
        let attributes = ids.iter().filter_map(|id| all.get(*id as usize).cloned()).collect();
        let mut order: Vec<(u32, u32)> = Vec::new();
        if ids.len() > SCAN_LIMIT {
            order.extend(ids.iter().copied().zip(0..));
            order.sort_unstable();
        }
        Self(Arc::new(Slots { attributes, ids: ids.into(), order: order.into() }))
    }

    /// The attributes by position.
    pub(super) fn attributes(&self) -> &[Attribute] {
        &self.0.attributes
    }

    /// The position of the attribute with the given config-wide number.
    #[inline]
    pub(super) fn slot(&self, id: u32) -> Option<usize> {
        let Slots { ids, order, .. } = &*self.0;
        // The plan of all attributes has each at the place of its number.
        if ids.get(id as usize) == Some(&id) {
            return Some(id as usize);
        }
        if order.is_empty() {
            return ids.iter().position(|known| *known == id);
        }
        let at = order.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        order.get(at).map(|(_, slot)| *slot as usize)
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

    #[test]
    fn attributes_of_long_plans_are_found_by_their_numbers() {
        let all: Vec<Attribute> = (0..100u32).map(|id| Attribute::new(&id.to_be_bytes())).collect();
        let everything: Vec<u32> = (0..100).collect();
        let odd_backwards: Vec<u32> = (0..100).rev().filter(|id| id % 2 == 1).collect();
        for ids in [everything, odd_backwards] {
            let plan = Plan::new(&ids, &all);
            for id in 0..=100 {
                assert_eq!(plan.slot(id), ids.iter().position(|known| *known == id), "{id}");
            }
        }
    }
}
