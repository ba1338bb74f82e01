//! The attributes that the host passes for a flag or feature, by position.

use std::sync::Arc;

/// Up to this many attributes are looked at one by one.
const SCAN_LIMIT: usize = 8;

/// A flag's plan. Flags can share one. `A` is what the dialect calls an attribute.
#[derive(Debug)]
pub(crate) struct Plan<A>(Arc<Slots<A>>);

#[derive(Debug)]
struct Slots<A> {
    attributes: Box<[A]>,
    /// The config-wide number of each attribute.
    ids: Box<[u32]>,
    /// The same with its position, in ascending order of the numbers, where there are too many to look at each.
    order: Box<[(u32, u32)]>,
}

impl<A> Clone for Plan<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A> Default for Plan<A> {
    fn default() -> Self {
        Self(Arc::new(Slots { attributes: Box::default(), ids: Box::default(), order: Box::default() }))
    }
}

impl<A> Plan<A> {
    /// The plan that has the attributes with the given config-wide numbers, which differ, in the given order.
    pub(crate) fn new(ids: &[u32], attribute: impl Fn(u32) -> Option<A>) -> Self {
        let attributes = ids.iter().filter_map(|id| attribute(*id)).collect();
        let mut order: Vec<(u32, u32)> = Vec::new();
        if ids.len() > SCAN_LIMIT {
            order.extend(ids.iter().copied().zip(0..));
            order.sort_unstable();
        }
        Self(Arc::new(Slots { attributes, ids: ids.into(), order: order.into() }))
    }

    /// The attributes by position.
    pub(crate) fn attributes(&self) -> &[A] {
        &self.0.attributes
    }

    /// The config-wide number of each attribute.
    pub(crate) fn ids(&self) -> &[u32] {
        &self.0.ids
    }

    /// The position of the attribute with the given config-wide number.
    #[inline]
    pub(crate) fn slot(&self, id: u32) -> Option<usize> {
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
        let all = ["a", "b", "c", "d"];
        let plan = Plan::new(&[3, 0, 2], |id| all.get(id as usize).copied());
        assert_eq!(plan.attributes(), ["d", "a", "c"]);
        assert_eq!([0, 1, 2, 3, 4].map(|id| plan.slot(id)), [Some(1), None, Some(2), Some(0), None]);
    }

    #[test]
    fn attributes_of_long_plans_are_found_by_their_numbers() {
        let everything: Vec<u32> = (0..100).collect();
        let odd_backwards: Vec<u32> = (0..100).rev().filter(|id| id % 2 == 1).collect();
        for ids in [everything, odd_backwards] {
            let plan = Plan::new(&ids, Some);
            for id in 0..=100 {
                assert_eq!(plan.slot(id), ids.iter().position(|known| *known == id), "{id}");
            }
        }
    }
}
