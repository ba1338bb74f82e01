//! Numbers as text, compared with other parsers and with the algorithms of the ECMAScript specification.

use vexil_engine::js::number;

use crate::text::{trim, trim_start};

const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// A text to read as a number; where it is eight bytes long, also a double to write.
pub fn numbers(data: &[u8]) {
    if let Ok(bits) = data.try_into() {
        write(f64::from_bits(u64::from_le_bytes(bits)));
    }
    let Ok(text) = std::str::from_utf8(data) else {
        // Bytes that are no text are no number either.
        assert!(number::parse(data).is_nan());
        let _ = (number::parse_attribute(data), number::parse_int_strict(data));
        return;
    };
    let expected = number_of(text);
    assert_same(number::parse(data), expected, text);
    match (number::parse_attribute(data), attribute_of(text)) {
        (Some(actual), Some(expected)) => assert_same(actual, expected, text),
        (actual, expected) => assert_eq!(actual, expected, "{text:?}"),
    }
    assert_eq!(number::parse_int_strict(data), strict_integer_of(text), "{text:?}");
    if expected.is_finite() {
        write(expected);
    }
}

fn assert_same(actual: f64, expected: f64, text: &str) {
    let is_same = actual.to_bits() == expected.to_bits() || actual.is_nan() && expected.is_nan();
    assert!(is_same, "{text:?}: {actual:?} instead of {expected:?}");
}

/// `Number(text)`, by the grammar of `StringNumericLiteral`.
fn number_of(text: &str) -> f64 {
    let text = trim(text);
    let prefixed = |radix, lower: &str, upper: &str| {
        let digits = text.strip_prefix(lower).or_else(|| text.strip_prefix(upper))?;
        Some(radix_number(digits, radix))
    };
    if let Some(number) =
        prefixed(16, "0x", "0X").or_else(|| prefixed(8, "0o", "0O")).or_else(|| prefixed(2, "0b", "0B"))
    {
        return number;
    }
    if text.is_empty() {
        return 0.0;
    }
    let (sign, digits) = match text.as_bytes()[0] {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    if digits == "Infinity" {
        return sign * f64::INFINITY;
    }
    unsigned_decimal(digits).map_or(f64::NAN, |number| sign * number)
}

/// Digits without a sign, point and exponent allowed. Rewritten as JSON writes numbers, so that `serde_json` can read them.
fn unsigned_decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let exponent = match exponent {
        None => "0",
        Some(exponent) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || !are_digits(digits) {
                return None;
            }
            exponent
        }
    };
    let whole = whole.trim_start_matches('0');
    let json = format!("{}.{fraction}0e{exponent}", if whole.is_empty() { "0" } else { whole });
    // What is out of range is refused there, and infinite in JavaScript.
    Some(serde_json::from_str(&json).unwrap_or(f64::INFINITY))
}

fn radix_number(digits: &str, radix: u32) -> f64 {
    let significant = digits.trim_start_matches('0');
    match (digits.is_empty(), digits.bytes().all(|byte| char::from(byte).is_digit(radix))) {
        (false, true) => big_number(significant, radix),
        _ => f64::NAN,
    }
}

/// Exact up to 128 bits. Longer ones keep 128 bits, of which the last stands for all that are cut off.
fn big_number(digits: &str, radix: u32) -> f64 {
    let bits = radix.trailing_zeros();
    let (mut number, mut dropped, mut cut) = (0_u128, 0_u32, false);
    for digit in digits.bytes().filter_map(|byte| char::from(byte).to_digit(radix)) {
        for bit in (0..bits).rev().map(|place| (digit >> place) & 1 == 1) {
            if number.leading_zeros() > 1 {
                number = number << 1 | u128::from(bit);
            } else {
                dropped = dropped.saturating_add(1);
                cut |= bit;
            }
        }
    }
    (number | u128::from(cut)) as f64 * 2_f64.powi(i32::try_from(dropped).unwrap_or(i32::MAX))
}

/// An attribute given as text, rule by rule.
fn attribute_of(text: &str) -> Option<f64> {
    let point = text.replacen(',', ".", 1);
    let rest = trim_start(&point);
    let has_odd_zero = rest
        .strip_prefix('0')
        .and_then(|rest| rest.chars().next())
        .is_some_and(|next| !matches!(next, '0'..='9' | '.' | 'e' | 'E'));
    let number = if rest.is_empty() || has_odd_zero { f64::NAN } else { number_of(&point) };
    (!number.is_nan() || trim(text) == "NaN").then_some(number)
}

fn strict_integer_of(text: &str) -> Option<f64> {
    let text = trim(text);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(number_of(text)).filter(|number| number.abs() <= MAX_SAFE_INTEGER)
}

/// `String(number)`, by the specification of `Number::toString`, from Rust's shortest digits.
fn write(number: f64) {
    let text = number::to_text(number);
    assert_eq!(text, text_of(number));
    let again = number::parse(text.as_bytes());
    assert!(again == number || again.is_nan() && number.is_nan());
}

fn text_of(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let sign = if number < 0.0 { "-" } else { "" };
    if number.is_infinite() {
        return format!("{sign}Infinity");
    }
    let scientific = format!("{:e}", number.abs());
    let (digits, exponent) = scientific.split_once('e').unwrap();
    let digits = even_of_two(number, &digits.replace('.', ""));
    // The names of the specification: the digits are `k` in number and stand before the exponent `n - k`.
    let n = exponent.parse::<i32>().unwrap() + 1;
    let k = i32::try_from(digits.len()).unwrap();
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap());
    let cut = |at: i32| digits.split_at(usize::try_from(at).unwrap());
    let plain = match n {
        _ if k <= n && n <= 21 => format!("{digits}{}", zeros(n - k)),
        1..=21 => {
            let (whole, fraction) = cut(n);
            format!("{whole}.{fraction}")
        }
        -5..=0 => format!("0.{}{digits}", zeros(-n)),
        _ => {
            let (first, rest) = cut(1);
            let point = if rest.is_empty() { "" } else { "." };
            format!("{first}{point}{rest}e{}{}", if n > 0 { "+" } else { "-" }, (n - 1).abs())
        }
    };
    format!("{sign}{plain}")
}

/// Where two lists of digits are equally close to the number, the specification takes the even one, and Rust the greater one.
fn even_of_two(number: f64, digits: &str) -> String {
    /// No double has more digits.
    const ALL: usize = 800;
    let exact = format!("{:.ALL$e}", number.abs()).replace('.', "");
    let exact = exact.split_once('e').unwrap().0.trim_end_matches('0');
    match exact.strip_suffix('5') {
        Some(below) if below.len() == digits.len() => {
            let below: u64 = below.parse().unwrap();
            (below + below % 2).to_string()
        }
        _ => digits.to_owned(),
    }
}
