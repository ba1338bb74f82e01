//! Whether values are as they have to be.

use std::borrow::Cow;

use super::model::{Item, Moment, Part, Quantity, Test};
use crate::js::{Data, DataRef, wtf8};
use crate::statsig::{Membership, Values};
use crate::text::TextList;

/// Longer texts match no expression.
const MATCHED_LENGTH_LIMIT: usize = 1_000;

/// Whether the test holds of the value, which comes in the form that its operator needs.
pub(in crate::statsig) fn holds(
    test: &Test,
    value: DataRef<'_>,
    inputs: &(impl Values + ?Sized),
    lists: &dyn Membership,
) -> bool {
    match test {
        Test::Constant(answer) => *answer,
        Test::Order(comparison, number) => {
            !value.is_nullish() && comparison.of_numbers(value.to_number(), *number)
        }
        Test::Version(comparison, version) => {
            let DataRef::Text(text) = value else { return false };
            version.order_of(text).is_some_and(|order| comparison.allows(order))
        }
        Test::Among(members, negated) => members.contains(value) != *negated,
        Test::Has(part, texts, negated) => has(*part, texts, value) != *negated,
        Test::Matches(regex) => {
            value.with_text(|text| is_short(text) && regex.is_match(text)).unwrap_or(false)
        }
        Test::Equals(target, negated) => value.loose_equals(target.view()) != *negated,
        Test::Time(comparison, moment) => {
            let (DataRef::Number(time), Some(moment)) = (value, time_of(*moment, inputs)) else {
                return false;
            };
            comparison.of_numbers(time, moment)
        }
        Test::SameDay(moment) => {
            let (DataRef::Number(day), Some(moment)) = (value, time_of(*moment, inputs)) else {
                return false;
            };
            day == moment
        }
        Test::Listed(list, negated) => {
            let id = if let DataRef::Text(id) = value { id } else { b"" };
            lists.contains(list, id) != *negated
        }
        Test::HasItems(quantity, items, negated) => {
            let DataRef::List(list) = value else { return false };
            let mut items = items.iter();
            let answer = match quantity {
                Quantity::Some => items.any(|item| has_item(list, item)),
                Quantity::All => items.all(|item| has_item(list, item)),
            };
            answer != *negated
        }
    }
}

fn time_of(moment: Moment, inputs: &(impl Values + ?Sized)) -> Option<f64> {
    match moment {
        Moment::Known(time) => Some(time),
        Moment::Read(id) => match inputs.get(id) {
            DataRef::Number(time) => Some(time),
            _ => None,
        },
    }
}

fn is_short(text: &[u8]) -> bool {
    // No text has more code units than bytes.
    text.len() < MATCHED_LENGTH_LIMIT || wtf8::utf16_len(text) < MATCHED_LENGTH_LIMIT
}

fn has(part: Part, texts: &TextList, value: DataRef<'_>) -> bool {
    if value.is_nullish() {
        return false;
    }
    let is_one = |text: &[u8]| {
        let text: Cow<'_, [u8]> = wtf8::to_lower(text);
        texts.iter().any(|wanted| match part {
            Part::Start => wtf8::starts_with(&text, wanted),
            Part::End => wtf8::ends_with(&text, wanted),
            Part::Any => wtf8::contains(&text, wanted),
        })
    };
    value.with_text(is_one).unwrap_or(false)
}

fn has_item(list: &[Data], item: &Item) -> bool {
    let integer = DataRef::Number(item.integer);
    list.iter()
        .any(|value| value.view().same_value_zero(item.value.view()) || value.view().same_value_zero(integer))
}
