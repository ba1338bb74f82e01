//! The outcomes of a setting, in little memory: a config has several for every flag.

use super::outcome::Written;
use super::{Failure, Outcome, SettingType, ValueRef};
use crate::text::{TextList, TextListBuilder};

/// Stands for no index.
const NO_INDEX: u32 = u32::MAX;

/// Stands for no text.
const NO_PLACE: usize = usize::MAX;

/// The outcomes of a setting by number.
#[derive(Debug, Default)]
pub(super) struct OutcomeTable {
    rows: Box<[Row]>,
    /// The texts that the rows refer to by their places.
    texts: TextList,
    /// Whether none of the rows is a failure: then the rows need not be looked at.
    has_values: bool,
    /// The type of the values where only JavaScript refuses the setting, because it has integers that are none there. It stands
    /// here because here is room.
    lenient_type: Option<SettingType>,
}

#[derive(Debug)]
struct Row {
    value: RowValue,
    /// The place of the variation id.
    variation_id: usize,
    rule: u32,
    option: u32,
}

#[derive(Debug)]
enum RowValue {
    Bool(bool),
    Number(f64),
    /// The place of the number's literal, which JavaScript would write differently.
    Literal(usize),
    Text(usize),
    Failure(Box<Failure>),
}

impl OutcomeTable {
    /// The same table, for a setting that only JavaScript refuses if a type is given.
    pub(super) fn with_lenient_type(self, lenient_type: Option<SettingType>) -> Self {
        Self { lenient_type, ..self }
    }

    /// The type of the values where only JavaScript refuses the setting.
    #[inline]
    pub(super) const fn lenient_type(&self) -> Option<SettingType> {
        self.lenient_type
    }

    /// How many outcomes there are.
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The outcome with the given number.
    pub(super) fn get(&self, id: u32) -> Option<Outcome<'_>> {
        self.rows.get(id as usize).map(|row| self.outcome(row))
    }

    /// Whether there is such an outcome, and it has a value.
    #[inline]
    pub(super) fn has_value(&self, id: u32) -> bool {
        if self.has_values {
            return (id as usize) < self.rows.len();
        }
        self.rows.get(id as usize).is_some_and(|row| !matches!(row.value, RowValue::Failure(_)))
    }

    /// The outcomes in order.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Outcome<'_>> + Clone {
        self.rows.iter().map(|row| self.outcome(row))
    }

    fn outcome<'a>(&'a self, row: &'a Row) -> Outcome<'a> {
        let value = match &row.value {
            RowValue::Bool(value) => Ok(ValueRef::Bool(*value)),
            RowValue::Number(number) => Ok(ValueRef::Number(*number)),
            RowValue::Literal(place) => Ok(ValueRef::Number(number_of(self.texts.get(*place)))),
            RowValue::Text(place) => Ok(ValueRef::Text(self.texts.get(*place).unwrap_or_default())),
            RowValue::Failure(failure) => Err(&**failure),
        };
        let index = |index: u32| (index != NO_INDEX).then_some(index);
        let number_text = match row.value {
            RowValue::Literal(place) => self.texts.get(place),
            _ => None,
        };
        let variation_id = self.texts.get(row.variation_id);
        Outcome { value, number_text, variation_id, rule: index(row.rule), option: index(row.option) }
    }
}

fn number_of(literal: Option<&[u8]>) -> f64 {
    literal.and_then(|literal| std::str::from_utf8(literal).ok()?.parse().ok()).unwrap_or(f64::NAN)
}

/// An outcome table that is being made.
#[derive(Debug, Default)]
pub(super) struct OutcomeTableBuilder {
    rows: Vec<Row>,
    texts: TextListBuilder,
}

impl OutcomeTableBuilder {
    /// A table with room for so many outcomes.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { rows: Vec::with_capacity(count), texts: TextListBuilder::default() }
    }

    /// The number that the next outcome will have.
    pub(super) fn next_id(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Adds an outcome.
    pub(super) fn push(
        &mut self,
        value: Result<Written<'_>, Failure>,
        variation_id: Option<&[u8]>,
        rule: Option<u32>,
        option: Option<u32>,
    ) {
        let value = match value {
            Ok(Written { value: ValueRef::Bool(value), .. }) => RowValue::Bool(value),
            Ok(Written { value: ValueRef::Number(number), literal: None }) => RowValue::Number(number),
            Ok(Written { value: ValueRef::Number(_), literal: Some(literal) }) => {
                RowValue::Literal(self.texts.push(literal))
            }
            Ok(Written { value: ValueRef::Text(text), .. }) => RowValue::Text(self.texts.push(text)),
            Err(failure) => RowValue::Failure(Box::new(failure)),
        };
        let variation_id = variation_id.map_or(NO_PLACE, |id| self.texts.push(id));
        let (rule, option) = (rule.unwrap_or(NO_INDEX), option.unwrap_or(NO_INDEX));
        self.rows.push(Row { value, variation_id, rule, option });
    }

    /// The finished table.
    pub(super) fn finish(self) -> OutcomeTable {
        let has_values = !self.rows.iter().any(|row| matches!(row.value, RowValue::Failure(_)));
        OutcomeTable { rows: self.rows.into(), texts: self.texts.finish(), has_values, lenient_type: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_back_as_they_were_added() {
        let failure = Failure::invalid("no");
        let outcomes = [
            Outcome {
                value: Ok(ValueRef::Text(b"")),
                number_text: None,
                variation_id: None,
                rule: None,
                option: None,
            },
            Outcome {
                value: Ok(ValueRef::Text(b"text")),
                number_text: None,
                variation_id: Some(b""),
                rule: Some(0),
                option: None,
            },
            Outcome {
                value: Err(&failure),
                number_text: None,
                variation_id: Some(b"id"),
                rule: Some(7),
                option: Some(8),
            },
            Outcome {
                value: Ok(ValueRef::Number(-0.5)),
                number_text: None,
                variation_id: Some(b"id"),
                rule: None,
                option: Some(0),
            },
            Outcome {
                value: Ok(ValueRef::Number(1000.0)),
                number_text: Some(b"1e3"),
                variation_id: None,
                rule: None,
                option: None,
            },
            Outcome {
                value: Ok(ValueRef::Bool(true)),
                number_text: None,
                variation_id: None,
                rule: None,
                option: None,
            },
        ];
        let mut builder = OutcomeTableBuilder::with_capacity(1);
        for (id, outcome) in (0..).zip(&outcomes) {
            assert_eq!(builder.next_id(), id);
            builder.push(
                outcome.written().map_err(Failure::clone),
                outcome.variation_id,
                outcome.rule,
                outcome.option,
            );
        }
        let table = builder.finish();
        assert_eq!(table.len(), outcomes.len());
        assert!(table.iter().eq(outcomes));
        for (id, outcome) in (0..).zip(outcomes) {
            assert_eq!(table.get(id), Some(outcome));
            assert_eq!(table.has_value(id), outcome.value.is_ok());
        }
        assert!(table.get(6).is_none() && !table.has_value(6));
    }
}
