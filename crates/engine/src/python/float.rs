//! `float(text)` and `repr(number)`.

use std::borrow::Cow;

use super::digits::decimal_value;

/// `float(text)`; `None` where Python raises a `ValueError`.
///
/// Digits of all scripts count, white space around the number does not, and single underscores may stand between digits.
#[must_use]
pub fn float(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(to_ascii(text)?) };
    let number = text.trim_matches(is_space);
    if number.contains('_') { without_underscores(number)?.parse().ok() } else { number.parse().ok() }
}

/// The white space of C. Python's `float` keeps the separators 0x1C to 0x1F, unlike `str.strip`.
const fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ')
}

/// Digits and white space of other scripts as ASCII; `None` if there is anything else beyond ASCII.
fn to_ascii(text: &str) -> Option<String> {
    text.chars()
        .map(|c| match c {
            '\0'..='\x7F' => Some(c),
            c if c.is_whitespace() => Some(' '),
            c => decimal_value(c).map(|value| char::from(b'0' + value)),
        })
        .collect()
}

/// Removes the underscores; `None` if one does not stand between two digits.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut underscores = text.match_indices('_').map(|(at, _)| at);
    let is_sound = underscores.all(|at| is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1)));
    is_sound.then(|| text.replace('_', ""))
}

/// `repr(number)`, which is `str(number)`, too.
#[must_use]
pub fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // The shortest digits that read back as the same number.
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent @ -4..16) => positional(mantissa, exponent),
        Ok(exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
        Err(_) => scientific,
    }
}

fn positional(mantissa: &str, exponent: i32) -> String {
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    match usize::try_from(exponent) {
        Err(_) => {
            let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
            format!("{sign}0.{zeros}{digits}")
        }
        Ok(exponent) => match digits.split_at_checked(exponent + 1) {
            Some((whole, "")) => format!("{sign}{whole}.0"),
            Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
            None => format!("{sign}{digits:0<width$}.0", width = exponent + 1),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `float(text)` of CPython 3.9 and 3.12.
    #[test]
    fn texts_that_python_reads_as_numbers() {
        let cases = [
            ("\u{85} 1", 1.0),
            ("\u{2003}1\u{3000}", 1.0),
            ("1\u{2009}", 1.0),
            ("\t\n\x0B\x0C\r 1 ", 1.0),
            ("1_000", 1000.0),
            ("1.5_5", 1.55),
            ("1e1_0", 1e10),
            ("iNf", f64::INFINITY),
            ("+Infinity", f64::INFINITY),
            ("-inf", f64::NEG_INFINITY),
            ("1e400", f64::INFINITY),
            ("5.", 5.0),
            (".5", 0.5),
            ("1.e2", 100.0),
            ("1e-5", 1e-5),
            ("0123", 123.0),
            ("+1", 1.0),
            ("\u{661}\u{662}", 12.0),
            ("\u{FF11}.\u{FF15}", 1.5),
            ("\u{661}_\u{662}", 12.0),
            ("\u{1FBF9}", 9.0),
        ];
        for (text, expected) in cases {
            assert_eq!(float(text.as_bytes()), Some(expected), "{text:?}");
        }
        for text in ["nan", "-NaN", " NAN "] {
            assert!(float(text.as_bytes()).is_some_and(f64::is_nan), "{text:?}");
        }
        assert!(float(b"-0").is_some_and(|number| number == 0.0 && number.is_sign_negative()));
    }

    #[test]
    fn texts_that_python_does_not_read_as_numbers() {
        for text in [
            "",
            " ",
            ".",
            "1__0",
            "_1",
            "1_",
            "1_.5",
            "1._5",
            "1_e5",
            "1e_5",
            "_",
            "infin",
            "in_f",
            "0x10",
            "1 2",
            "\0",
            "1\0",
            "\x1C1",
            "1\x1F",
            "\x1C\u{85}\u{FF11}",
            "\u{180E}1",
            "\u{FEFF}1",
            "+ 1",
            "++1",
            "1e",
            "1e+",
            "1d",
            "NaN1",
            "é",
            "1,5",
            "²",
        ] {
            assert_eq!(float(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(float(b"\xED\xA0\x80"), None);
    }

    /// `repr(number)` of CPython 3.9 and 3.12.
    #[test]
    fn numbers_as_python_writes_them() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-125.0, "-125.0"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.000_123, "0.000123"),
            (0.000_01, "1e-05"),
            (1.234_567_89e-96, "1.23456789e-96"),
            (1e15, "1000000000000000.0"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
            (1e16, "1e+16"),
            (1.5e16, "1.5e+16"),
            (1.234_567_890_123_456_7e16, "1.2345678901234568e+16"),
            (1e21, "1e+21"),
            (1e22, "1e+22"),
            (1e100, "1e+100"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::from_bits(1), "5e-324"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
            (1_693_497_600.5, "1693497600.5"),
            (123_456_789.123_456_78, "123456789.12345678"),
        ];
        for (number, expected) in cases {
            assert_eq!(float_repr(number), expected);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_back(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assume!(!number.is_nan());
            prop_assert_eq!(float(float_repr(number).as_bytes()), Some(number));
        }

        #[test]
        fn any_text_is_a_number_or_none(text in any::<Vec<u8>>()) {
            let _ = float(&text);
        }
    }
}
