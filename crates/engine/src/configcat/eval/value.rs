//! Attribute values as texts.

use std::borrow::Cow;

use crate::configcat::{AttributeValue, Conventions, Converted};
use crate::js::number::to_text;
use crate::python::{attribute_text, float_repr};

/// The text that text comparators and percentage options work on.
pub(super) fn coerced_text<'a>(
    value: &AttributeValue<'a>,
    conventions: Conventions,
) -> Converted<Cow<'a, [u8]>> {
    Ok(match *value {
        AttributeValue::Date { ms, .. } => Cow::Owned(to_text(ms / 1000.0).into_bytes()),
        AttributeValue::List { json, .. } => Cow::Borrowed(json),
        AttributeValue::Number(number) if conventions.is_python() => {
            Cow::Owned(attribute_text(number).into_bytes())
        }
        AttributeValue::Host(value) => return value.text(),
        _ => plain_text(value, conventions),
    })
}

/// The text that JavaScript's `String(value)` gives, or Python's `str(value)`.
pub(in crate::configcat) fn plain_text<'a>(
    value: &AttributeValue<'a>,
    conventions: Conventions,
) -> Cow<'a, [u8]> {
    let is_python = conventions.is_python();
    match *value {
        AttributeValue::Text(text)
        | AttributeValue::Date { text, .. }
        | AttributeValue::List { text, .. }
        | AttributeValue::Other(text) => Cow::Borrowed(text),
        AttributeValue::Number(number) if is_python => Cow::Owned(float_repr(number).into_bytes()),
        AttributeValue::Number(number) => Cow::Owned(to_text(number).into_bytes()),
        AttributeValue::Bool(true) => Cow::Borrowed(if is_python { b"True" } else { b"true" }),
        AttributeValue::Bool(false) => Cow::Borrowed(if is_python { b"False" } else { b"false" }),
        AttributeValue::Host(value) => value.display(),
        AttributeValue::Missing | AttributeValue::Unreadable => {
            Cow::Borrowed(if is_python { b"None" } else { b"undefined" })
        }
    }
}
