//! The outcomes of a setting, in little memory: a config has several for every flag.

use super::{Failure, Outcome, ValueRef};
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
    Text(usize),
    Failure(Box<Failure>),
}

impl OutcomeTable {
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
            RowValue::Text(place) => Ok(ValueRef::Text(self.texts.get(*place).unwrap_or_default())),
            RowValue::Failure(failure) => Err(&**failure),
        };
        let index = |index: u32| (index != NO_INDEX).then_some(index);
        let variation_id = self.texts.get(row.variation_id);
        Outcome { value, variation_id, rule: index(row.rule), option: index(row.option) }
    }
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
        value: Result<ValueRef<'_>, Failure>,
        variation_id: Option<&[u8]>,
        rule: Option<u32>,
        option: Option<u32>,
    ) {
        let value = match value {
            Ok(ValueRef::Bool(value)) => RowValue::Bool(value),
            Ok(ValueRef::Number(number)) => RowValue::Number(number),
            Ok(ValueRef::Text(text)) => RowValue::Text(self.texts.push(text)),
            Err(failure) => RowValue::Failure(Box::new(failure)),
        };
        let variation_id = variation_id.map_or(NO_PLACE, |id| self.texts.push(id));
        let (rule, option) = (rule.unwrap_or(NO_INDEX), option.unwrap_or(NO_INDEX));
        self.rows.push(Row { value, variation_id, rule, option });
    }

    /// The finished table.
    pub(super) fn finish(self) -> OutcomeTable {
        let has_values = !self.rows.iter().any(|row| matches!(row.value, RowValue::Failure(_)));
        OutcomeTable { rows: self.rows.into(), texts: self.texts.finish(), has_values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_back_as_they_were_added() {
        let failure = Failure::invalid("no");
        let outcomes = [
            Outcome { value: Ok(ValueRef::Text(b"")), variation_id: None, rule: None, option: None },
            Outcome {
                value: Ok(ValueRef::Text(b"text")),
                variation_id: Some(b""),
                rule: Some(0),
                option: None,
            },
            Outcome { value: Err(&failure), variation_id: Some(b"id"), rule: Some(7), option: Some(8) },
            Outcome {
                value: Ok(ValueRef::Number(-0.5)),
                variation_id: Some(b"id"),
                rule: None,
                option: Some(0),
            },
            Outcome { value: Ok(ValueRef::Bool(true)), variation_id: None, rule: None, option: None },
        ];
        let mut builder = OutcomeTableBuilder::with_capacity(1);
        for (id, outcome) in (0..).zip(&outcomes) {
            assert_eq!(builder.next_id(), id);
            builder.push(
                outcome.value.map_err(Failure::clone),
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
        assert!(table.get(5).is_none() && !table.has_value(5));
    }
}
