//! How two values compare.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{DataRef, Exotic, number, wtf8};

/// What an operand of `<` becomes before it is compared.
enum Primitive<'a> {
    Text(Cow<'a, [u8]>),
    Number(f64),
}

impl<'a> DataRef<'a> {
    /// `left === right`. Lists, objects and what is no JSON are equal to nothing that is read apart from them.
    #[must_use]
    pub fn strict_equals(self, other: DataRef<'_>) -> bool {
        match (self, other) {
            (Self::Undefined, DataRef::Undefined) | (Self::Null, DataRef::Null) => true,
            (Self::Bool(left), DataRef::Bool(right)) => left == right,
            (Self::Number(left), DataRef::Number(right)) => left == right,
            (Self::Text(left), DataRef::Text(right)) => left == right,
            _ => false,
        }
    }

    /// `left == right`. Lists, objects and what is no JSON are equal to texts, numbers and booleans only; `false`, too, where a conversion
    /// throws.
    #[must_use]
    pub fn loose_equals(self, other: DataRef<'_>) -> bool {
        match (self, other) {
            (left, right) if left.is_nullish() || right.is_nullish() => {
                left.is_nullish() && right.is_nullish()
            }
            (DataRef::Bool(_) | DataRef::Number(_) | DataRef::Text(_), right) if right.is_whole() => {
                right.loose_equals(self)
            }
            (_, right) if right.is_whole() => false,
            (left, right) => match left.loose_primitive() {
                Some(Primitive::Text(text)) => match right {
                    DataRef::Text(other) => *text == *other,
                    right => number::parse(&text) == right.to_number(),
                },
                // No text but that of an integer is equal to a big integer.
                Some(Primitive::Number(value)) => match right {
                    DataRef::Text(text) if left.is_big_integer() && !is_integer(text) => false,
                    right => value == right.to_number(),
                },
                None => false,
            },
        }
    }

    /// Whether `==` takes it apart before it compares it with a text, a number or a boolean.
    const fn is_whole(self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_) | Self::Exotic(_))
    }

    /// As [`primitive`](Self::primitive), but dates become texts.
    fn loose_primitive(self) -> Option<Primitive<'a>> {
        match self {
            Self::Exotic(exotic) if exotic.is_broken() => None,
            Self::Exotic(exotic) if exotic.is_kind(b"object") && !exotic.is_boxed_number() => {
                Some(Primitive::Text(Cow::Borrowed(&exotic.text)))
            }
            _ => self.primitive(),
        }
    }

    /// `[left].includes(right)`: as `===`, but NaN is itself.
    #[must_use]
    pub fn same_value_zero(self, other: DataRef<'_>) -> bool {
        match (self, other) {
            (Self::Number(left), DataRef::Number(right)) if left.is_nan() => right.is_nan(),
            _ => self.strict_equals(other),
        }
    }

    /// `left < right`. `false` where a conversion throws, which [`compare`](Self::compare) tells.
    #[must_use]
    pub fn less_than(self, other: DataRef<'_>) -> bool {
        self.compare(other) == Some(Some(Ordering::Less))
    }

    /// What decides `<`, `<=`, `>` and `>=`: code units of two texts, else numbers, and nothing holds of NaN: `Some(None)`. `None` where
    /// JavaScript throws.
    #[must_use]
    pub fn compare(self, other: DataRef<'_>) -> Option<Option<Ordering>> {
        match (self, other) {
            (Self::Text(left), DataRef::Text(right)) => Some(Some(wtf8::compare(left, right))),
            (Self::Number(left), DataRef::Number(right)) => Some(left.partial_cmp(&right)),
            _ => match (self.primitive()?, other.primitive()?) {
                (Primitive::Text(left), Primitive::Text(right)) => Some(Some(wtf8::compare(&left, &right))),
                (_, Primitive::Text(text)) if self.is_big_integer() && !is_integer(&text) => Some(None),
                (Primitive::Text(text), _) if other.is_big_integer() && !is_integer(&text) => Some(None),
                (left, right) => Some(left.into_number().partial_cmp(&right.into_number())),
            },
        }
    }

    fn is_big_integer(self) -> bool {
        matches!(self, Self::Exotic(exotic) if exotic.is_kind(b"bigint"))
    }

    fn primitive(self) -> Option<Primitive<'a>> {
        Some(match self {
            Self::Text(text) => Primitive::Text(Cow::Borrowed(text)),
            Self::List(_) | Self::Object(_) => Primitive::Text(self.try_text()?),
            Self::Exotic(exotic) if exotic.is_kind(b"symbol") => return None,
            Self::Exotic(exotic) if exotic.becomes_text() => Primitive::Text(Cow::Borrowed(&exotic.text)),
            _ => Primitive::Number(self.to_number()),
        })
    }
}

/// Whether `BigInt(text)` is one: big integers compare with no other texts.
fn is_integer(text: &[u8]) -> bool {
    let value = number::parse(text);
    let is_hexadecimal = text.iter().any(|byte| matches!(byte, b'x' | b'X'));
    let is_fraction = text.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) && !is_hexadecimal;
    value.is_finite() && !is_fraction
}

impl Primitive<'_> {
    fn into_number(self) -> f64 {
        match self {
            Self::Text(text) => number::parse(&text),
            Self::Number(value) => value,
        }
    }
}

impl Exotic {
    /// Whether it is an object around a number or a boolean, which JavaScript compares and adds as a number: its JSON is its text, without
    /// quotes.
    pub(crate) fn is_boxed_number(&self) -> bool {
        let Some(json) = self.json.as_deref() else { return false };
        // JSON has no such numbers.
        let is_no_json = || json == b"null" && matches!(&*self.text, b"NaN" | b"Infinity" | b"-Infinity");
        self.is_kind(b"object") && (json == &*self.text || is_no_json())
    }

