//! Features: prerequisites, filters, rules.
//!
//! Features that wait for their prerequisites are kept on the heap, so the depth of prerequisites costs no stack.

use std::collections::HashSet;
use std::mem;

use foldhash::fast::FixedState;

use super::frame::Frame;
use super::limits::Limits;
use super::reader::Reader;
use super::{Prerequisite, Via, Visitor};
use crate::growthbook::compile::values;
use crate::growthbook::model::{
    Broken, Feature, Filter, Force, Parent, Part, PartSize, Rollout, Rule, Subject, Then,
};
use crate::growthbook::session::Fresh;
use crate::growthbook::settle::Rest;
use crate::growthbook::{Attribute, Attributes, Condition, FeatureId, OutcomeId, Payload, Session};
use crate::js::{Data, DataRef};
use crate::plan::Plan;

/// One evaluation.
pub(in crate::growthbook) struct Evaluator<'p, 'v, A: ?Sized, V> {
    pub(super) payload: &'p Payload,
    pub(super) session: &'p Session,
    pub(super) reader: Reader<'p, A>,
    pub(super) visitor: &'v mut V,
    /// The features that wait for the one being evaluated, outermost first.
    waiting: Vec<Frame<'p>>,
    /// Which features of circles are being evaluated.
    open: HashSet<FeatureId, FixedState>,
    limits: Limits,
    /// What is evaluated, if that is less than a feature.
    rest: Option<&'p Rest>,
    /// What was assigned during this evaluation, where buckets are sticky.
    pub(super) fresh: Vec<Fresh<'p>>,
}

/// How far the evaluation of a feature came.
enum Step {
    /// It chose an outcome.
    Chosen(OutcomeId),
    /// It needs another feature first.
    Needs(FeatureId),
}

/// What is known of a prerequisite.
pub(super) enum Known<'p> {
    /// The feature is being evaluated.
    Circle,
    /// The value, within an object.
    Value(&'p Data),
    /// It has to be evaluated.
    Unevaluated(FeatureId),
}

impl<'p, 'v, A: Attributes + ?Sized, V: Visitor> Evaluator<'p, 'v, A, V> {
    /// An evaluation for a user whose attributes come in the order of the plan.
    pub(in crate::growthbook) fn new(
        payload: &'p Payload,
        plan: &'p Plan<Attribute>,
        session: &'p Session,
        attributes: &'p A,
        visitor: &'v mut V,
    ) -> Self {
        Self {
            payload,
            session,
            reader: Reader { plan, attributes },
            visitor,
            waiting: Vec::new(),
            open: HashSet::default(),
            limits: Limits::default(),
            rest: None,
            fresh: Vec::new(),
        }
    }

    /// Chooses an outcome of the feature.
    #[inline]
    pub(in crate::growthbook) fn feature(&mut self, id: FeatureId) -> Result<OutcomeId, Broken> {
        let feature = self.payload.feature(id).ok_or(Broken)?;
        self.rules_from(id, feature, 0)
    }

    /// Chooses an outcome by what is left of a feature.
    #[inline]
    pub(in crate::growthbook) fn rest(&mut self, rest: &'p Rest) -> Result<OutcomeId, Broken> {
        let feature = self.payload.feature(rest.feature).ok_or(Broken)?;
        self.rest = Some(rest);
        self.rules_from(rest.feature, feature, rest.known.rule)
    }

    #[inline]
    fn rules_from(&mut self, id: FeatureId, feature: &'p Feature, rule: usize) -> Result<OutcomeId, Broken> {
        self.open(id, feature);
        // Made where it stays: it is read right away, and a processor waits for what was just written in other pieces.
        let mut frame = Frame { rule, ..Frame::new(id, feature) };
        match self.advance(&mut frame)? {
            Step::Chosen(outcome) => {
                self.close(&frame);
                Ok(outcome)
            }
            Step::Needs(id) => self.feature_with_prerequisites(frame, id),
        }
    }

