//! What evaluating a spec can read.

use std::collections::{BTreeSet, HashSet};

use super::condition::{Moment, Test};
use super::model::{Condition, Share, Spec};
use super::{InputId, Kind, SpecId, Specs};

/// The inputs of a spec, and of all that it needs, in ascending order.
pub(super) fn plan(specs: &Specs, spec: &Spec) -> Box<[InputId]> {
    let mut found = BTreeSet::new();
    let mut seen: HashSet<SpecId> = HashSet::new();
    let mut needed = Vec::new();
    collect(spec, &mut found, &mut needed);
    while let Some(id) = needed.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(spec) = specs.compiled(id) {
            collect(spec, &mut found, &mut needed);
        }
    }
    found.into_iter().collect()
}

fn collect(spec: &Spec, found: &mut BTreeSet<InputId>, needed: &mut Vec<SpecId>) {
    if !spec.is_enabled {
        return;
    }
    for rule in &spec.rules {
        for condition in &rule.conditions {
            of_condition(condition, found, needed);
        }
        if let Share::Below { unit, .. } = &rule.share {
            found.insert(*unit);
        }
        needed.extend(rule.delegate.map(|at| SpecId { kind: Kind::Config, at }));
    }
}

fn of_condition(condition: &Condition, found: &mut BTreeSet<InputId>, needed: &mut Vec<SpecId>) {
    let (input, test) = match condition {
        Condition::Public | Condition::Unsupported => return,
        Condition::Gates { names, .. } => {
            let gate = |at| SpecId { kind: Kind::Gate, at };
            return needed.extend(names.iter().filter_map(|name| name.gate.map(gate)));
        }
        Condition::Value { input, test } | Condition::App { input, test, .. } => (input, test),
        Condition::Bucket { unit, test, .. } => (unit, test),
    };
    found.insert(*input);
    if let Test::Time(_, Moment::Read(target)) | Test::SameDay(Moment::Read(target)) = test {
        found.insert(*target);
    }
}
