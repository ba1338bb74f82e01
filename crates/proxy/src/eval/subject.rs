//! The user of one evaluation, as far as possible borrowed from where it stands.

use std::borrow::Cow;

use vexil_engine::configcat::AttributeValue;

use super::EvalFailure;
use super::list_text::{items_of, list_text};
use super::number_text::number_text;
use crate::user::{User, Value};

/// Up to this many attributes are looked at one by one.
const SCAN_LIMIT: usize = 16;

/// The attributes of a user.
#[derive(Debug, Default)]
pub(super) struct Subject<'a> {
    /// Few: as they came, the last one of a name counts. Many: sorted by name, each name once.
    attributes: Vec<(Cow<'a, str>, Held<'a>)>,
}

/// The value of an attribute.
#[derive(Debug)]
pub(super) enum Held<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A number, with its text where the engine's would be another one.
    Number(f64, Option<String>),
    /// A list of texts, as JSON without white space.
    List(Cow<'a, str>),
    /// No value that an attribute can have.
    Unfit,
}

impl Held<'_> {
    pub(super) fn number(number: f64) -> Self {
        Held::Number(number, number_text(number))
    }

    /// What is written of a text or a list.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::List(text) => text,
            Self::Number(..) | Self::Unfit => "",
        }
    }

    fn into_value(self) -> Option<Value> {
        match self {
            Self::Text(text) => Some(Value::Text(text.into())),
            Self::Number(number, _) => Some(Value::Number(number)),
            Self::List(json) => Some(Value::List(items_of(&json))),
            Self::Unfit => None,
        }
    }

    fn as_attribute(&self) -> AttributeValue<'_> {
        match self {
            Self::Text(text) => AttributeValue::Text(text.as_bytes()),
            // The engine reads the same number from the text.
            Self::Number(_, Some(text)) => AttributeValue::Text(text.as_bytes()),
            Self::Number(number, None) => AttributeValue::Number(*number),
            Self::List(json) => AttributeValue::List { json: json.as_bytes(), text: json.as_bytes() },
            Self::Unfit => AttributeValue::Unreadable,
        }
    }
}

impl<'a> Subject<'a> {
    /// The attributes in the order in which they stand in a request.
    ///
    /// # Errors
    /// [`EvalFailure::AttributeType`].
    pub(super) fn of_request(attributes: Vec<(Cow<'a, str>, Held<'a>)>) -> Result<Self, EvalFailure> {
        let subject = Self::of(attributes);
        for (at, (name, value)) in subject.attributes.iter().enumerate() {
            let is_last = || !subject.attributes.iter().skip(at + 1).any(|(later, _)| later == name);
            if matches!(value, Held::Unfit) && is_last() {
                return Err(EvalFailure::AttributeType(name.clone().into_owned()));
            }
        }
        Ok(subject)
    }

    fn of(mut attributes: Vec<(Cow<'a, str>, Held<'a>)>) -> Self {
        if attributes.len() > SCAN_LIMIT {
            attributes.sort_by(|(left, _), (right, _)| left.cmp(right));
            attributes.reverse();
            attributes.dedup_by(|(left, _), (right, _)| left == right);
            attributes.reverse();
        }
        Self { attributes }
    }

    /// The subject that has the attributes of `defaults`, too, where it has none of that name.
    pub(super) fn over(mut self, defaults: &'a User) -> Self {
        let missing = |name: &str| self.find(name.as_bytes()).is_none();
        let more: Vec<_> =
            defaults.attributes().iter().filter(|(name, _)| missing(name)).map(borrowed).collect();
        self.attributes.extend(more);
        Self::of(self.attributes)
    }

    /// The value of an attribute.
    #[inline]
    pub(super) fn get(&self, name: &[u8]) -> AttributeValue<'_> {
        self.find(name).map_or(AttributeValue::Missing, Held::as_attribute)
    }

    #[inline]
    fn find(&self, name: &[u8]) -> Option<&Held<'a>> {
        let attributes = &self.attributes;
        let at = if attributes.len() <= SCAN_LIMIT {
            attributes.iter().rposition(|(known, _)| known.as_bytes() == name)?
        } else {
            attributes.binary_search_by(|(known, _)| known.as_bytes().cmp(name)).ok()?
        };
        attributes.get(at).map(|(_, value)| value)
    }

    /// The user for keeps.
    pub(super) fn into_user(self) -> User {
        let owned = |(name, held): (Cow<'_, str>, Held<'_>)| Some((name.into(), held.into_value()?));
        self.attributes.into_iter().filter_map(owned).collect()
    }
}

impl<'a> From<&'a User> for Subject<'a> {
    fn from(user: &'a User) -> Self {
        Self { attributes: user.attributes().iter().map(borrowed).collect() }
    }
}

fn borrowed((name, value): &(Box<str>, Value)) -> (Cow<'_, str>, Held<'_>) {
    let held = match value {
        Value::Text(text) => Held::Text(Cow::Borrowed(text)),
        Value::Number(number) => Held::number(*number),
        Value::List(items) => Held::List(Cow::Owned(list_text(items))),
    };
    (Cow::Borrowed(name), held)
}