    /// Goes on with a feature that needs another one first.
    #[inline(never)]
    fn feature_with_prerequisites(
        &mut self,
        mut frame: Frame<'p>,
        id: FeatureId,
    ) -> Result<OutcomeId, Broken> {
        let mut step = Step::Needs(id);
        loop {
            match step {
                Step::Needs(id) => {
                    let feature = self.payload.feature(id).ok_or(Broken)?;
                    self.open(id, feature);
                    self.limits.begin(feature)?;
                    self.waiting.push(mem::replace(&mut frame, Frame::new(id, feature)));
                    step = self.advance(&mut frame)?;
                }
                Step::Chosen(outcome) => {
                    self.close(&frame);
                    let Some(parent) = self.waiting.pop() else { return Ok(outcome) };
                    let child = mem::replace(&mut frame, parent);
                    self.limits.end(child.id, child.feature, outcome);
                    step = self.take_prerequisite(&mut frame, child.id, outcome)?;
                }
            }
        }
    }

    #[inline]
    fn open(&mut self, id: FeatureId, feature: &Feature) {
        if feature.circle.is_in {
            self.open.insert(id);
        }
    }

    #[inline]
    fn close(&mut self, frame: &Frame<'p>) {
        if frame.feature.circle.is_in {
            self.open.remove(&frame.id);
        }
    }

