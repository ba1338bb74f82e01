//! The values of a feature's outcomes, for conditions on them.

use super::compiler::to_data;
use super::rule::variations;
use crate::growthbook::model::Feature;
use crate::growthbook::outcome::{Outcome, outcomes};
use crate::growthbook::wire::{index, property};
use crate::js::{Data, DataRef, Object};

/// The values of all outcomes, each as `{value: …}`. `text` is that of the payload.
pub(in crate::growthbook) fn values(feature: &Feature, text: &[u8]) -> Box<[Data]> {
    let definition = text.get(feature.definition.clone()).unwrap_or_default();
    let Some(definition) = Data::parse(definition) else { return Box::default() };
    let rules = match property(definition.view(), "rules") {
        DataRef::List(rules) => rules,
        _ => &[],
    };
    let rule = |place: u32| rules.get(place as usize).map_or(DataRef::Undefined, Data::view);
    let value = |outcome| match outcome {
        Outcome::Default => to_data(property(definition.view(), "defaultValue")),
        Outcome::Circle | Outcome::Gate => Data::Null,
        Outcome::Force { rule: place } => to_data(property(rule(place), "force")),
        Outcome::Experiment { rule: place, variation } => index(variations(rule(place)), variation as usize),
    };
    outcomes(feature)
        .map(|outcome| match value(outcome) {
            Data::Undefined => in_object(Data::Null),
            value => in_object(value),
        })
        .collect()
}

/// `{value}`, what conditions on values look at.
pub(in crate::growthbook) fn in_object(value: Data) -> Data {
    Data::Object(Object::new([(Box::from(b"value".as_slice()), value)]))
}
