//! What an evaluation can result in. Every flag has a fixed, numbered list of outcomes.

use std::borrow::Cow;

use super::Failure;
use crate::js::number::to_text;
use crate::python::JsonNumber;

/// The number of an outcome within its flag: an index into [`Flag::outcomes`](super::Flag::outcomes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutcomeId(pub u32);

/// A value that a flag can serve.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A text, as WTF-8.
    Text(Box<[u8]>),
    /// A number (Int and Double settings).
    Number(f64),
}

/// A borrowed value.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// A boolean.
    Bool(bool),
    /// A text, as WTF-8.
    Text(&'a [u8]),
    /// A number (Int and Double settings).
    Number(f64),
}

impl<'a> ValueRef<'a> {
    /// The value as text, as JavaScript writes it.
    pub(crate) fn to_text(self) -> Cow<'a, [u8]> {
        match self {
            ValueRef::Bool(true) => Cow::Borrowed(b"true"),
            ValueRef::Bool(false) => Cow::Borrowed(b"false"),
            ValueRef::Text(text) => Cow::Borrowed(text),
            ValueRef::Number(number) => Cow::Owned(to_text(number).into_bytes()),
        }
    }

    /// The value for keeps.
    #[must_use]
    pub fn to_owned(self) -> Value {
        match self {
            ValueRef::Bool(value) => Value::Bool(value),
            ValueRef::Text(text) => Value::Text(text.into()),
            ValueRef::Number(number) => Value::Number(number),
        }
    }
}

/// A value, and how it is written where that is of interest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Written<'a> {
    pub(super) value: ValueRef<'a>,
    /// The literal of a number, where that is not the text that JavaScript writes of the number.
    pub(super) literal: Option<&'a [u8]>,
}

impl<'a> Written<'a> {
    /// The value as text, as Python's `str` writes it.
    pub(super) fn to_python_text(self) -> Cow<'a, [u8]> {
        match self.value {
            ValueRef::Bool(true) => Cow::Borrowed(b"True"),
            ValueRef::Bool(false) => Cow::Borrowed(b"False"),
            ValueRef::Text(text) => Cow::Borrowed(text),
            ValueRef::Number(number) => {
                Cow::Owned(JsonNumber::new(number, self.literal).to_text().into_owned())
            }
        }
    }
}

impl<'a> From<ValueRef<'a>> for Written<'a> {
    fn from(value: ValueRef<'a>) -> Self {
        Self { value, literal: None }
    }
}

impl<'a> Outcome<'a> {
    /// The value and how it is written.
    pub(super) fn written(&self) -> Result<Written<'a>, &'a Failure> {
        self.value.map(|value| Written { value, literal: self.number_text })
    }
}

impl<'a> From<&'a Value> for ValueRef<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Bool(value) => ValueRef::Bool(*value),
            Value::Text(text) => ValueRef::Text(text),
            Value::Number(number) => ValueRef::Number(*number),
        }
    }
}

/// One possible outcome of a flag: a value and where in the flag it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome<'a> {
    /// The served value, or why there is none ("Setting value is missing or invalid.").
    pub value: Result<ValueRef<'a>, &'a Failure>,
    /// The literal of a number, as JSON text, where that is not the text that JavaScript writes of the number: `5.0`, `1e3`,
    /// `9007199254740993`. [`JsonNumber`](crate::python::JsonNumber) reads it as Python does.
    pub number_text: Option<&'a [u8]>,
    /// The variation id, where the config has one.
    pub variation_id: Option<&'a [u8]>,
    /// The index of the targeting rule that serves the value.
    pub rule: Option<u32>,
    /// The index of the percentage option that serves the value: within the rule, or within the setting where `rule` is `None`.
    pub option: Option<u32>,
}

/// The result of [`Config::evaluate`](super::Config::evaluate).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The evaluation chose an outcome that has a value.
    Outcome {
        /// The outcome's number.
        id: OutcomeId,
        /// Whether there are warnings to log: [`Config::explain`](super::Config::explain) tells which.
        warned: bool,
    },
    /// The evaluation failed, or reached an attribute that only `explain` can report.
    Explain,
}
