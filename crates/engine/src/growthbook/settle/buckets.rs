//! Where nothing but buckets is left to decide on, and a host can look them up by itself.

use super::RestId;
use crate::growthbook::hashing::{HashVersion, Range, Seed};
use crate::growthbook::model::{Experiment, Feature, Force, Part, PartSize, Ranges, Rollout, Then};
use crate::growthbook::{AttributeId, OutcomeId, Payload};

/// What is left of a feature, where that is hashes of attributes and nothing else. The rules come one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketRules<'p> {
    /// The rules.
    pub rules: Vec<BucketRule<'p>>,
    /// The outcome where none of them has the user.
    pub otherwise: OutcomeId,
}

/// A rule that is for users whose number is in one of its ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketRule<'p> {
    /// The attribute that is hashed: its position in the plan of the feature. Only texts that are not empty and numbers other than 0 and NaN
    /// can be looked up; where it has another value, [`Payload::evaluate_rest`] is to be asked.
    pub slot: usize,
    /// What is hashed with it.
    pub seed: &'p [u8],
    /// 1 or 2, as [`hashing::hash`](crate::growthbook::hashing::hash) has it.
    pub version: u32,
    /// In order, with what comes of whom they have. The first one that has the number counts. Empty: nobody is in, whatever the value.
    pub ranges: Vec<(Range, OutcomeId)>,
    /// The index of the rule, if it is an experiment: that it was run is to be told. No rule follows, unless everybody is in.
    pub experiment: Option<u32>,
}

/// Buckets are below 1, by this at least.
const LAST_BUCKET: f64 = 0.9999;

impl Payload {
    /// The buckets that are left to look at; `None` where there is something else as well.
    #[must_use]
    pub fn bucket_rules(&self, id: RestId) -> Option<BucketRules<'_>> {
        let rest = self.rests.get(id)?;
        let (feature, all) = self.rules_of(rest.feature)?;
        let mut rules = Vec::new();
        for (place, rule) in all.iter().enumerate().skip(rest.known.rule) {
            if !rule.parents.is_empty() || rule.filters.is_some() {
                return None;
            }
            let holds = |condition: &Option<_>| match condition {
                None => Some(true),
                Some(_) => rest.known.condition(place),
            };
            match &rule.then {
                Then::Nothing => {}
                Then::Force(Force { condition, rollout, outcome, has_tracks }) => {
                    let holds = holds(condition)?;
                    match rollout {
                        _ if !holds => {}
                        Rollout::Nobody => {}
                        _ if *has_tracks != Ok(false) => return None,
                        Rollout::All => return Some(BucketRules { rules, otherwise: OutcomeId(*outcome) }),
                        Rollout::Part(part) => rules.extend(of_part(feature, part, OutcomeId(*outcome))?),
                    }
                }
                Then::Experiment(experiment) => {
                    let last = of_experiment(feature, experiment, place, holds(&experiment.condition)?)?;
                    if place + 1 < all.len() && !has_everybody(&last.ranges) {
                        return None;
                    }
                    rules.push(last);
                    break;
                }
                Then::Broken => return None,
            }
        }
        Some(BucketRules { rules, otherwise: OutcomeId::DEFAULT })
    }
}

/// `None`: the host cannot tell who is in. Nothing to look at where nobody is.
fn of_part<'p>(feature: &Feature, part: &'p Part, outcome: OutcomeId) -> Option<Option<BucketRule<'p>>> {
    let Some(version) = part.version else { return Some(None) };
    let range = match part.size {
        PartSize::Within(range) => range,
        // No number is between these two. NaN stays what it is.
        PartSize::UpTo(end) => Range { start: 0.0, end: end.next_up() },
    };
    let ranges = vec![(range, outcome)];
    Some(Some(rule(feature, part.subject.attribute, &part.seed, version, ranges)?))
}

fn of_experiment<'p>(
    feature: &Feature,
    experiment: &'p Experiment,
    place: usize,
    holds: bool,
) -> Option<BucketRule<'p>> {
    let Experiment { bandit: None, namespace: None, rare: None, version: Some(version), .. } = experiment
    else {
        return None;
    };
    let Ok(Ranges(ranges)) = &experiment.buckets else { return None };
    if experiment.count < 2 || ranges.len() > experiment.count || experiment.passthrough.contains(&true) {
        return None;
    }
    let ranges = if holds { &**ranges } else { &[] };
    let outcomes = (experiment.first_outcome..).map(OutcomeId);
    let ranges = ranges.iter().copied().zip(outcomes).map(|(range, outcome)| Some((range.ok()?, outcome)));
    let ranges = ranges.collect::<Option<Vec<_>>>()?;
    let rule = rule(feature, experiment.subject.attribute, &experiment.seed, *version, ranges)?;
    Some(BucketRule { experiment: Some(u32::try_from(place).ok()?), ..rule })
}

fn rule<'p>(
    feature: &Feature,
    attribute: AttributeId,
    seed: &'p Seed,
    version: HashVersion,
    ranges: Vec<(Range, OutcomeId)>,
) -> Option<BucketRule<'p>> {
    let version = match version {
        HashVersion::One => 1,
        HashVersion::Two => 2,
    };
    Some(BucketRule {
        slot: feature.plan.slot(attribute.0)?,
        seed: seed.as_text()?,
        version,
        ranges,
        experiment: None,
    })
}

/// Whether the ranges, as far as they are in order, have every bucket.
fn has_everybody(ranges: &[(Range, OutcomeId)]) -> bool {
    let mut end = 0.0;
    // A bound that is NaN leaves nothing between the two.
    for (range, _) in ranges.iter().filter(|(range, _)| range.start < range.end) {
        if range.start > end {
            return false;
        }
        end = range.end.max(end);
    }
    end > LAST_BUCKET
}