    /// Whether it has no number of its own, so that operators take its text: functions, instances of classes, wrapped strings; but no
    /// dates, big integers, wrapped numbers.
    fn becomes_text(&self) -> bool {
        let of_text = number::parse(&self.text);
        let has_own_number = !(of_text == self.number || of_text.is_nan() && self.number.is_nan());
        let is_invalid_date = *self.text == *b"Invalid Date";
        !(has_own_number || is_invalid_date || self.is_boxed_number() || self.is_kind(b"bigint"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::js::Data;

    fn data(json: &str) -> Data {
        Data::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn order_is_that_of_javascript() {
        // Node.js: left < right, left > right, left <= right
        let less = Some(Some(Ordering::Less));
        let greater = Some(Some(Ordering::Greater));
        let equal = Some(Some(Ordering::Equal));
        let cases = [
            ("1", "2", less),
            ("\"10\"", "\"9\"", less),
            ("\"10\"", "9", greater),
            ("null", "1", less),
            ("null", "0", equal),
            ("\"\"", "0", equal),
            ("true", "1", equal),
            ("[10]", "9", greater),
            ("[10]", "\"9\"", less),
            ("[1,2]", "\"1,3\"", less),
            ("{}", "\"z\"", less),
            ("{}", "1", Some(None)),
            ("\"a\"", "1", Some(None)),
            ("{\"toString\":1}", "1", None),
        ];
        for (left, right, expected) in cases {
            assert_eq!(data(left).view().compare(data(right).view()), expected, "{left} {right}");
        }
        assert_eq!(DataRef::Undefined.compare(DataRef::Null), Some(None));
    }

    #[test]
    fn what_is_no_json_compares_by_text_or_number() {
        let exotic = |text: &str, number: f64, json: Option<&str>, kind: &str| Exotic {
            text: text.as_bytes().into(),
            number,
            json: json.map(|json| json.as_bytes().into()),
            is_truthy: true,
            kind: kind.as_bytes().into(),
        };
        let order = |exotic: &Exotic, json: &str| DataRef::Exotic(exotic).compare(data(json).view());
        // Node.js, each beside the value that is named.
        let date =
            exotic("Thu Jan 01 1970 01:00:00 GMT+0100", 0.0, Some("\"1970-01-01T00:00:00.000Z\""), "object");
        assert_eq!(order(&date, "1"), Some(Some(Ordering::Less)));
        assert_eq!(order(&date, "\"A\""), Some(None));
        let invalid = exotic("Invalid Date", f64::NAN, Some("null"), "object");
        assert_eq!(order(&invalid, "\"A\""), Some(None));
        let big = exotic("10", 10.0, None, "bigint");
        assert_eq!(order(&big, "\"9\""), Some(Some(Ordering::Greater)));
        let function = exotic("function f(){}", f64::NAN, None, "function");
        assert_eq!(order(&function, "\"z\""), Some(Some(Ordering::Less)));
        let wrapped_text = exotic("5", 5.0, Some("\"5\""), "object");
        assert_eq!(order(&wrapped_text, "\"10\""), Some(Some(Ordering::Greater)));
        let wrapped_number = exotic("5", 5.0, Some("5"), "object");
        assert_eq!(order(&wrapped_number, "\"10\""), Some(Some(Ordering::Less)));
        let wrapped_nan = exotic("NaN", f64::NAN, Some("null"), "object");
        assert_eq!(order(&wrapped_nan, "\"z\""), Some(None));
        let class_with_json = exotic("a", f64::NAN, Some("5"), "object");
        assert_eq!(order(&class_with_json, "\"z\""), Some(Some(Ordering::Less)));
        let symbol = exotic("Symbol(x)", f64::NAN, None, "symbol");
        assert_eq!(order(&symbol, "1"), None);
    }

    #[test]
    fn loose_equality_converts_as_javascript_does() {
        // Node.js: left == right
        let cases = [
            ("1", "\"1\"", true),
            ("1", "\" 1 \"", true),
            ("true", "\"1\"", true),
            ("true", "\"true\"", false),
            ("\"\"", "0", true),
            ("\"\"", "false", true),
            ("null", "0", false),
            ("null", "null", true),
            ("[\"a\"]", "\"a\"", true),
            ("[1]", "1", true),
            ("[1]", "true", true),
            ("[]", "\"\"", true),
            ("[]", "false", true),
            ("[]", "[]", false),
            ("{}", "\"[object Object]\"", true),
            ("{}", "null", false),
            ("\"a\"", "\"A\"", false),
        ];
        for (left, right, expected) in cases {
            assert_eq!(data(left).view().loose_equals(data(right).view()), expected, "{left} {right}");
            assert_eq!(data(right).view().loose_equals(data(left).view()), expected, "{right} {left}");
        }
        assert!(DataRef::Undefined.loose_equals(DataRef::Null));
        let nan = DataRef::Number(f64::NAN);
        assert!(!nan.loose_equals(nan));
    }

    #[test]
    fn equality_converts_nothing() {
        let equal = |left: &str, right: &str| data(left).view().strict_equals(data(right).view());
        assert!(
            equal("1", "1.0") && equal("0", "-0") && equal("null", "null") && equal("\"a\"", "\"\\u0061\"")
        );
        assert!(!equal("1", "\"1\"") && !equal("[]", "[]") && !equal("{}", "{}") && !equal("null", "false"));
        let nan = DataRef::Number(f64::NAN);
        assert!(
            !nan.strict_equals(nan) && nan.same_value_zero(nan) && !nan.same_value_zero(DataRef::Number(0.0))
        );
        assert!(DataRef::Number(-0.0).same_value_zero(DataRef::Number(0.0)));
    }
}
