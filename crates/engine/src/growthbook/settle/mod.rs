//! What is decided by a few attributes, whoever the user is.
//!
//! Most features begin with rules that ask nothing but whether attributes are among a few values, or above a number. How far these
//! rules decide depends on nothing but the classes of a few values. So a host that keeps what came out for each combination needs to
//! evaluate only the rest, if there is any.

mod buckets;
mod rests;

use std::cell::Cell;

use super::condition::Questions;
use super::eval::{Evaluator, Reader};
use super::model::{Experiment, Feature, Force, Rollout, Rule, Subject, Then};
use super::{
    Attribute, AttributeId, Attributes, Condition, FeatureId, OutcomeId, Payload, Session, ValueClasses,
    Verdict, Visitor,
};
use crate::js::DataRef;
use crate::plan::Plan;

pub use self::buckets::{BucketRule, BucketRules};
pub(super) use self::rests::Rests;

/// Combinations of classes; with more of them, there is more to keep than it is worth.
const CLASSES_LIMIT: u32 = 1_024;

/// Attributes whose values are told apart have positions below.
const SLOTS_LIMIT: usize = 32;

/// How far a feature is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Entirely.
    Outcome(OutcomeId),
    /// This is left.
    Rest(RestId),
    /// There is no place for what is left: too much else is kept.
    Unknown,
}

/// The number of what is left of a feature, within its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RestId(pub u32);

/// What is left of a feature.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) feature: FeatureId,
    pub(super) known: Known,
    plan: Plan<Attribute>,
}

/// What is known of a feature's rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Known {
    /// None of the rules before this one applies.
    pub(super) rule: usize,
    /// Whether the conditions of the rules from there on hold, as far as that is known.
    conditions: Box<[Option<bool>]>,
}

impl Known {
    /// Whether the condition of a rule holds, if that is known.
    #[inline]
    pub(super) fn condition(&self, rule: usize) -> Option<bool> {
        self.conditions.get(rule.checked_sub(self.rule)?).copied().flatten()
    }
}

impl Payload {
    /// The attributes by whose classes the first rules of a feature are decided: their positions in the plan, and the classes of their
    /// values. Empty where nothing is decided by them.
    #[must_use]
    pub fn value_classes(&self, id: FeatureId) -> Vec<(usize, ValueClasses<'_>)> {
        let Some((feature, rules)) = self.rules_of(id) else { return Vec::new() };
        let mut questions = Questions::default();
        for condition in decidable(rules).filter_map(|(_, condition)| condition) {
            condition.add_questions(&mut questions);
        }
        let mut found = Vec::new();
        for (id, classes) in questions.classes(&self.groups) {
            let slot = feature.plan.slot(id.0).filter(|slot| *slot < SLOTS_LIMIT);
            found.extend(slot.zip(classes));
        }
        let combinations =
            found.iter().try_fold(1_u32, |count, (_, classes)| count.checked_mul(classes.count));
        if combinations.is_some_and(|count| count <= CLASSES_LIMIT) { found } else { Vec::new() }
    }

    /// Evaluates the first rules of a feature, for somebody who has no session. Of the attributes only those are looked at whose positions
    /// are set in `slots`, which must be some of those in [`value_classes`](Self::value_classes): what comes out is the same for all
    /// values of their classes.
    pub fn settle(&self, id: FeatureId, slots: u32, attributes: &(impl Attributes + ?Sized)) -> Settled {
        let Some((feature, rules)) = self.rules_of(id) else { return Settled::Unknown };
        let attributes = Masked { attributes, slots, is_beyond: Cell::new(false) };
        let reader = Reader { plan: &feature.plan, attributes: &attributes };
        let mut conditions = Vec::new();
        let mut first = None;
        let mut count = 0;
        for (rule, condition) in decidable(rules) {
            attributes.is_beyond.set(false);
            let holds = condition.is_none_or(|condition| condition.holds(&reader, &self.groups));
            let answer = Some(holds).filter(|_| !attributes.is_beyond.get());
            if first.is_none() {
                match (&rule.then, answer) {
                    (Then::Nothing | Then::Force(Force { rollout: Rollout::Nobody, .. }), _)
                    | (Then::Force(_), Some(false)) => {}
                    (Then::Force(Force { rollout: Rollout::All, outcome, .. }), Some(true)) => {
                        return Settled::Outcome(OutcomeId(*outcome));
                    }
                    _ => first = Some(count),
                }
            }
            if first.is_some() {
                conditions.push(answer);
            }
            count += 1;
        }
        if first.is_none() && count == rules.len() {
            return Settled::Outcome(OutcomeId::DEFAULT);
        }
        let known = Known { rule: first.unwrap_or(count), conditions: conditions.into() };
        self.rests
            .keep((id, known), |known| self.rest_plan(feature, rules, known))
            .map_or(Settled::Unknown, Settled::Rest)
    }

