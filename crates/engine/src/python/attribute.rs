//! How ConfigCat's Python SDK converts attributes.

use std::borrow::Cow;

use super::float::{float, float_repr};

/// `float(text.replace(",", "."))`: a text attribute read as a number.
pub(crate) fn attribute_number(text: &[u8]) -> Option<f64> {
    let mut text = Cow::Borrowed(text);
    if text.contains(&b',') {
        for byte in text.to_mut().iter_mut().filter(|byte| **byte == b',') {
            *byte = b'.';
        }
    }
    float(&text)
}

/// The text that text comparators and percentage options work on where an attribute is a `float`.
#[must_use]
pub fn attribute_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let text = float_repr(number);
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What configcat-client 10.0.1 makes of numbers.
    #[test]
    fn numbers_become_texts() {
        for (number, expected) in [
            (0.12345, "0.12345"),
            (125.0, "125"),
            (-0.0, "0"),
            (-1.234_567_89e96, "-1.23456789e+96"),
            (1e16, "1e+16"),
            (1e-5, "1e-05"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(attribute_text(number), expected);
        }
    }

    #[test]
    fn commas_are_decimal_points() {
        assert_eq!(attribute_number(b" 1,5 "), Some(1.5));
        assert_eq!(attribute_number(b"1,000,5"), None);
        assert_eq!(attribute_number(b"1_000,5"), Some(1000.5));
        assert_eq!(attribute_number(b""), None);
    }
}
