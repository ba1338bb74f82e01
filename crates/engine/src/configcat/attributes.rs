//! The user, as the evaluation sees it: the attributes of a flag's plan, by position.

use std::borrow::Borrow;
use std::ptr;
use std::sync::Arc;

use super::{Conventions, HostValue};

/// An attribute that a flag can read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute(Arc<[u8]>);

impl Attribute {
    /// The attribute called `name`.
    pub(crate) fn new(name: &[u8]) -> Self {
        Self(name.into())
    }

    /// The name as the config has it (`Identifier`, `Email`, `Country` or a custom name), as WTF-8.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for Attribute {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

/// The value of one attribute. All texts are WTF-8.
///
/// Two of them are equal if they are the same value of the same kind. Values that the host holds are only equal to themselves.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum AttributeValue<'a> {
    /// The user has no such attribute (JavaScript: `null` or `undefined`).
    Missing,
    /// A text.
    Text(&'a [u8]),
    /// A number.
    Number(f64),
    /// A boolean.
    Bool(bool),
    /// A point in time.
    Date {
        /// Milliseconds since the Unix epoch; NaN for an invalid date.
        ms: f64,
        /// The host's plain text of it (JavaScript: `String(date)`).
        text: &'a [u8],
    },
    /// A list of texts.
    List {
        /// The list as JSON text (JavaScript: `JSON.stringify(list)`).
        json: &'a [u8],
        /// The host's plain text of it (JavaScript: `String(list)`).
        text: &'a [u8],
    },
    /// Any other value, as its plain text (JavaScript: `String(value)`).
    Other(&'a [u8]),
    /// A value that the host converts when it is asked to.
    Host(&'a dyn HostValue),
    /// The host failed to read the attribute, or cannot pass it here. An error only if the evaluation reaches it.
    Unreadable,
}

impl PartialEq for AttributeValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Missing, Self::Missing) | (Self::Unreadable, Self::Unreadable) => true,
            (Self::Text(left), Self::Text(right)) | (Self::Other(left), Self::Other(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left == right,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Date { ms, text }, Self::Date { ms: other_ms, text: other_text }) => {
                ms == other_ms && text == other_text
            }
            (Self::List { json, text }, Self::List { json: other_json, text: other_text }) => {
                json == other_json && text == other_text
            }
            (Self::Host(left), Self::Host(right)) => ptr::addr_eq(*left, *right),
            _ => false,
        }
    }
}

/// The host's side of an evaluation.
pub trait Attributes {
    /// Whose SDK the evaluation follows. Should be a constant.
    #[inline]
    fn conventions(&self) -> Conventions {
        Conventions::JavaScript
    }

    /// Whether there is a user at all.
    fn has_user(&self) -> bool;

    /// The value of the attribute at `slot` in the plan of the flag that is being evaluated. Called only if there is a user.
    /// A slot out of range is `Missing`.
    fn get(&self, slot: usize) -> AttributeValue<'_>;

    /// The identifier that percentage options go by where the config names no attribute for them. `slot` is that of the attribute
    /// `Identifier`. Called only if there is a user, and only with the conventions of Python. `Missing` counts as an empty text.
    fn identifier(&self, slot: usize) -> AttributeValue<'_> {
        self.get(slot)
    }
}
