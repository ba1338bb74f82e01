//! Connects the features of a payload: prerequisites, circles, plans, and outcomes that everybody gets.

use super::Read;
use super::circles::find_circles;
use super::plan::plans;
use super::values::values;
use crate::growthbook::model::{Feature, Parent, Rollout, Rule, Then};
use crate::growthbook::{AttributeTable, FeatureId};
use crate::key_index::KeyIndex;

/// Connects the features. `reads` has what each of them reads, `text` is the payload's.
pub(super) fn link(
    mut features: Box<[Feature]>,
    reads: &[Vec<Read>],
    table: &AttributeTable,
    text: &[u8],
) -> (Box<[Feature]>, KeyIndex) {
    let index = KeyIndex::new(features.iter().map(|feature| &*feature.key));
    let keys: Vec<Box<[u8]>> = features.iter().map(|feature| feature.key.clone()).collect();
    let find = |key: &[u8]| index.find(key, |id| keys.get(id as usize).map(|key| &**key));
    let needs: Vec<Vec<u32>> = reads.iter().map(|reads| needs(reads, find)).collect();
    let circles = find_circles(&needs);
    let plans = plans(reads, &circles, find, table);
    let mut is_needed = vec![false; features.len()];
    for need in needs.iter().flatten() {
        if let Some(mark) = is_needed.get_mut(*need as usize) {
            *mark = true;
        }
    }
    let known = features.iter_mut().zip(plans).zip(circles.of).zip(is_needed);
    for (((feature, plan), circle), is_needed) in known {
        feature.plan = plan;
        feature.circle = circle;
        let mut has_parents = false;
        for parent in parents_mut(feature) {
            parent.feature = find(&parent.key).map(FeatureId);
            has_parents = true;
        }
        feature.reads_session |= has_parents;
        feature.constant = constant(feature);
        if is_needed {
            feature.values = values(feature, text).into();
        }
    }
    (features, index)
}

fn needs(reads: &[Read], find: impl Fn(&[u8]) -> Option<u32>) -> Vec<u32> {
    let need = |read: &Read| match read {
        Read::Feature(key) => find(key),
        Read::Attribute(_) | Read::Everything => None,
    };
    let mut needs: Vec<u32> = reads.iter().filter_map(need).collect();
    needs.sort_unstable();
    needs.dedup();
    needs
}

/// Connects the prerequisites of an experiment with features.
pub(super) fn link_parents<'p>(
    parents: impl Iterator<Item = &'p mut Parent>,
    find: impl Fn(&[u8]) -> Option<FeatureId>,
) {
    for parent in parents {
        parent.feature = find(&parent.key);
    }
}

fn parents_mut(feature: &mut Feature) -> impl Iterator<Item = &mut Parent> {
    feature.rules.iter_mut().flatten().flat_map(|rule| rule.parents.iter_mut().flatten())
}

/// The outcome that everybody gets, where nothing has to be told about it besides.
fn constant(feature: &Feature) -> Option<u32> {
    for Rule { parents, filters, then } in feature.rules.as_deref().ok()? {
        if !parents.is_empty() || filters.as_ref().is_some_and(|filters| !filters.is_empty()) {
            return None;
        }
        match then {
            Then::Nothing => {}
            Then::Force(force) => match (&force.condition, &force.rollout, force.has_tracks) {
                (None, Rollout::All, Ok(false)) => return Some(force.outcome),
                (_, Rollout::Nobody, _) => {}
                _ => return None,
            },
            Then::Experiment(_) | Then::Broken => return None,
        }
    }
    Some(0)
}
