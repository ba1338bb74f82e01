//! The payload that caches keep: `"{timestamp}\n{etag}\n{json}"`.

use vexil_client::{ClientError, Entry};

use crate::text::trim;

/// From here on numbers are written with an exponent, which reading an integer does not look at.
const FIRST_WITH_EXPONENT: f64 = 1e21;

/// A payload.
pub fn cache_entry(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == b'\n');
    let (Some(time), Some(etag), Some(json)) = (parts.next(), parts.next(), parts.next()) else {
        assert_eq!(code(Entry::from_payload(data)), "INVALID_PAYLOAD");
        return;
    };
    let expected_time = std::str::from_utf8(time).ok().map(parse_int);
    if expected_time == Some(None) {
        assert_eq!(code(Entry::from_payload(data)), "INVALID_PAYLOAD");
        return;
    }
    let Ok(entry) = Entry::from_payload(data) else { return };
    assert!(!entry.initial);
    if let Some(Some(expected)) = expected_time {
        assert_eq!(entry.timestamp_ms, expected);
    }
    if let Ok(etag) = std::str::from_utf8(etag) {
        assert_eq!(entry.etag.as_deref().unwrap_or_default(), etag);
    }
    assert_eq!(entry.json().map(|json| &**json).unwrap_or_default(), json);
    if entry.timestamp_ms.abs() < FIRST_WITH_EXPONENT {
        let payload = entry.to_payload();
        let again = Entry::from_payload(&payload).unwrap();
        assert_eq!(again.timestamp_ms, entry.timestamp_ms);
        assert_eq!(again.json(), entry.json());
        assert!(again.has_same_config(&entry));
        assert_eq!(again.to_payload(), payload);
    }
}

fn code(result: Result<Entry, ClientError>) -> &'static str {
    result.expect_err("a bad payload").code()
}

/// `parseInt(text)`.
fn parse_int(text: &str) -> Option<f64> {
    let text = trim(text);
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, rest) = match rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X")) {
        Some(rest) => (16, rest),
        None => (10, rest),
    };
    let end = rest.find(|char: char| !char.is_digit(radix)).unwrap_or(rest.len());
    let digits = &rest[..end];
    let number = match u128::from_str_radix(digits, radix) {
        Ok(number) => number as f64,
        Err(_) if digits.is_empty() => return None,
        // Longer than any time; `serde_json` reads decimal ones.
        Err(_) if radix == 10 => {
            serde_json::from_str(&format!("{}.0", digits.trim_start_matches('0'))).unwrap_or(f64::INFINITY)
        }
        Err(_) => return Some(vexil_engine::js::number::parse(format!("0x{digits}").as_bytes()) * sign),
    };
    Some(number * sign)
}
