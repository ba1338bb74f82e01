//! Experiments: who is in, and in which variation.

use super::evaluator::Known;
use super::{Answers, Ask, Evaluator, Prerequisite, Run, Via, Visitor};
use crate::growthbook::hashing::{choose_by_weights, choose_variation, texts_as_weights};
use crate::growthbook::model::{
    BanditUse, Broken, ContextWeights, Experiment, Groups, Parent, Rare, UrlTest,
};
use crate::growthbook::query_string::query_string_override;
use crate::growthbook::session::{Assigned, Fresh};
use crate::growthbook::{Attributes, Condition, FeatureId, OutcomeId};
use crate::js::DataRef;

/// Why a run ends before its result is known.
pub(in crate::growthbook) enum Stop {
    /// The official package throws.
    Broken,
    /// The host has to answer something first.
    Ask(Ask),
}

impl From<Broken> for Stop {
    fn from(_: Broken) -> Self {
        Self::Broken
    }
}

/// What decides about a user.
enum Decision {
    NotIn,
    /// The number is not looked at.
    Forced(usize),
    Hashed {
        variation: usize,
        bucket: f64,
        is_sticky: bool,
    },
    /// An assignment of a blocked version is why the user is not in.
    Blocked,
}

impl<'p, A: Attributes + ?Sized, V: Visitor> Evaluator<'p, '_, A, V> {
    /// The outcome of an experiment rule, if the user is in. `known`: whether its condition holds, if that is known.
    pub(super) fn experiment_rule(
        &mut self,
        experiment: &'p Experiment,
        known: Option<bool>,
        feature: FeatureId,
        rule: u32,
    ) -> Result<Option<OutcomeId>, Broken> {
        let context = experiment.bandit.as_ref().map(|bandit| self.choose_context(bandit));
        // Rules have nothing to ask of the host.
        let run = self.run_knowing(experiment, known, context, Answers::default()).map_err(|_| Broken)?;
        self.visitor.experiment_run(Some((feature, rule)), &run);
        let passes = |variation: &usize| experiment.passthrough.get(*variation).copied().unwrap_or(false);
        let outcome = |variation| experiment.first_outcome.saturating_add(variation);
        let variation = run.variation.filter(|variation| !passes(variation));
        Ok(variation.map(|variation| OutcomeId(outcome(u32::try_from(variation).unwrap_or(u32::MAX)))))
    }

    /// The context of a bandit that the user is in. Where the official package throws, it goes on without one.
    fn choose_context(&self, bandit: &BanditUse) -> Option<usize> {
        for (place, context) in bandit.bandit.contexts.iter().enumerate() {
            let condition = context.as_ref().ok()?.condition.as_ref();
            let answer = |condition: &Condition| condition.answer(&self.reader, &self.payload.groups);
            if condition.map_or(Some(true), answer)? {
                return Some(place);
            }
        }
        None
    }

    /// Runs an experiment. `context` is what was chosen of its bandit.
    pub(in crate::growthbook) fn run(
        &mut self,
        experiment: &'p Experiment,
        context: Option<Option<usize>>,
        answers: Answers,
    ) -> Result<Run, Stop> {
        self.run_knowing(experiment, None, context, answers)
    }

    fn run_knowing(
        &mut self,
        experiment: &'p Experiment,
        known: Option<bool>,
        context: Option<Option<usize>>,
        answers: Answers,
    ) -> Result<Run, Stop> {
        let sticky_active = experiment.sticky.is_some() && self.session.sticky.is_some();
        let (value, fallback_used) = self.hashed(&experiment.subject, sticky_active);
        let mut run = Run {
            variation: None,
            hash_used: false,
            bucket: None,
            fallback_used,
            sticky_used: false,
            sticky_active,
            leaf: context,
        };
        let is_there = |variation: &usize| *variation < experiment.count;
        match self.decide(experiment, known, context.flatten(), value, sticky_active, answers)? {
            Decision::NotIn => {}
            Decision::Forced(variation) => run.variation = Some(variation).filter(is_there),
            Decision::Hashed { variation, bucket, is_sticky } => {
                run.variation = Some(variation).filter(is_there);
                run.hash_used = true;
                run.bucket = Some(bucket);
                run.sticky_used = is_sticky;
                if let (Some(rule), Some(value), true) = (&experiment.sticky, value, sticky_active) {
                    // Ranges may go beyond the variations: then the first one's key is kept, as officially.
                    let kept = run.variation.unwrap_or_default();
                    self.fresh.push(Fresh::new(rule, value, fallback_used, kept));
                }
            }
            Decision::Blocked => run.sticky_used = true,
        }
        Ok(run)
    }

    /// The steps, in the order of the official package.
    fn decide(
        &mut self,
        experiment: &'p Experiment,
        known: Option<bool>,
        context: Option<usize>,
        value: Option<DataRef<'p>>,
        sticky_active: bool,
        answers: Answers,
    ) -> Result<Decision, Stop> {
        let rare = experiment.rare.as_deref();
        if experiment.count < 2 || self.session.is_disabled {
            return Ok(Decision::NotIn);
        }
        if let Some(targets) = rare.and_then(|rare| rare.targets.as_ref())
            && !targets.has(&self.session.url)?
        {
            return Ok(Decision::NotIn);
        }
        if let Some(decision) = self.forced(experiment) {
            return Ok(decision);
        }
        let Some(value) = value.filter(|_| !rare.is_some_and(|rare| rare.is_draft)) else {
            return Ok(Decision::NotIn);
        };
        let assigned = if sticky_active { self.assigned(experiment)? } else { Assigned::Nothing };
        let is_sticky = matches!(assigned, Assigned::Variation(_));
        if !is_sticky && !self.is_targeted(experiment, known, value, answers)? {
            return Ok(Decision::NotIn);
        }
        if let Some(url) = rare.and_then(|rare| rare.url.as_ref())
            && !self.fits_url(url, answers)?
        {
            return Ok(Decision::NotIn);
        }
        let Some(version) = experiment.version else { return Ok(Decision::NotIn) };
        let bucket = experiment.seed.hash(value, version);
        let chosen = match assigned {
            Assigned::Variation(variation) => Some(variation),
            Assigned::Nothing | Assigned::Blocked => choose(experiment, context, bucket)?,
        };
        if assigned == Assigned::Blocked {
            return Ok(Decision::Blocked);
        }
        let Some(variation) = chosen else { return Ok(Decision::NotIn) };
        if let Some(force) = rare.and_then(|rare| rare.force) {
            return Ok(to_index(force).map_or(Decision::NotIn, Decision::Forced));
        }
        if self.session.is_qa || rare.is_some_and(|rare| rare.is_stopped) {
            return Ok(Decision::NotIn);
        }
        Ok(Decision::Hashed { variation, bucket, is_sticky })
    }

    /// What the query string or the host forces.
    fn forced(&self, experiment: &Experiment) -> Option<Decision> {
        let Experiment { key, count, .. } = experiment;
        if !self.session.url.is_empty()
            && let Some(variation) = query_string_override(key, &self.session.url, *count)
        {
            return Some(Decision::Forced(variation));
        }
        if self.session.forced_variations.is_empty() {
            return None;
        }
        let variation = *self.session.forced_variations.get(key)?;
        Some(to_index(variation).map_or(Decision::NotIn, Decision::Forced))
    }

    fn assigned(&self, experiment: &Experiment) -> Result<Assigned, Broken> {
        let (Some(sticky), Some(rule)) = (&self.session.sticky, &experiment.sticky) else {
            return Ok(Assigned::Nothing);
        };
        let value = self.reader.truthy(experiment.subject.attribute).unwrap_or(DataRef::Text(b""));
        sticky.find(rule, self.reader.truthy(rule.fallback), value, &self.fresh)
    }

    /// Whether the experiment is for the user.
    fn is_targeted(
        &mut self,
        experiment: &'p Experiment,
        known: Option<bool>,
        value: DataRef<'p>,
        answers: Answers,
    ) -> Result<bool, Stop> {
        let rare = experiment.rare.as_deref();
        if let Some(filters) = rare.and_then(|rare| rare.filters.as_deref())
            && self.is_filtered(filters)?
        {
            return Ok(false);
        }
        if experiment.namespace.as_ref().is_some_and(|namespace| !namespace.has(value)) {
            return Ok(false);
        }
        if rare.is_some_and(|rare| rare.asks_include) && !answers.include.ok_or(Stop::Ask(Ask::Include))? {
            return Ok(false);
        }
        if !known.unwrap_or_else(|| self.holds(experiment.condition.as_ref())) {
            return Ok(false);
        }
        let Some(Rare { parents, groups, .. }) = rare else { return Ok(true) };
        for (index, parent) in parents.iter().enumerate() {
            let parent = parent.as_ref().map_err(|broken| *broken)?;
            if !self.parent_holds(parent, Via { rule: None, index })? {
                return Ok(false);
            }
        }
        match groups {
            None => Ok(true),
            Some(Groups::Asked) => answers.groups.ok_or(Stop::Ask(Ask::Groups)),
            Some(Groups::Listed(groups)) => {
                Ok(groups.iter().any(|group| self.session.groups.contains(group)))
            }
        }
    }

    /// Whether a prerequisite of an experiment that is no rule is what it has to be.
    fn parent_holds(&mut self, parent: &'p Parent, via: Via) -> Result<bool, Broken> {
        let value = match self.prerequisite(parent, via) {
            Known::Circle => return Ok(false),
            Known::Value(value) => value,
            Known::Unevaluated(id) => {
                let outcome = self.feature(id)?;
                self.visitor.prerequisite(via, Prerequisite::Feature(id, outcome));
                if outcome == OutcomeId::CIRCLE {
                    return Ok(false);
                }
                self.value(id, outcome)
            }
        };
        Ok(self.holds_for(parent, value))
    }

    fn fits_url(&self, url: &UrlTest, answers: Answers) -> Result<bool, Stop> {
        match url {
            UrlTest::Asked => answers.url.ok_or(Stop::Ask(Ask::Url)),
            UrlTest::Regex(regex) => {
                let url = &*self.session.url;
                Ok(!url.is_empty() && (regex.is_match(url) || regex.is_match(path_of(url))))
            }
        }
    }
}

