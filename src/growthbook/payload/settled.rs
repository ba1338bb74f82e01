//! What is decided by a few attributes, so that JavaScript evaluates once per combination of their classes.

use std::ffi::CStr;

use vexil_client::CompiledPayload;
use vexil_engine::growthbook::{BucketRule, FeatureId, RestId, Settled, ValueClasses as Classes};

use super::unknown_feature;
use crate::js::{Arguments, Fault, Question, Scope, Value, argument, place};

/// `valueClasses(feature)`: for each attribute whose values fall into classes: its position in the plan, the number of classes, the values
/// that are told apart and their classes, the class of all other texts (-1: unknown), and the limits of numbers with the classes below,
/// at and above them (none: unknown).
pub(super) struct ValueClasses;

impl Question<CompiledPayload> for ValueClasses {
    const NAME: &'static CStr = c"valueClasses";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let classes = payload.value_classes(feature(scope, arguments)?);
        let entries = classes.iter().map(|(slot, classes)| entry(scope, *slot, classes));
        scope.array(&entries.collect::<Result<Vec<_>, _>>()?)
    }
}

fn entry<'s>(scope: Scope<'s>, slot: usize, classes: &Classes<'_>) -> Result<Value<'s>, Fault> {
    let mut values = vec![scope.boolean(true)?, scope.boolean(false)?, scope.null()?, scope.undefined()?];
    let mut numbers = classes.scalars.to_vec();
    for (text, class) in classes.texts.iter().flat_map(|texts| &texts.known) {
        values.push(scope.text(text)?);
        numbers.push(*class);
    }
    let (limits, between) = classes
        .numbers
        .as_ref()
        .map_or_else(Default::default, |numbers| (&*numbers.limits, &*numbers.classes));
    scope.array(&[
        scope.number(slot as f64)?,
        scope.uint32(classes.count)?,
        scope.array(&values)?,
        list(scope, numbers.into_iter().map(f64::from))?,
        scope.number(classes.texts.as_ref().map_or(-1.0, |texts| f64::from(texts.other)))?,
        list(scope, limits.iter().copied())?,
        list(scope, between.iter().copied().map(f64::from))?,
    ])
}

fn list<'s>(scope: Scope<'s>, numbers: impl Iterator<Item = f64>) -> Result<Value<'s>, Fault> {
    scope.array(&numbers.map(|number| scope.number(number)).collect::<Result<Vec<_>, _>>()?)
}

/// `settle(feature, slots, ...attributes): number | null`, evaluates the first rules by the attributes whose positions are set in `slots`:
/// the outcome, or -1 less the part that stands for what is left; `null`: nothing is kept of this.
pub(super) struct Settle;

impl Question<CompiledPayload> for Settle {
    const NAME: &'static CStr = c"settle";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let feature = feature(scope, arguments)?;
        let slots = scope.read_u32(argument(scope, arguments, 1)?)?;
        let attributes = arguments.get(2..).unwrap_or_default();
        let settled =
            Arguments::with(scope, attributes, |attributes| payload.settle(feature, slots, attributes));
        match settled {
            Settled::Outcome(outcome) => scope.uint32(outcome.0),
            Settled::Rest(rest) => part_of(payload, rest)
                .map_or_else(|| scope.null(), |part| scope.number(-1.0 - f64::from(part))),
            Settled::Unknown => scope.null(),
        }
    }
}

/// `restSlots(part): number[]`, the attributes that evaluating what is left of a feature reads, as positions in the feature's plan.
pub(super) struct RestSlots;

impl Question<CompiledPayload> for RestSlots {
    const NAME: &'static CStr = c"restSlots";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let rest = rest(scope, payload, arguments)?;
        list(scope, payload.rest_slots(rest).into_iter().map(|slot| slot as f64))
    }
}

/// `bucketRules(part)`: what is left of a feature, where that is nothing but hashes of attributes; `null` elsewhere. The outcome of those
/// that no rule has; and of each rule: the attribute's position in the feature's plan, the seed, the version of the hash, the rule's
/// index (-1: it is no experiment), and start, end and outcome of each range.
pub(super) struct BucketRules;

impl Question<CompiledPayload> for BucketRules {
    const NAME: &'static CStr = c"bucketRules";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let rest = rest(scope, payload, arguments)?;
        let Some(found) = payload.bucket_rules(rest) else { return scope.null() };
        let rules = found.rules.iter().map(|rule| bucket_rule(scope, rule)).collect::<Result<Vec<_>, _>>()?;
        scope.array(&[scope.uint32(found.otherwise.0)?, scope.array(&rules)?])
    }
}

fn bucket_rule<'s>(scope: Scope<'s>, rule: &BucketRule<'_>) -> Result<Value<'s>, Fault> {
    let ranges =
        rule.ranges.iter().flat_map(|(range, outcome)| [range.start, range.end, f64::from(outcome.0)]);
    scope.array(&[
        scope.number(rule.slot as f64)?,
        scope.text(rule.seed)?,
        scope.uint32(rule.version)?,
        scope.number(rule.experiment.map_or(-1.0, f64::from))?,
        list(scope, ranges)?,
    ])
}

/// What stands at a place of a payload: first its features, then what is left of some.
pub(in crate::growthbook) enum Part {
    Feature(FeatureId),
    Rest(RestId),
}

#[inline]
pub(in crate::growthbook) fn part_at(payload: &CompiledPayload, part: u32) -> Part {
    match (part as usize).checked_sub(payload.len()) {
        None => Part::Feature(FeatureId(part)),
        Some(rest) => Part::Rest(RestId(u32::try_from(rest).unwrap_or(u32::MAX))),
    }
}

fn part_of(payload: &CompiledPayload, RestId(rest): RestId) -> Option<u32> {
    let part = u32::try_from(payload.len()).ok()?.checked_add(rest)?;
    place::has(part).then_some(part)
}

fn rest<'s>(scope: Scope<'s>, payload: &CompiledPayload, arguments: &[Value<'s>]) -> Result<RestId, Fault> {
    match part_at(payload, scope.read_u32(argument(scope, arguments, 0)?)?) {
        Part::Rest(rest) => Ok(rest),
        Part::Feature(_) => Err(unknown_feature()),
    }
}

fn feature<'s>(scope: Scope<'s>, arguments: &[Value<'s>]) -> Result<FeatureId, Fault> {
    Ok(FeatureId(scope.read_u32(argument(scope, arguments, 0)?)?))
}
