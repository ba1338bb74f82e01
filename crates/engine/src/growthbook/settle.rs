//! What is decided by a few attributes, whoever the user is.
//!
//! Most features begin with rules that ask nothing but whether attributes are among a few values, or above a number. How far these rules decide depends on
//! nothing but the classes of a few values, so a host that keeps what came out for each combination needs to evaluate only the rest,
//! if there is any.

use std::cell::Cell;

use super::condition::Questions;
use super::eval::{Evaluator, Reader};
use super::model::{Experiment, Force, Rollout, Rule, Subject, Then};
use super::{
    AttributeId, Attributes, Condition, FeatureId, OutcomeId, Payload, Session, ValueClasses, Verdict,
    Visitor,
};
use crate::js::DataRef;

/// Combinations of classes; with more of them, there is more to keep than it is worth.
const CLASSES_LIMIT: u32 = 1_024;

/// Attributes whose values are told apart have positions below.
const SLOTS_LIMIT: usize = 32;

/// How far a feature is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Entirely.
    Outcome(OutcomeId),
    /// As far as there.
    From(Rest),
}

/// The rules that are left to be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// None of those before this one applies.
    pub rule: u32,
    /// The condition of this one holds, if it has one. What is left of it is the hash.
    pub holds: bool,
}

impl Rest {
    const fn new(rule: u32) -> Self {
        Self { rule, holds: false }
    }
}

impl Payload {
    /// The attributes by whose classes the first rules of a feature are decided: their positions in the plan, and the classes of their
    /// values. Empty where nothing is decided by them.
    #[must_use]
    pub fn value_classes(&self, id: FeatureId) -> Vec<(usize, ValueClasses<'_>)> {
        let Some((feature, rules)) = self.rules_of(id) else { return Vec::new() };
        let mut questions = Questions::default();
        for rule in rules {
            let Some(condition) = condition(rule) else { break };
            if let Some(condition) = condition {
                condition.add_questions(&mut questions);
            }
            if matches!(rule.then, Then::Experiment(_)) {
                break;
            }
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
        let Some((feature, rules)) = self.rules_of(id) else { return Settled::From(Rest::new(0)) };
        let attributes = Few { attributes, slots, is_beyond: Cell::new(false) };
        let reader = Reader { plan: &feature.plan, attributes: &attributes };
        for (place, rule) in (0..).zip(rules) {
            let Some(condition) = condition(rule) else { return Settled::From(Rest::new(place)) };
            let holds = condition.is_none_or(|condition| condition.holds(&reader, &self.groups));
            if attributes.is_beyond.get() {
                return Settled::From(Rest::new(place));
            }
            match &rule.then {
                // Somebody is told of the run, whether the user is in or not.
                Then::Experiment(_) => return Settled::From(Rest { rule: place, holds }),
                Then::Force(Force { outcome, rollout, .. }) if holds => match rollout {
                    Rollout::All => return Settled::Outcome(OutcomeId(*outcome)),
                    Rollout::Part(_) => return Settled::From(Rest { rule: place, holds: true }),
                    Rollout::Nobody => {}
                },
                _ => {}
            }
        }
        Settled::Outcome(OutcomeId::DEFAULT)
    }

    /// Evaluates the rules of a feature that [`settle`](Self::settle) has left.
    pub fn evaluate_rest(
        &self,
        id: FeatureId,
        rest: Rest,
        session: &Session,
        attributes: &(impl Attributes + ?Sized),
        visitor: &mut impl Visitor,
    ) -> Verdict {
        let Some(feature) = self.feature(id) else { return Verdict::Fault };
        let mut evaluator = Evaluator::new(self, &feature.plan, session, attributes, visitor);
        evaluator.rest(id, rest).map_or(Verdict::Fault, Verdict::Outcome)
    }

    /// The positions of the attributes that evaluating the rest of a feature can read; `None`: all.
    #[must_use]
    pub fn slots_of_rest(&self, id: FeatureId, rest: Rest) -> Option<Vec<usize>> {
        let (feature, rules) = self.rules_of(id)?;
        let mut found = Vec::new();
        let mut rules = rules.get(rest.rule as usize..)?;
        if let (true, [first, others @ ..]) = (rest.holds, rules) {
            self.add_reads(first, false, &mut found)?;
            rules = others;
        }
        for rule in rules {
            self.add_reads(rule, true, &mut found)?;
        }
        let mut slots: Vec<usize> = found.into_iter().filter_map(|id| feature.plan.slot(id.0)).collect();
        slots.sort_unstable();
        slots.dedup();
        Some(slots)
    }

    /// Adds the attributes that a rule can read, with those of its condition or without. `None`: there may be others.
    fn add_reads(&self, rule: &Rule, with_condition: bool, found: &mut Vec<AttributeId>) -> Option<()> {
        if !rule.parents.is_empty() {
            return None;
        }
        let filters = rule.filters.iter().flatten().filter_map(|filter| filter.as_ref().ok());
        found.extend(filters.map(|filter| filter.attribute));
        let condition = match &rule.then {
            Then::Force(Force { condition, rollout, .. }) => {
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
        let condition = condition.iter().filter(|_| with_condition);
        found.extend(condition.flat_map(|condition| condition.attributes(&self.groups)));
        Some(())
    }

    fn rules_of(&self, id: FeatureId) -> Option<(&super::model::Feature, &[Rule])> {
        let feature = self.feature(id)?;
        Some((feature, feature.rules.as_deref().ok()?))
    }
}

/// The condition of a rule, if it has one, where nothing else decides on the rule before, and nobody is told of it; `None` for other
/// rules.
fn condition(rule: &Rule) -> Option<Option<&Condition>> {
    if !rule.parents.is_empty() || rule.filters.is_some() {
        return None;
    }
    let condition = match &rule.then {
        Then::Force(Force { condition, has_tracks: Ok(false), .. }) => condition.as_ref(),
        Then::Experiment(experiment) if experiment.rare.is_none() => experiment.condition.as_ref(),
        Then::Nothing => None,
        Then::Force(_) | Then::Experiment(_) | Then::Broken => return None,
    };
    if condition.is_some_and(Condition::uses_groups) { None } else { Some(condition) }
}

fn add_subject(subject: &Subject, found: &mut Vec<AttributeId>) {
    found.push(subject.attribute);
    found.extend(subject.fallback);
}

/// Attributes of which only some may be looked at.
struct Few<'a, A: ?Sized> {
    attributes: &'a A,
    slots: u32,
    /// Whether others were looked at.
    is_beyond: Cell<bool>,
}

impl<A: Attributes + ?Sized> Attributes for Few<'_, A> {
    fn get(&self, slot: usize) -> DataRef<'_> {
        if slot < SLOTS_LIMIT && self.slots & (1 << slot) != 0 {
            return self.attributes.get(slot);
        }
        self.is_beyond.set(true);
        DataRef::Null
    }
}
