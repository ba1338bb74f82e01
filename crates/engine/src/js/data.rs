//! A value as JavaScript sees it, read from JSON or from the host.

use super::array_index;

/// A value: what JSON can say, and what hosts have besides.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number
    Number(f64),
    /// A string, as WTF-8
    Text(Box<[u8]>),
    /// An array
    List(Box<[Self]>),
    /// An object
    Object(Object),
    /// What JSON cannot say: a date, a function, an instance of a class
    Exotic(Box<Exotic>),
}

/// The own properties of an object, in the order in which JavaScript lists them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object {
    entries: Box<[(Box<[u8]>, Data)]>,
}

/// A value that JSON cannot say, as the host converts it.
#[derive(Debug, Clone, PartialEq)]
pub struct Exotic {
    /// `String(value)`
    pub text: Box<[u8]>,
    /// `Number(value)`
    pub number: f64,
    /// `JSON.stringify(value)`; `None` where that gives `undefined`
    pub json: Option<Box<[u8]>>,
    /// `Boolean(value)`
    pub is_truthy: bool,
    /// `typeof value`
    pub kind: Box<[u8]>,
}

/// A [`Data`] that is looked at.
#[derive(Debug, Clone, Copy)]
pub enum DataRef<'a> {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number
    Number(f64),
    /// A string, as WTF-8
    Text(&'a [u8]),
    /// An array
    List(&'a [Data]),
    /// An object
    Object(&'a Object),
    /// What JSON cannot say
    Exotic(&'a Exotic),
}

impl Object {
    /// The entries must be in JavaScript's order, and their keys differ.
    #[must_use]
    pub fn new(entries: impl Into<Box<[(Box<[u8]>, Data)]>>) -> Self {
        Self { entries: entries.into() }
    }

    /// The properties, in order.
    #[must_use]
    pub fn entries(&self) -> &[(Box<[u8]>, Data)] {
        &self.entries
    }

    /// The values, in order.
    pub fn into_values(self) -> impl Iterator<Item = Data> {
        self.entries.into_iter().map(|(_, value)| value)
    }

    /// An own property.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<&Data> {
        self.entries.iter().find(|(known, _)| **known == *key).map(|(_, value)| value)
    }
}

impl Data {
    /// The same, to be looked at.
    #[must_use]
    pub fn view(&self) -> DataRef<'_> {
        match self {
            Self::Undefined => DataRef::Undefined,
            Self::Null => DataRef::Null,
            Self::Bool(value) => DataRef::Bool(*value),
            Self::Number(value) => DataRef::Number(*value),
            Self::Text(text) => DataRef::Text(text),
            Self::List(items) => DataRef::List(items),
            Self::Object(object) => DataRef::Object(object),
            Self::Exotic(exotic) => DataRef::Exotic(exotic),
        }
    }
}

impl<'a> DataRef<'a> {
    /// Where a path of property names leads. A step that is not there is `null`; only what holds `undefined` gives it. Items of lists
    /// go by their indices, and lists have a `length`.
    #[must_use]
    pub fn get_path<S: AsRef<[u8]>>(self, segments: &[S]) -> Self {
        segments.iter().try_fold(self, |value, segment| value.own(segment.as_ref())).unwrap_or(Self::Null)
    }

    fn own(self, key: &[u8]) -> Option<Self> {
        match self {
            Self::Object(object) => object.get(key).map(Data::view),
            Self::List(items) if key == b"length" => Some(Self::Number(items.len() as f64)),
            Self::List(items) => items.get(usize::try_from(array_index(key)?).ok()?).map(Data::view),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_through_own_properties() {
        let data = Data::parse(br#"{"a":{"b":[10,{"c":null}],"":1},"s":"abc","n":null}"#).unwrap();
        let at = |path: &str| data.view().get_path(&path.split('.').collect::<Vec<_>>()).json_text();
        let cases = [
            ("a.b.0", "10"),
            ("a.b.length", "2"),
            ("a.b.1.c", "null"),
            ("a.", "1"),
            ("a.b.2", "null"),
            ("a.b.00", "null"),
            ("a.b.-1", "null"),
            ("a.b.1.c.d", "null"),
            ("s.length", "null"),
            ("s.0", "null"),
            ("toString", "null"),
            ("", "null"),
            ("n", "null"),
        ];
        for (path, expected) in cases {
            assert_eq!(at(path).as_deref(), Some(expected.as_bytes()), "{path}");
        }
    }
}
