//! JavaScript's conversions between text and numbers.

use super::wtf8;

/// The largest integer up to which every integer has its own double (`Number.MAX_SAFE_INTEGER`).
pub const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// `String(number)`: the shortest text that reads back as the same double, `"0"` for `-0`.
pub fn to_text(number: f64) -> String {
    ryu_js::Buffer::new().format(number).to_owned()
}

/// Whether JavaScript writes the number that the JSON literal stands for in the same way.
pub(crate) fn is_canonical(literal: &[u8], number: f64) -> bool {
    /// So many digits are exact in a double, and JavaScript writes no exponent for them.
    const SHORT: usize = 15;
    let is_short = literal.len() <= SHORT && literal.iter().all(u8::is_ascii_digit);
    is_short || ryu_js::Buffer::new().format(number).as_bytes() == literal
}

/// `Number(text)`: NaN where the text is not a numeric literal, 0 where it is blank.
pub fn parse(text: &[u8]) -> f64 {
    let text = wtf8::trim(text);
    match text {
        [] => 0.0,
        [b'0', b'x' | b'X', digits @ ..] => radix(digits, 4),
        [b'0', b'o' | b'O', digits @ ..] => radix(digits, 3),
        [b'0', b'b' | b'B', digits @ ..] => radix(digits, 1),
        _ => decimal(text),
    }
}

