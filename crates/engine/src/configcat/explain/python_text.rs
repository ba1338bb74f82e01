//! The texts of conditions in Python.

use super::TextRepr;
use super::condition_text::{segment_operator, user_condition_text};
use crate::configcat::comparator::Family;
use crate::configcat::eval::Scope;
use crate::configcat::model::{Operand, PrerequisiteCondition, SegmentCondition, UserCondition};
use crate::configcat::outcome::Written;
use crate::configcat::{Conventions, ValueRef};
use crate::python::date_text;
use crate::text::TextList;

/// How many items of a list are written.
const LIST_LIMIT: usize = 10;

/// In whose words conditions are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) conventions: Conventions,
    pub(super) repr: TextRepr<'a>,
}

impl Words<'_> {
    /// The text of a user condition.
    pub(super) fn user_condition(&self, condition: &UserCondition) -> Vec<u8> {
        if !self.conventions.is_python() {
            return user_condition_text(condition);
        }
        let operator = condition.comparator.map_or("<invalid operator>", |comparator| comparator.text);
        let name = condition.attribute.attribute.name();
        let mut out = [b"User.", name, b" ", operator.as_bytes(), b" "].concat();
        self.write_operand(&mut out, condition);
        out
    }

    fn write_operand(&self, out: &mut Vec<u8>, condition: &UserCondition) {
        let comparator = condition.comparator;
        if comparator.is_some_and(|comparator| comparator.is_hashed()) {
            return out.extend_from_slice(hashed_text(&condition.operand).as_bytes());
        }
        if let Some(list) = condition.operand.list() {
            return self.write_list(out, list);
        }
        write_quoted(out, &scalar_text(&condition.operand));
        let is_date = comparator.is_some_and(|comparator| matches!(comparator.family, Family::Date(_)));
        if let Some(Ok(date)) = condition.operand.number().filter(|_| is_date).map(date_text) {
            out.extend_from_slice(&[b" (", date.as_bytes(), b"Z UTC)"].concat());
        }
    }

    fn write_list(&self, out: &mut Vec<u8>, list: &TextList) {
        let items: Vec<Vec<u8>> = list.iter().take(LIST_LIMIT).map(|item| (self.repr.0)(item)).collect();
        out.push(b'[');
        out.extend_from_slice(&items.join(&b", "[..]));
        match list.iter().skip(LIST_LIMIT).count() {
            0 => {}
            1 => out.extend_from_slice(b", ... <1 more value>"),
            omitted => out.extend_from_slice(format!(", ... <{omitted} more values>").as_bytes()),
        }
        out.push(b']');
    }
}

/// Writes a prerequisite condition, whose value is of the right type.
pub(super) fn write_prerequisite_condition(
    out: &mut Vec<u8>,
    scope: &Scope<'_>,
    condition: &PrerequisiteCondition,
    value: Option<Written<'_>>,
) {
    let key = scope.flag.setting.prerequisites.get(condition.index as usize);
    let key: &[u8] = key.map_or(b"", |key| key);
    out.extend_from_slice(&[b"Flag '", key, b"' ", prerequisite_operator(condition), b" "].concat());
    write_quoted(out, &written_text(value));
}

/// The text of a prerequisite comparator.
pub(super) const fn prerequisite_operator(condition: &PrerequisiteCondition) -> &'static [u8] {
    match condition.negate {
        Some(true) => b"DOES NOT EQUAL",
        _ => b"EQUALS",
    }
}

/// Writes a segment condition.
pub(super) fn write_segment_condition(out: &mut Vec<u8>, scope: &Scope<'_>, condition: &SegmentCondition) {
    out.extend_from_slice(&[b"User ", segment_operator(condition.negate).as_bytes(), b" "].concat());
    write_quoted(out, segment_name(scope, condition));
}

/// The name of the segment that a condition refers to.
pub(super) fn segment_name<'c>(scope: &Scope<'c>, condition: &SegmentCondition) -> &'c [u8] {
    let segment = condition.index.and_then(|index| scope.source.source.segments.get(index as usize));
    match segment {
        Some(Ok(segment)) => &segment.name,
        _ => b"<invalid reference>",
    }
}

/// A value as Python's `str` writes it.
pub(super) fn written_text(value: Option<Written<'_>>) -> Vec<u8> {
    value.map_or_else(|| b"None".to_vec(), |value| value.to_python_text().into_owned())
}

/// A comparison value that is no list, as Python's `str` writes it.
pub(super) fn scalar_text(operand: &Operand) -> Vec<u8> {
    match operand {
        Operand::Text(text) => text.to_vec(),
        Operand::Version(version) => version.text.to_vec(),
        Operand::Number(number) => written_text(Some(ValueRef::Number(*number).into())),
        Operand::Literal(literal) => {
            let value = ValueRef::Number(literal.number);
            written_text(Some(Written { value, literal: Some(&literal.text) }))
        }
        _ => b"None".to_vec(),
    }
}

/// What is shown of hashed comparison values.
pub(super) fn hashed_text(operand: &Operand) -> String {
    let count = match operand {
        Operand::Digests(digests) => digests.list.iter().count(),
        Operand::Slices(slices) => slices.len(),
        _ => return "'<hashed value>'".to_owned(),
    };
    let values = if count > 1 { "values" } else { "value" };
    format!("[<{count} hashed {values}>]")
}

fn write_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(&[b"'", text, b"'"].concat());
}
