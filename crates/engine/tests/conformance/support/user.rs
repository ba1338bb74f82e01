//! Users, as a JavaScript host holds them.

use serde_json::Value;
use vexil_engine::configcat::{AttributeValue, Attributes, Conventions, Flag};
use vexil_engine::js::{number, wtf8};

/// An attribute's value with everything that the host must know to pass it on.
#[derive(Clone, Debug)]
pub(crate) enum Held {
    Text(Vec<u8>),
    Number(f64),
    Bool(bool),
    Date(f64),
    List { json: Vec<u8>, text: Vec<u8> },
    Other(Vec<u8>),
    Unreadable,
}

impl From<&str> for Held {
    fn from(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }
}

impl Held {
    /// Decodes a value of the data, in which `$date` and `$number` mark what JSON cannot say.
    pub(crate) fn from_json(value: &Value) -> Self {
        match value {
            Value::String(text) => text.as_str().into(),
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(_) => Self::Number(value.as_f64().unwrap()),
            Value::Array(items) => Self::list(items),
            Value::Object(special) => match (special.get("$date"), special.get("$number")) {
                (Some(iso), _) => Self::Date(parse_iso(iso.as_str().unwrap())),
                (_, Some(text)) => Self::Number(number::parse(text.as_str().unwrap().as_bytes())),
                _ => Self::Other(b"[object Object]".to_vec()),
            },
            Value::Null => unreachable!("a missing attribute is not held"),
        }
    }

    fn list(items: &[Value]) -> Self {
        let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
        let text = texts.join(",").into_bytes();
        if texts.len() < items.len() {
            return Self::Other(text);
        }
        Self::List { json: serde_json::to_vec(items).unwrap(), text }
    }

    fn as_attribute(&self) -> AttributeValue<'_> {
        match self {
            Self::Text(text) => AttributeValue::Text(text),
            Self::Number(number) => AttributeValue::Number(*number),
            Self::Bool(flag) => AttributeValue::Bool(*flag),
            Self::Date(ms) => AttributeValue::Date { ms: *ms, text: b"(a date)" },
            Self::List { json, text } => AttributeValue::List { json, text },
            Self::Other(text) => AttributeValue::Other(text),
            Self::Unreadable => AttributeValue::Unreadable,
        }
    }
}

/// Milliseconds of `YYYY-MM-DDTHH:MM:SS.mmmZ`, found by bisection so that no second calendar is needed.
fn parse_iso(text: &str) -> f64 {
    let (mut low, mut high) = (0.0, 4_102_444_800_000.0);
    while low < high {
        let middle = f64::trunc((low + high) / 2.0);
        match vexil_engine::js::date::iso_text(middle).unwrap().as_str() < text {
            true => low = middle + 1.0,
            false => high = middle,
        }
    }
    assert_eq!(vexil_engine::js::date::iso_text(low).as_deref(), Some(text));
    low
}

/// A user: the attributes it has, in the order in which JavaScript lists them.
#[derive(Clone, Debug, Default)]
pub(crate) struct User(pub(crate) Vec<(Vec<u8>, Held)>);

impl User {
    pub(crate) fn new<'a>(attributes: impl IntoIterator<Item = (&'a str, Held)>) -> Self {
        Self(attributes.into_iter().map(|(name, value)| (name.as_bytes().to_vec(), value)).collect())
    }

    /// The user's values for the plan of a flag.
    pub(crate) fn planned<'a>(user: Option<&'a Self>, flag: &'a Flag) -> Planned<'a> {
        Planned { conventions: Conventions::JavaScript, user, flag }
    }

    fn get(&self, name: &[u8]) -> Option<&Held> {
        self.0.iter().find(|(held, _)| held == name).map(|(_, value)| value)
    }

    /// The JSON text of a user whose attributes are all texts.
    pub(crate) fn json(&self) -> Vec<u8> {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| match value {
                Held::Text(text) => format!("{}:{}", quoted(name), quoted(text)),
                _ => panic!("only texts are printed: {value:?}"),
            })
            .collect();
        format!("{{{}}}", pairs.join(",")).into_bytes()
    }
}

fn quoted(text: &[u8]) -> String {
    serde_json::to_string(std::str::from_utf8(text).unwrap()).unwrap()
}

/// WTF-8 of code units written as a JSON array.
pub(crate) fn utf16(units: &Value) -> Vec<u8> {
    let units: Vec<u16> = super::list(units).iter().map(|unit| unit.as_u64().unwrap() as u16).collect();
    wtf8::from_utf16(&units)
}

/// A user seen through the plan of a flag.
pub(crate) struct Planned<'a> {
    pub(crate) conventions: Conventions,
    pub(crate) user: Option<&'a User>,
    pub(crate) flag: &'a Flag,
}

impl Attributes for Planned<'_> {
    fn conventions(&self) -> Conventions {
        self.conventions
    }

    fn has_user(&self) -> bool {
        self.user.is_some()
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        let name = self.flag.plan().get(slot).map(|attribute| attribute.name());
        let held = name.and_then(|name| self.user?.get(name));
        held.map_or(AttributeValue::Missing, Held::as_attribute)
    }
}
