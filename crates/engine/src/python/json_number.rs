//! What `json.loads` makes of numbers.

use std::borrow::Cow;

use super::float::float_repr;
use crate::js::number::to_text;

/// A number of JSON text, as Python reads it: an `int` of any size, or a `float`.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonNumber<'a> {
    /// An `int`.
    Int(i64),
    /// An `int` that takes more than 64 bits, in decimal digits.
    BigInt(Cow<'a, [u8]>),
    /// A `float`.
    Float(f64),
}

impl<'a> JsonNumber<'a> {
    /// What Python makes of a number of an outcome: its value, and its literal where the outcome has one
    /// ([`Outcome::number_text`](crate::configcat::Outcome::number_text)).
    #[must_use]
    pub fn new(number: f64, literal: Option<&'a [u8]>) -> Self {
        let literal = literal.map_or_else(|| Cow::Owned(to_text(number).into_bytes()), Cow::Borrowed);
        // NaN and infinite numbers have no digits.
        if !number.is_finite() && literal.iter().any(u8::is_ascii_alphabetic)
            || literal.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
        {
            return Self::Float(number);
        }
        match std::str::from_utf8(&literal).map(str::parse) {
            Ok(Ok(integer)) => Self::Int(integer),
            _ => Self::BigInt(literal),
        }
    }

    /// `str(number)`
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Int(number) => Cow::Owned(number.to_string().into_bytes()),
            Self::BigInt(digits) => Cow::Borrowed(digits),
            Self::Float(number) => Cow::Owned(float_repr(*number).into_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `str(json.loads(literal))` of CPython.
    #[test]
    fn literals_as_python_reads_them() {
        for (literal, expected) in [
            ("5", "5"),
            ("-5", "-5"),
            ("-0", "0"),
            ("0", "0"),
            ("5.0", "5.0"),
            ("-0.0", "-0.0"),
            ("1e3", "1000.0"),
            ("1E3", "1000.0"),
            ("1e+21", "1e+21"),
            ("0.000001", "1e-06"),
            ("1e-7", "1e-07"),
            ("9007199254740993", "9007199254740993"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("9223372036854775808", "9223372036854775808"),
            ("1e400", "inf"),
        ] {
            let number: f64 = literal.parse().unwrap();
            let read = JsonNumber::new(number, Some(literal.as_bytes()));
            assert_eq!(std::str::from_utf8(&read.to_text()).unwrap(), expected, "{literal}");
            if to_text(number) == literal {
                assert_eq!(JsonNumber::new(number, None).to_text(), read.to_text());
            }
        }
    }

    #[test]
    fn numbers_without_a_literal() {
        assert_eq!(JsonNumber::new(5.0, None), JsonNumber::Int(5));
        assert_eq!(JsonNumber::new(0.5, None), JsonNumber::Float(0.5));
        assert_eq!(JsonNumber::new(1e20, None), JsonNumber::BigInt(b"100000000000000000000".into()));
        assert_eq!(JsonNumber::new(1e21, None), JsonNumber::Float(1e21));
        assert_eq!(JsonNumber::new(f64::INFINITY, None), JsonNumber::Float(f64::INFINITY));
        assert!(matches!(JsonNumber::new(f64::NAN, None), JsonNumber::Float(number) if number.is_nan()));
        // An integer that no double is near to.
        let digits = [b'9'; 400];
        assert_eq!(JsonNumber::new(f64::INFINITY, Some(&digits)), JsonNumber::BigInt((&digits).into()));
    }
}
