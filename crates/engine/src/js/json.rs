//! `JSON.parse`, as far as evaluation needs it.

use serde::de::IgnoredAny;
use thiserror::Error;

use super::wtf8;

/// Text that `JSON.parse` refuses.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct JsonError(serde_json::Error);

/// Accepts exactly the texts that `JSON.parse` accepts, nested as deeply as they like.
///
/// # Errors
/// Where the text is not JSON; the error names the line and column.
pub fn validate(text: &[u8]) -> Result<(), JsonError> {
    // Ignored values are skipped by a loop with a stack on the heap, so depth costs a byte per level.
    serde_json::from_slice::<IgnoredAny>(text).map(drop).map_err(JsonError)
}

/// The items of a JSON array that holds nothing but strings; `None` for any other text.
pub fn string_array(text: &[u8]) -> Option<Vec<Box<[u8]>>> {
    let mut items = Vec::new();
    let mut rest = skip_space(skip_space(text).strip_prefix(b"[")?);
    if let Some(end) = rest.strip_prefix(b"]") {
        return skip_space(end).is_empty().then_some(items);
    }
    loop {
        let (item, after) = string(rest)?;
        items.push(item.into());
        rest = match skip_space(after) {
            [b',', next @ ..] => skip_space(next),
            [b']', end @ ..] => return skip_space(end).is_empty().then_some(items),
            _ => return None,
        };
    }
}

/// Decodes the string literal that `text` starts with. Gives what follows it, too.
pub(crate) fn string(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"")?;
    let mut out = Vec::new();
    loop {
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F))?;
        let (plain, special) = rest.split_at_checked(end)?;
        wtf8::append(&mut out, plain);
        match special {
            [b'"', after @ ..] => return Some((out, after)),
            [b'\\', b'u', after @ ..] => {
                let (digits, after) = after.split_at_checked(4)?;
                wtf8::push_unit(&mut out, code_unit(digits)?);
                rest = after;
            }
            [b'\\', escape, after @ ..] => {
                out.push(unescape(*escape)?);
                rest = after;
            }
            _ => return None,
        }
    }
}

fn code_unit(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |unit, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some((unit << 4) | u16::try_from(value).ok()?)
    })
}

const fn unescape(escape: u8) -> Option<u8> {
    match escape {
        b'"' | b'\\' | b'/' => Some(escape),
        b'b' => Some(0x08),
        b'f' => Some(0x0C),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        _ => None,
    }
}

fn skip_space(text: &[u8]) -> &[u8] {
    let length = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    text.get(length..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validate_accepts_what_javascript_accepts() {
        for text in [
            r#""\ud800""#,
            r#""\udc00\ud83d\ud83d\u0041""#,
            "1e400",
            "-0",
            "-1.5E-3",
            " \t\r\n null \n",
            "[]",
            "{}",
            r#"{"a":1,"a":2,"__proto__":{"":[]}}"#,
            "\"\u{7F}\u{2028}\"",
            "\"\u{FEFF}\"",
            r#""\/\b\f\n\r\t\\\"""#,
        ] {
            assert!(validate(text.as_bytes()).is_ok(), "{text:?}");
        }
        assert!(validate(b"\"\xED\xA0\x80\"").is_ok());
        assert!(validate(&vec![b'9'; 400]).is_ok());
    }

    #[test]
    fn validate_refuses_what_javascript_refuses() {
        for text in [
            "",
            " ",
            "\u{FEFF}{}",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "1e",
            "1e+",
            "NaN",
            "Infinity",
            "tru",
            "nulll",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\"}",
            "{1:1}",
            "\"\\x41\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"a",
            "\"\n\"",
            "\"\0\"",
            "[",
            "]",
            "{",
            "}",
            "[}",
            "{]",
            "1 2",
            "\u{A0}1",
            "/**/1",
            "\u{B}1",
            "\"\\",
            "{\"a\":}",
            "{,}",
            "[[]",
            "--1",
            "0x1",
            "1_0",
        ] {
            assert!(validate(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn depth_has_no_limit() {
        let levels = 1_000_000;
        let mut text = vec![b'['; levels];
        assert!(validate(&text).is_err());
        text.resize(levels * 2, b']');
        assert!(validate(&text).is_ok());
        assert_eq!(string_array(&text), None);
        assert!(validate("{\"a\":".repeat(levels).as_bytes()).is_err());
    }

    #[test]
    fn string_arrays() {
        let items = |text: &str| {
            string_array(text.as_bytes())
                .map(|items| items.iter().map(|item| wtf8::to_utf16(item)).collect::<Vec<_>>())
        };
        let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        assert_eq!(items("[]"), Some(vec![]));
        assert_eq!(items(" [ \"a\" ,\n\"é😀\" ] "), Some(vec![units("a"), units("é😀")]));
        assert_eq!(items(r#"["\u0041\n\/\"","\ud83d\ude00"]"#), Some(vec![units("A\n/\""), units("😀")]));
        assert_eq!(items(r#"["\ud83d","\ude00x"]"#), Some(vec![vec![0xD83D], vec![0xDE00, 0x78]]));
        for text in [
            "",
            "\"a\"",
            "{}",
            "[1]",
            "[\"a\",null]",
            "[\"a\",]",
            "[,]",
            "[\"a\"",
            "[\"a\"]x",
            "[\"a\" \"b\"]",
            "['a']",
            "[\"\n\"]",
            "[\"\\x\"]",
            "[\"\\u00g0\"]",
            "[\"\\u+123\"]",
            "[[\"a\"]]",
            "\u{FEFF}[]",
            "[\"a",
            "[\"\\",
        ] {
            assert_eq!(items(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_raw_surrogate_joins_an_escaped_one() {
        let text = [b"[\"".as_slice(), &wtf8::from_utf16(&[0xD83D]), br#"\ude00"]"#].concat();
        assert_eq!(string_array(&text), Some(vec!["😀".as_bytes().into()]));
    }
}
