//! Attribute values as texts.

use std::borrow::Cow;

use crate::configcat::AttributeValue;
use crate::js::number::to_text;

/// The text that text comparators and percentage options work on.
pub(in crate::configcat) fn coerced_text<'a>(value: &AttributeValue<'a>) -> Cow<'a, [u8]> {
    match *value {
        AttributeValue::Date { ms, .. } => Cow::Owned(to_text(ms / 1000.0).into_bytes()),
        AttributeValue::List { json, .. } => Cow::Borrowed(json),
        _ => plain_text(value),
    }
}

/// The text that JavaScript's `String(value)` gives.
pub(in crate::configcat) fn plain_text<'a>(value: &AttributeValue<'a>) -> Cow<'a, [u8]> {
    match *value {
        AttributeValue::Text(text)
        | AttributeValue::Date { text, .. }
        | AttributeValue::List { text, .. }
        | AttributeValue::Other(text) => Cow::Borrowed(text),
        AttributeValue::Number(number) => Cow::Owned(to_text(number).into_bytes()),
        AttributeValue::Bool(true) => Cow::Borrowed(b"true"),
        AttributeValue::Bool(false) => Cow::Borrowed(b"false"),
        AttributeValue::Missing | AttributeValue::Unreadable => Cow::Borrowed(b"undefined"),
    }
}