    /// Evaluates what [`settle`](Self::settle) has left of a feature. The attributes come in the order of its plan.
    #[inline]
    pub fn evaluate_rest(
        &self,
        id: RestId,
        session: &Session,
        attributes: &(impl Attributes + ?Sized),
        visitor: &mut impl Visitor,
    ) -> Verdict {
        let Some(rest) = self.rests.get(id) else { return Verdict::Fault };
        let mut evaluator = Evaluator::new(self, &rest.plan, session, attributes, visitor);
        evaluator.rest(rest).map_or(Verdict::Fault, Verdict::Outcome)
    }

    /// The attributes that evaluating what is left of a feature can read, as positions in the plan of the feature.
    #[must_use]
    pub fn rest_slots(&self, id: RestId) -> Vec<usize> {
        let Some((rest, feature)) =
            self.rests.get(id).and_then(|rest| Some((rest, self.feature(rest.feature)?)))
        else {
            return Vec::new();
        };
        rest.plan.ids().iter().filter_map(|id| feature.plan.slot(*id)).collect()
    }

    fn rest_plan(&self, feature: &Feature, rules: &[Rule], known: &Known) -> Plan<Attribute> {
        let mut found = Vec::new();
        for (place, rule) in rules.iter().enumerate().skip(known.rule) {
            if self.add_reads(rule, known.condition(place), &mut found).is_none() {
                return feature.plan.clone();
            }
        }
        let mut ids = Vec::new();
        for AttributeId(id) in found {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Plan::new(&ids, |id| self.table.get(AttributeId(id)).cloned())
    }

    /// Adds the attributes that a rule can read. `None`: there may be others.
    fn add_reads(
        &self,
        rule: &Rule,
        condition_holds: Option<bool>,
        found: &mut Vec<AttributeId>,
    ) -> Option<()> {
        if !rule.parents.is_empty() {
            return None;
        }
        let filters = rule.filters.iter().flatten().filter_map(|filter| filter.as_ref().ok());
        found.extend(filters.map(|filter| filter.attribute));
        let condition = match &rule.then {
            Then::Force(_) if condition_holds == Some(false) => &None,
            Then::Force(Force { condition, rollout, outcome: _, has_tracks: _ }) => {
                if let Rollout::Part(part) = rollout {
                    add_subject(&part.subject, found);
                }
                condition
            }
            Then::Experiment(experiment) => {
                let Experiment { bandit, condition, rare, sticky, subject, .. } = &**experiment;
                if bandit.is_some() || rare.is_some() {
                    return None;
                }
                add_subject(subject, found);
                found.extend(sticky.as_ref().map(|sticky| sticky.fallback));
                condition
            }
            Then::Nothing | Then::Broken => &None,
        };
        let condition = condition.iter().filter(|_| condition_holds.is_none());
        found.extend(condition.flat_map(|condition| condition.attributes(&self.groups)));
        Some(())
    }

    fn rules_of(&self, id: FeatureId) -> Option<(&Feature, &[Rule])> {
        let feature = self.feature(id)?;
        Some((feature, feature.rules.as_deref().ok()?))
    }
}

/// The rules that nothing but their conditions decides on, with these, from the first one on. The last one may be an experiment: what comes
/// of it is beyond.
fn decidable(rules: &[Rule]) -> impl Iterator<Item = (&Rule, Option<&Condition>)> {
    let mut is_over = false;
    rules.iter().map_while(move |rule| {
        if is_over || !rule.parents.is_empty() || rule.filters.is_some() {
            return None;
        }
        let condition = match &rule.then {
            Then::Force(Force { condition, has_tracks: Ok(false), .. }) => condition.as_ref(),
            Then::Experiment(experiment) if experiment.rare.is_none() => {
                is_over = true;
                experiment.condition.as_ref()
            }
            Then::Nothing => None,
            Then::Force(_) | Then::Experiment(_) | Then::Broken => return None,
        };
        if condition.is_some_and(Condition::uses_groups) { None } else { Some((rule, condition)) }
    })
}

fn add_subject(subject: &Subject, found: &mut Vec<AttributeId>) {
    found.push(subject.attribute);
    found.extend(subject.fallback);
}

/// Attributes of which only some may be looked at.
struct Masked<'a, A: ?Sized> {
    attributes: &'a A,
    slots: u32,
    /// Whether others were looked at.
    is_beyond: Cell<bool>,
}

impl<A: Attributes + ?Sized> Attributes for Masked<'_, A> {
    fn get(&self, slot: usize) -> DataRef<'_> {
        if slot < SLOTS_LIMIT && self.slots & (1 << slot) != 0 {
            return self.attributes.get(slot);
        }
        self.is_beyond.set(true);
        DataRef::Null
    }
}