    /// Goes on with the rule and the prerequisite that the frame is at.
    fn advance(&mut self, frame: &mut Frame<'p>) -> Result<Step, Broken> {
        let rules = frame.feature.rules.as_deref().map_err(|broken| *broken)?;
        'rules: while let Some(rule) = rules.get(frame.rule) {
            while let Some(parent) = rule.parents.get(frame.parent) {
                let parent = parent.as_ref().map_err(|broken| *broken)?;
                let holds = match self.prerequisite(parent, frame.via()) {
                    Known::Circle => return Ok(Step::Chosen(OutcomeId::CIRCLE)),
                    Known::Unevaluated(id) => return Ok(Step::Needs(id)),
                    Known::Value(value) => self.holds_for(parent, value),
                };
                match (holds, parent.is_gate) {
                    (true, _) => frame.parent += 1,
                    (false, true) => return Ok(Step::Chosen(OutcomeId::GATE)),
                    (false, false) => {
                        frame.next_rule();
                        continue 'rules;
                    }
                }
            }
            if let Some(outcome) = self.rule(frame, rule)? {
                return Ok(Step::Chosen(outcome));
            }
            frame.next_rule();
        }
        Ok(Step::Chosen(OutcomeId::DEFAULT))
    }

    /// Goes on after the evaluation of the prerequisite that the frame is at.
    fn take_prerequisite(
        &mut self,
        frame: &mut Frame<'p>,
        id: FeatureId,
        outcome: OutcomeId,
    ) -> Result<Step, Broken> {
        self.visitor.prerequisite(frame.via(), Prerequisite::Feature(id, outcome));
        if outcome == OutcomeId::CIRCLE {
            return Ok(Step::Chosen(outcome));
        }
        let parent = frame.current_parent().ok_or(Broken)?;
        match (self.holds_for(parent, self.value(id, outcome)), parent.is_gate) {
            (true, _) => frame.parent += 1,
            (false, true) => return Ok(Step::Chosen(OutcomeId::GATE)),
            (false, false) => frame.next_rule(),
        }
        self.advance(frame)
    }

    /// What is known of a prerequisite. If it need not be evaluated, the visitor is told.
    pub(super) fn prerequisite(&mut self, parent: &Parent, via: Via) -> Known<'p> {
        let mut tell = |prerequisite| self.visitor.prerequisite(via, prerequisite);
        if let Some(id) = parent.feature
            && self.open.contains(&id)
        {
            tell(Prerequisite::Feature(id, OutcomeId::CIRCLE));
            return Known::Circle;
        }
        let forced = &self.session.forced_features;
        if !forced.is_empty()
            && let Some(value) = forced.get(&parent.key)
        {
            tell(Prerequisite::Forced(parent.feature));
            return Known::Value(value);
        }
        let Some(id) = parent.feature else {
            tell(Prerequisite::Unknown);
            return Known::Value(&self.payload.null);
        };
        if let Some(outcome) = self.limits.known(id) {
            return Known::Value(self.value(id, outcome));
        }
        match self.payload.feature(id).and_then(|feature| feature.constant) {
            Some(outcome) => {
                tell(Prerequisite::Feature(id, OutcomeId(outcome)));
                Known::Value(self.value(id, OutcomeId(outcome)))
            }
            None => Known::Unevaluated(id),
        }
    }

    /// Whether the value, within an object, is what the prerequisite has to be.
    pub(super) fn holds_for(&self, parent: &Parent, value: &Data) -> bool {
        let condition = parent.condition.as_ref();
        condition.is_none_or(|condition| condition.holds_for(value.view(), &self.payload.groups))
    }

    /// The value of an outcome, within an object.
    pub(super) fn value(&self, id: FeatureId, outcome: OutcomeId) -> &'p Data {
        let payload = self.payload;
        let value = payload.feature(id).and_then(|feature| {
            let values = feature.values.get_or_init(|| values(feature, &payload.json));
            values.get(outcome.0 as usize)
        });
        value.unwrap_or(&payload.null)
    }

    /// The outcome of a rule, if it applies.
    fn rule(&mut self, frame: &Frame<'p>, rule: &'p Rule) -> Result<Option<OutcomeId>, Broken> {
        if let Some(filters) = &rule.filters
            && self.is_filtered(filters)?
        {
            return Ok(None);
        }
        let place = u32::try_from(frame.rule).unwrap_or(u32::MAX);
        let known = self.known_condition(frame);
        match &rule.then {
            Then::Force(force) => {
                let holds = known.unwrap_or_else(|| self.holds(force.condition.as_ref()));
                if !holds || !self.is_in_rollout(&force.rollout) {
                    return Ok(None);
                }
                self.force(force, frame.id, place).map(Some)
            }
            Then::Experiment(experiment) => self.experiment_rule(experiment, known, frame.id, place),
            Then::Nothing => Ok(None),
            Then::Broken => Err(Broken),
        }
    }

    /// Whether the condition of the rule that a frame is at holds, if that is known.
    #[inline]
    fn known_condition(&self, frame: &Frame<'p>) -> Option<bool> {
        // No feature is evaluated within itself, except where that is a circle, which ends it.
        self.rest.filter(|rest| rest.feature == frame.id)?.known.condition(frame.rule)
    }

    fn force(&mut self, force: &Force, feature: FeatureId, rule: u32) -> Result<OutcomeId, Broken> {
        if force.has_tracks? {
            self.visitor.tracks(feature, rule);
        }
        Ok(OutcomeId(force.outcome))
    }

    /// Whether a condition holds for the user.
    #[inline(always)]
    pub(super) fn holds(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| condition.holds(&self.reader, &self.payload.groups))
    }

    /// Whether one of the filters does not let the user in.
    pub(super) fn is_filtered(&self, filters: &[Result<Filter, Broken>]) -> Result<bool, Broken> {
        for filter in filters {
            let filter = filter.as_ref().map_err(|broken| *broken)?;
            let (Some(value), Some(version)) = (self.reader.truthy(filter.attribute), filter.version) else {
                return Ok(true);
            };
            let number = filter.seed.hash(value, version);
            if filter.ranges.as_ref().map_err(|broken| *broken)?.find(number)?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_in_rollout(&self, rollout: &Rollout) -> bool {
        match rollout {
            Rollout::All => true,
            Rollout::Nobody => false,
            Rollout::Part(part) => self.is_in_part(part),
        }
    }

    fn is_in_part(&self, part: &Part) -> bool {
        let value = self.hashed(&part.subject, self.session.sticky.is_some()).0;
        let (Some(value), Some(version)) = (value, part.version) else { return false };
        let number = part.seed.hash(value, version);
        match part.size {
            PartSize::Within(range) => range.has(number),
            PartSize::UpTo(end) => number <= end,
        }
    }

    /// The value that is hashed, and whether it is that of the fallback attribute.
    #[inline(always)]
    pub(super) fn hashed(&self, subject: &Subject, can_fall_back: bool) -> (Option<DataRef<'p>>, bool) {
        let value = self.reader.truthy(subject.attribute);
        match subject.fallback {
            Some(fallback) if can_fall_back && value.is_none() => {
                let value = self.reader.truthy(fallback);
                (value, value.is_some())
            }
            _ => (value, false),
        }
    }
}
