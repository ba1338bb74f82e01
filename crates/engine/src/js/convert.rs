//! What a value is as a text, a number, a boolean.

use std::borrow::Cow;

use super::{Data, DataRef, Exotic, Object, number, wtf8};

impl<'a> DataRef<'a> {
    /// `String(value)`. For what JavaScript cannot convert, which [`try_text`](Self::try_text) tells, it is the text of a plain object.
    #[must_use]
    pub fn to_text(self) -> Cow<'a, [u8]> {
        self.try_text().unwrap_or(Cow::Borrowed(OBJECT_TEXT))
    }

    /// `value + ''`; `None` where that throws: an object whose own `toString` is data, or a symbol.
    #[must_use]
    pub fn try_text(self) -> Option<Cow<'a, [u8]>> {
        Some(match self {
            Self::Undefined => Cow::Borrowed(b"undefined"),
            Self::Null => Cow::Borrowed(b"null"),
            Self::Bool(true) => Cow::Borrowed(b"true"),
            Self::Bool(false) => Cow::Borrowed(b"false"),
            Self::Number(value) => Cow::Owned(number::to_text(value).into_bytes()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::List(items) => {
                let mut out = Vec::new();
                join(items, &mut out)?;
                Cow::Owned(out)
            }
            Self::Object(object) => Cow::Borrowed(object_text(object)?),
            Self::Exotic(exotic) if exotic.is_kind(b"symbol") => return None,
            Self::Exotic(exotic) => Cow::Borrowed(&exotic.text),
        })
    }

    /// Shows `value + ''` to `look`, without allocating where the value is a scalar. `None` where that throws.
    pub fn with_text<T>(self, look: impl FnOnce(&[u8]) -> T) -> Option<T> {
        match self {
            Self::Number(value) => Some(look(ryu_js::Buffer::new().format(value).as_bytes())),
            _ => self.try_text().map(|text| look(&text)),
        }
    }

    /// `Number(value)`; NaN, too, for what JavaScript cannot convert.
    #[must_use]
    pub fn to_number(self) -> f64 {
        match self {
            Self::Undefined => f64::NAN,
            Self::Null => 0.0,
            Self::Bool(value) => f64::from(u8::from(value)),
            Self::Number(value) => value,
            Self::Text(text) => number::parse(text),
            Self::List(_) | Self::Object(_) => self.try_text().map_or(f64::NAN, |text| number::parse(&text)),
            Self::Exotic(exotic) => exotic.number,
        }
    }

    /// `Boolean(value)`
    #[must_use]
    pub fn is_truthy(self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(value) => value,
            Self::Number(value) => value != 0.0 && !value.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::List(_) | Self::Object(_) => true,
            Self::Exotic(exotic) => exotic.is_truthy,
        }
    }

    /// Whether it is `undefined` or `null`.
    #[must_use]
    pub const fn is_nullish(self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// `typeof value`, but `array` and `null` are told from objects.
    #[must_use]
    pub fn type_name(self) -> &'a [u8] {
        match self {
            Self::Undefined => b"undefined",
            Self::Null => b"null",
            Self::Bool(_) => b"boolean",
            Self::Number(_) => b"number",
            Self::Text(_) => b"string",
            Self::List(_) => b"array",
            Self::Object(_) => b"object",
            Self::Exotic(exotic) => &exotic.kind,
        }
    }
}

impl Exotic {
    /// Whether `typeof` gives this.
    pub(crate) fn is_kind(&self, kind: &[u8]) -> bool {
        *self.kind == *kind
    }
}

impl<'a> From<&'a Data> for DataRef<'a> {
    fn from(data: &'a Data) -> Self {
        data.view()
    }
}

const OBJECT_TEXT: &[u8] = b"[object Object]";

/// Own data of this name hides the method that would make the text.
fn object_text(object: &Object) -> Option<&'static [u8]> {
    object.get(b"toString").is_none().then_some(OBJECT_TEXT)
}

/// `Array.prototype.join`
fn join(items: &[Data], out: &mut Vec<u8>) -> Option<()> {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match item {
            Data::Undefined | Data::Null => {}
            Data::List(items) => join(items, out)?,
            Data::Text(text) => wtf8::append(out, text),
            item => wtf8::append(out, &item.view().try_text()?),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(json: &str) -> Data {
        Data::parse(json.as_bytes()).unwrap()
    }

    fn text(json: &str) -> String {
        String::from_utf8(data(json).view().to_text().into_owned()).unwrap()
    }

    #[test]
    fn texts_are_those_of_javascript() {
        // Node.js: String(JSON.parse(json))
        let cases = [
            ("null", "null"),
            ("true", "true"),
            ("-0", "0"),
            ("1e21", "1e+21"),
            ("\"a\"", "a"),
            ("[]", ""),
            ("[null]", ""),
            ("[1,[2,[null,\"x\"]],{}]", "1,2,,x,[object Object]"),
            ("{\"valueOf\":1}", "[object Object]"),
        ];
        for (json, expected) in cases {
            assert_eq!(text(json), expected, "{json}");
        }
        assert_eq!(&*DataRef::Undefined.to_text(), b"undefined");
        assert_eq!(&*DataRef::Number(f64::NAN).to_text(), b"NaN");
    }

    #[test]
    fn own_data_can_hide_the_conversion() {
        for json in ["{\"toString\":1}", "[[{\"toString\":null}]]"] {
            assert_eq!(data(json).view().try_text(), None);
            assert!(data(json).view().to_number().is_nan());
        }
    }

    #[test]
    fn numbers_are_those_of_javascript() {
        // Node.js: Number(JSON.parse(json))
        let cases = [
            ("null", 0.0),
            ("true", 1.0),
            ("false", 0.0),
            ("\"\"", 0.0),
            ("\" 0x10 \"", 16.0),
            ("[]", 0.0),
            ("[[5]]", 5.0),
            ("[null]", 0.0),
            ("[\"1e3\"]", 1000.0),
        ];
        for (json, expected) in cases {
            assert_eq!(data(json).view().to_number(), expected, "{json}");
        }
        for json in ["[1,2]", "{}", "\"a\"", "[true]"] {
            assert!(data(json).view().to_number().is_nan(), "{json}");
        }
        assert!(DataRef::Undefined.to_number().is_nan());
    }

    #[test]
    fn truth_is_that_of_javascript() {
        for json in ["null", "false", "0", "-0", "\"\""] {
            assert!(!data(json).view().is_truthy(), "{json}");
        }
        for json in ["true", "1", "-1", "\"0\"", "[]", "{}"] {
            assert!(data(json).view().is_truthy(), "{json}");
        }
        assert!(!DataRef::Undefined.is_truthy() && !DataRef::Number(f64::NAN).is_truthy());
    }

    #[test]
    fn surrogates_join_in_a_joined_list() {
        // Node.js: String(['\ud83d']) and the like; a comma always stands between two items.
        let text = data(r#"["\ud83d","\ude00"]"#).view().to_text().into_owned();
        assert_eq!(wtf8::to_utf16(&text), [0xD83D, 0x2C, 0xDE00]);
    }

    #[test]
    fn types_have_names() {
        for (json, name) in [
            ("null", "null"),
            ("1", "number"),
            ("\"\"", "string"),
            ("[]", "array"),
            ("{}", "object"),
            ("true", "boolean"),
        ] {
            assert_eq!(data(json).view().type_name(), name.as_bytes());
        }
    }
}