/// The variation whose range the number is in.
fn choose(experiment: &Experiment, context: Option<usize>, bucket: f64) -> Result<Option<usize>, Broken> {
    if let Some(bandit) = &experiment.bandit
        && !bandit.has_ranges
        && let Some(Ok(context)) = context.and_then(|place| bandit.bandit.contexts.get(place))
    {
        let by_weights =
            |weights: &[f64]| choose_by_weights(bucket, experiment.count, bandit.coverage, weights);
        return match &context.weights {
            ContextWeights::Mixed(items) if items.len() == experiment.count => {
                Ok(choose_variation(bucket, &texts_as_weights(bandit.coverage, items)))
            }
            ContextWeights::Text(length) if *length == experiment.count => Err(Broken),
            ContextWeights::Numbers(weights) => Ok(by_weights(weights)),
            ContextWeights::Mixed(_) | ContextWeights::Text(_) => Ok(by_weights(&[])),
        };
    }
    experiment.buckets.as_ref().map_err(|broken| *broken)?.find(bucket)
}

/// The index of a variation.
fn to_index(number: f64) -> Option<usize> {
    let is_index = number >= 0.0 && number.fract() == 0.0 && number < f64::from(u32::MAX);
    is_index.then_some(number as usize)
}

/// The URL from its path on.
fn path_of(url: &[u8]) -> &[u8] {
    let rest = url.strip_prefix(b"https://").or_else(|| url.strip_prefix(b"http://")).unwrap_or(url);
    let path = rest.iter().position(|byte| *byte == b'/').unwrap_or_default();
    rest.get(path..).unwrap_or_default()
}
