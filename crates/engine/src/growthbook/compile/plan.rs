//! Which attributes evaluating a feature can read.

use std::collections::HashMap;
use std::sync::Arc;

use super::Read;
use super::circles::Circles;
use crate::growthbook::{Attribute, AttributeId, AttributeTable};
use crate::plan::Plan;

/// How many attributes are taken over from the plans of prerequisites, for all features of a payload together. Payloads that people write
/// are far from it; others must not take quadratic time and memory.
const COPY_LIMIT: usize = 1 << 21;

/// The plans of the features.
///
/// A plan has the attributes in the order in which evaluation can come to read them. Where that is not worth finding out, because features
/// need each other in a circle or because the plans of the payload get too long, a feature has a plan that lists all attributes of
/// the payload.
pub(super) fn plans(
    reads: &[Vec<Read>],
    circles: &Circles,
    find: impl Fn(&[u8]) -> Option<u32>,
    table: &AttributeTable,
) -> Vec<Plan<Attribute>> {
    let everything: Arc<[u32]> = (0..u32::try_from(table.len()).unwrap_or(u32::MAX)).collect();
    let mut planner = Planner {
        ids: vec![None; reads.len()],
        stamps: vec![0; table.len()],
        stamp: 0,
        copied: 0,
        everything: Arc::clone(&everything),
    };
    for node in &circles.order {
        let in_circle = circles.of.get(*node as usize).is_some_and(|circle| circle.is_in);
        let plan = match reads.get(*node as usize) {
            Some(reads) if !in_circle => planner.plan(reads, &find),
            _ => Arc::clone(&everything),
        };
        if let Some(place) = planner.ids.get_mut(*node as usize) {
            *place = Some(plan);
        }
    }
    let attribute = |id| table.get(AttributeId(id)).cloned();
    // Most features of a payload read the same few attributes.
    let mut known: HashMap<Arc<[u32]>, Plan<Attribute>> = HashMap::new();
    let mut plan_of = |ids: Option<Arc<[u32]>>| {
        let ids = ids.unwrap_or_else(|| Arc::clone(&everything));
        known.entry(ids).or_insert_with_key(|ids| Plan::new(ids, attribute)).clone()
    };
    planner.ids.into_iter().map(&mut plan_of).collect()
}

/// Finds the plans of the features of one payload, prerequisites first.
struct Planner {
    /// The finished plans.
    ids: Vec<Option<Arc<[u32]>>>,
    /// Which attributes the current plan has: those that bear its stamp.
    stamps: Vec<u32>,
    stamp: u32,
    /// How many attributes were taken over from elsewhere.
    copied: usize,
    /// The plan that lists all attributes.
    everything: Arc<[u32]>,
}

impl Planner {
    fn plan(&mut self, reads: &[Read], find: &impl Fn(&[u8]) -> Option<u32>) -> Arc<[u32]> {
        self.stamp += 1;
        let mut plan = Vec::new();
        for read in reads {
            match read {
                Read::Attribute(id) => self.note(id.0, &mut plan),
                Read::Everything => return Arc::clone(&self.everything),
                Read::Feature(key) => {
                    let needed =
                        find(key).and_then(|needed| self.ids.get(needed as usize).cloned().flatten());
                    let Some(ids) = needed else { continue };
                    self.copied = self.copied.saturating_add(ids.len());
                    if Arc::ptr_eq(&ids, &self.everything) || self.copied > COPY_LIMIT {
                        return Arc::clone(&self.everything);
                    }
                    for id in &*ids {
                        self.note(*id, &mut plan);
                    }
                }
            }
        }
        plan.into()
    }

    fn note(&mut self, id: u32, plan: &mut Vec<u32>) {
        if let Some(stamp) = self.stamps.get_mut(id as usize)
            && *stamp != self.stamp
        {
            *stamp = self.stamp;
            plan.push(id);
        }
    }
}
