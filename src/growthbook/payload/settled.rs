//! What is decided by a few attributes, so that JavaScript evaluates once per combination of their classes.

use std::ffi::CStr;

use vexil_client::CompiledPayload;
use vexil_engine::growthbook::{FeatureId, Rest, Settled, ValueClasses as Classes};

use crate::growthbook::arguments::Arguments;
use crate::js::{Fault, Question, Scope, Value, argument};

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

/// `settle(feature, slots, ...attributes): number`, evaluates the first rules by the attributes whose positions are set in `slots`: the
/// outcome, or -1 less the number of what is left.
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
            Settled::From(rest) => scope.number(-1.0 - f64::from(to_number(rest))),
        }
    }
}

/// `slotsOfRest(feature, rest): number[] | null`, the positions of the attributes that evaluating what is left can read; `null`: all.
pub(super) struct SlotsOfRest;

impl Question<CompiledPayload> for SlotsOfRest {
    const NAME: &'static CStr = c"slotsOfRest";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let rest = to_rest(scope.read_u32(argument(scope, arguments, 1)?)?);
        let Some(slots) = payload.slots_of_rest(feature(scope, arguments)?, rest) else {
            return scope.null();
        };
        list(scope, slots.into_iter().map(|slot| slot as f64))
    }
}

/// What is left of a feature, as a number. No payload has half of four billion rules.
const fn to_number(Rest { rule, holds }: Rest) -> u32 {
    (rule << 1) | holds as u32
}

pub(in crate::growthbook) const fn to_rest(number: u32) -> Rest {
    Rest { rule: number >> 1, holds: number & 1 != 0 }
}

fn feature<'s>(scope: Scope<'s>, arguments: &[Value<'s>]) -> Result<FeatureId, Fault> {
    Ok(FeatureId(scope.read_u32(argument(scope, arguments, 0)?)?))
}