/// `parseInt(text)`: NaN where the text does not begin with digits.
pub fn parse_int(text: &[u8]) -> f64 {
    let text = wtf8::trim_start(text);
    let (is_negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (is_hexadecimal, text) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let is_digit = |byte: &u8| if is_hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
    let end = text.iter().position(|byte| !is_digit(byte)).unwrap_or(text.len());
    let digits = text.get(..end).unwrap_or_default();
    let value = match (digits, is_hexadecimal) {
        ([], _) => f64::NAN,
        (digits, true) => radix(digits, 4),
        (digits, false) => decimal(digits),
    };
    if is_negative { -value } else { value }
}

/// A user attribute given as text, read as a number.
///
/// The first comma counts as a decimal point. `None` where the text is not a decimal number; `Some(NaN)`
/// only for the text `NaN`.
pub fn parse_attribute(text: &[u8]) -> Option<f64> {
    let number = match memchr::memchr(b',', text) {
        None => parse_float_strict(text),
        Some(comma) => {
            let mut text = text.to_vec();
            if let Some(byte) = text.get_mut(comma) {
                *byte = b'.';
            }
            parse_float_strict(&text)
        }
    };
    (!number.is_nan() || wtf8::trim(text) == b"NaN").then_some(number)
}

/// Whether the number is an integer that no other integer shares a double with (`Number.isSafeInteger`).
pub fn is_safe_integer(number: f64) -> bool {
    number.trunc() == number && number.abs() <= MAX_SAFE_INTEGER
}

/// Text of the form `^\s*[+-]?\d+\s*$` whose value is a safe integer; `None` for anything else.
pub fn parse_int_strict(text: &[u8]) -> Option<f64> {
    let text = wtf8::trim(text);
    let digits = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(decimal(text)).filter(|number| is_safe_integer(*number))
}

/// Refuses blank text and a lone zero that another character follows: `0x1F`, but `"0 "` too.
fn parse_float_strict(text: &[u8]) -> f64 {
    match wtf8::trim_start(text) {
        [] => f64::NAN,
        [b'0', next, ..] if !matches!(next, b'0'..=b'9' | b'.' | b'e' | b'E') => f64::NAN,
        _ => parse(text),
    }
}

/// A `StrDecimalLiteral`. Rust's parser takes the same literals, and `inf`, `infinity` and `nan` besides.
fn decimal(text: &[u8]) -> f64 {
    match text {
        b"Infinity" | b"+Infinity" => return f64::INFINITY,
        b"-Infinity" => return f64::NEG_INFINITY,
        _ => {}
    }
    if !text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
        return f64::NAN;
    }
    std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

/// Digits of a radix of `2^bits`, rounded to the nearest double, ties to even.
fn radix(digits: &[u8], bits: u32) -> f64 {
    if digits.is_empty() {
        return f64::NAN;
    }
    let mut mantissa: u64 = 0;
    let mut dropped: i32 = 0;
    let mut sticky = false;
    for digit in digits {
        let Some(digit) = char::from(*digit).to_digit(1 << bits) else {
            return f64::NAN;
        };
        if mantissa >> (64 - bits) == 0 {
            mantissa = (mantissa << bits) | u64::from(digit);
        } else {
            sticky |= digit != 0;
            dropped = dropped.saturating_add(bits.cast_signed());
        }
    }
    // At least 60 bits are held where anything was dropped, so the last one is below the rounding position.
    let rounded = (mantissa | u64::from(sticky)) as f64;
    rounded * 2f64.powi(dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_that_texts_begin_with() {
        // Node.js: parseInt(text)
        let cases = [
            ("1", 1.0),
            (" -1.9", -1.0),
            ("+5abc", 5.0),
            ("0x1Fg", 31.0),
            ("1e3", 1.0),
            ("007", 7.0),
            ("9007199254740993", 9_007_199_254_740_992.0),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_int(text.as_bytes()), expected, "{text}");
        }
        for text in ["", "a1", "-", "0x", ".5", "Infinity"] {
            assert!(parse_int(text.as_bytes()).is_nan(), "{text}");
        }
    }

    fn same(left: f64, right: f64) -> bool {
        left == right && left.is_sign_negative() == right.is_sign_negative()
            || left.is_nan() && right.is_nan()
    }

    #[test]
    fn number_of_text() {
        let cases: &[(&str, f64)] = &[
            ("", 0.0),
            (" \u{FEFF}\u{2028}", 0.0),
            ("5.", 5.0),
            (".5", 0.5),
            ("5.e3", 5000.0),
            (".", f64::NAN),
            ("e5", f64::NAN),
            ("+", f64::NAN),
            ("-0", -0.0),
            ("+007", 7.0),
            ("1e400", f64::INFINITY),
            ("1e-400", 0.0),
            ("+Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("infinity", f64::NAN),
            ("inf", f64::NAN),
            ("nan", f64::NAN),
            ("NaN", f64::NAN),
            ("1_000", f64::NAN),
            ("1f", f64::NAN),
            ("0x1F", 31.0),
            ("0X", f64::NAN),
            ("-0x1", f64::NAN),
            ("0b101", 5.0),
            ("0o17", 15.0),
            ("0o8", f64::NAN),
            ("0x+1", f64::NAN),
            ("\u{661}", f64::NAN),
        ];
        for (text, expected) in cases {
            let actual = parse(text.as_bytes());
            assert!(same(actual, *expected), "{text:?}: {actual} instead of {expected}");
        }
    }

    #[test]
    fn long_hexadecimal_literals_round_to_even() {
        // Facts from Node.js: Number('0x20000000000001'), …
        assert_eq!(parse(b"0x20000000000001"), 9_007_199_254_740_992.0);
        assert_eq!(parse(b"0x20000000000003"), 9_007_199_254_740_996.0);
        assert_eq!(parse(b"0x20000000000001000000000000000000001"), 1.742_245_718_635_205_3e41);
        assert_eq!(parse(b"0x2000000000000100000000000000000000"), 1.088_903_574_147_003_1e40);
        let mut huge = b"0x".to_vec();
        huge.resize(400, b'f');
        assert_eq!(parse(&huge), f64::INFINITY);
        let mut zeros = b"0x".to_vec();
        zeros.resize(4000, b'0');
        zeros.push(b'7');
        assert_eq!(parse(&zeros), 7.0);
    }

    #[test]
    fn attribute_text() {
        assert_eq!(parse_attribute(b"1,5"), Some(1.5));
        assert_eq!(parse_attribute(b"1,000,5"), None);
        assert_eq!(parse_attribute(b" 0"), Some(0.0));
        assert_eq!(parse_attribute(b"0 "), None);
        assert_eq!(parse_attribute(b"1 "), Some(1.0));
        assert_eq!(parse_attribute(b"0x1F"), None);
        assert_eq!(parse_attribute(b""), None);
        assert_eq!(parse_attribute(b" \t"), None);
        assert!(parse_attribute(b" NaN ").is_some_and(f64::is_nan));
        assert_eq!(parse_attribute(b"N,N"), None);
    }

    #[test]
    fn strict_integers() {
        assert_eq!(parse_int_strict(b" +12\n"), Some(12.0));
        assert_eq!(parse_int_strict(b"-3"), Some(-3.0));
        assert_eq!(parse_int_strict(b"9007199254740991"), Some(MAX_SAFE_INTEGER));
        assert_eq!(parse_int_strict(b"9007199254740992"), None);
        for text in ["", " ", "+", "1.0", "1e3", "0x1", "+-1", "1 2"] {
            assert_eq!(parse_int_strict(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn text_of_number() {
        let cases = [
            (-0.0, "0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
            (1e21, "1e+21"),
            (-1.234_567_89e-96, "-1.23456789e-96"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
        ];
        for (number, expected) in cases {
            assert_eq!(to_text(number), expected);
        }
    }

    #[test]
    fn safe_integers() {
        assert!(is_safe_integer(-0.0) && is_safe_integer(-MAX_SAFE_INTEGER));
        assert!(!is_safe_integer(MAX_SAFE_INTEGER + 1.0) && !is_safe_integer(0.5));
        assert!(!is_safe_integer(f64::NAN) && !is_safe_integer(f64::INFINITY));
    }
}
