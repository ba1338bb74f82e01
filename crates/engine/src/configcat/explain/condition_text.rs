//! The texts of conditions.

use crate::configcat::ValueRef;
use crate::configcat::comparator::Family;
use crate::configcat::eval::Scope;
use crate::configcat::model::{Condition, Operand, PrerequisiteCondition, SegmentCondition, UserCondition};
use crate::js::date::iso_text;
use crate::js::number::to_text;
use crate::text::TextList;

const INVALID_VALUE: &[u8] = b"<invalid value>";
const INVALID_NAME: &[u8] = b"<invalid name>";
const INVALID_OPERATOR: &str = "<invalid operator>";
const INVALID_REFERENCE: &[u8] = b"<invalid reference>";

/// How many items of a list are written.
const LIST_LIMIT: usize = 10;

/// Writes any condition of a rule.
pub(super) fn write_condition(out: &mut Vec<u8>, scope: &Scope<'_>, condition: &Condition) {
    match condition {
        Condition::User(condition) => write_user_condition(out, condition),
        Condition::Prerequisite(condition) => write_prerequisite_condition(out, scope, condition),
        Condition::Segment(condition) => write_segment_condition(out, scope, condition),
        Condition::Invalid => {}
    }
}

/// The text of a user condition.
pub(super) fn user_condition_text(condition: &UserCondition) -> Vec<u8> {
    let mut out = Vec::new();
    write_user_condition(&mut out, condition);
    out
}

/// Writes a user condition.
pub(super) fn write_user_condition(out: &mut Vec<u8>, condition: &UserCondition) {
    let operator = condition.comparator.map_or(INVALID_OPERATOR, |comparator| comparator.text);
    write_all(out, &[b"User.", condition.attribute.attribute.name(), b" ", operator.as_bytes(), b" "]);
    let is_date = condition.comparator.is_some_and(|comparator| matches!(comparator.family, Family::Date(_)));
    match &condition.operand {
        Operand::Missing => write_quoted(out, INVALID_VALUE),
        Operand::Text(text) => write_quoted(out, text),
        Operand::Version(version) => write_quoted(out, &version.text),
        Operand::Digest(_) => write_quoted(out, b"<hashed value>"),
        Operand::Number(number) => write_number(out, *number, is_date),
        Operand::Literal(literal) => write_number(out, literal.number, is_date),
        Operand::List(list) => write_list(out, list),
        Operand::Set(set) => write_list(out, set.list()),
        Operand::Versions(versions) => write_list(out, &versions.list),
        Operand::Digests(digests) => write_hashed_list(out, digests.list.iter().count()),
        Operand::Slices(slices) => write_hashed_list(out, slices.len()),
    }
}

/// Writes a prerequisite condition.
pub(super) fn write_prerequisite_condition(
    out: &mut Vec<u8>,
    scope: &Scope<'_>,
    condition: &PrerequisiteCondition,
) {
    let key = scope.flag.setting.prerequisites.get(condition.index as usize);
    let key = key.filter(|_| scope.flag.prerequisite(condition.index).is_some());
    let operator = negatable(condition.negate, "EQUALS", "NOT EQUALS");
    let value = condition.value.only_value().map(ValueRef::to_text);
    write_all(out, &[b"Flag '", key.map_or(INVALID_REFERENCE, |key| key), b"' ", operator.as_bytes(), b" "]);
    write_quoted(out, value.as_deref().unwrap_or(INVALID_VALUE));
}

/// Writes a segment condition.
pub(super) fn write_segment_condition(out: &mut Vec<u8>, scope: &Scope<'_>, condition: &SegmentCondition) {
    let segment = condition.index.and_then(|index| scope.source.source.segments.get(index as usize));
    let name = match segment {
        Some(Ok(segment)) if !segment.name.is_empty() => &segment.name,
        Some(_) => INVALID_NAME,
        None => INVALID_REFERENCE,
    };
    write_all(out, &[b"User ", segment_operator(condition.negate).as_bytes(), b" "]);
    write_quoted(out, name);
}

/// The text of a segment comparator.
pub(super) const fn segment_operator(negate: Option<bool>) -> &'static str {
    negatable(negate, "IS IN SEGMENT", "IS NOT IN SEGMENT")
}

const fn negatable(negate: Option<bool>, plain: &'static str, negated: &'static str) -> &'static str {
    match negate {
        Some(false) => plain,
        Some(true) => negated,
        None => INVALID_OPERATOR,
    }
}

fn write_number(out: &mut Vec<u8>, number: f64, is_date: bool) {
    write_quoted(out, to_text(number).as_bytes());
    if let Some(date) = iso_text(number * 1000.0).filter(|_| is_date) {
        write_all(out, &[b" (", date.as_bytes(), b" UTC)"]);
    }
}

fn write_hashed_list(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(format!("[<{count} hashed {}>]", values(count)).as_bytes());
}

fn write_list(out: &mut Vec<u8>, list: &TextList) {
    out.push(b'[');
    for (index, item) in list.iter().take(LIST_LIMIT).enumerate() {
        if index > 0 {
            out.extend_from_slice(b", ");
        }
        write_quoted(out, item);
    }
    let omitted = list.iter().skip(LIST_LIMIT).count();
    if omitted > 0 {
        out.extend_from_slice(format!(", ... <{omitted} more {}>", values(omitted)).as_bytes());
    }
    out.push(b']');
}

const fn values(count: usize) -> &'static str {
    if count == 1 { "value" } else { "values" }
}

fn write_quoted(out: &mut Vec<u8>, text: &[u8]) {
    write_all(out, &[b"'", text, b"'"]);
}

fn write_all(out: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        out.extend_from_slice(part);
    }
}
