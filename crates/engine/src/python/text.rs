//! `str.strip` and `repr` of texts.

use crate::js::wtf8;

/// `text.strip()`: removes white space from both ends.
#[must_use]
pub fn strip(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let Some(length) = space_at_start(text) {
        text = text.get(length..).unwrap_or_default();
    }
    while let Some(rest) = without_last_space(text) {
        text = rest;
    }
    text
}

fn space_at_start(text: &[u8]) -> Option<usize> {
    match text {
        [first, ..] if is_ascii_space(*first) => Some(1),
        [0xC2, 0x85 | 0xA0, ..] => Some(2),
        [first, second, third, ..] if is_wide_space([*first, *second, *third]) => Some(3),
        _ => None,
    }
}

fn without_last_space(text: &[u8]) -> Option<&[u8]> {
    match text {
        [rest @ .., last] if is_ascii_space(*last) => Some(rest),
        [rest @ .., 0xC2, 0x85 | 0xA0] => Some(rest),
        [rest @ .., first, second, third] if is_wide_space([*first, *second, *third]) => Some(rest),
        _ => None,
    }
}

const fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | 0x1C..=0x1F | b' ')
}

/// U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
const fn is_wide_space(bytes: [u8; 3]) -> bool {
    matches!(
        bytes,
        [0xE1, 0x9A, 0x80]
            | [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF]
            | [0xE2, 0x81, 0x9F]
            | [0xE3, 0x80, 0x80]
    )
}

/// `repr(text)`, as far as it can be told without Python: characters beyond U+00AD are taken for printable.
#[must_use]
pub fn text_repr(text: &[u8]) -> Vec<u8> {
    let quote = if text.contains(&b'\'') && !text.contains(&b'"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for unit in char::decode_utf16(wtf8::to_utf16(text)) {
        match unit {
            Ok(c) if c == quote || c == '\\' => out.extend(['\\', c]),
            Ok('\n') => out.push_str("\\n"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\t') => out.push_str("\\t"),
            Ok(c @ ('\0'..='\x1F' | '\x7F'..='\u{A0}' | '\u{AD}')) => {
                out.push_str(&format!("\\x{:02x}", u32::from(c)));
            }
            Ok(c) => out.push(c),
            Err(lone) => out.push_str(&format!("\\u{:04x}", lone.unpaired_surrogate())),
        }
    }
    out.push(quote);
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The characters for which `str.isspace` says `True` in CPython.
    #[test]
    fn white_space_is_that_of_python() {
        const SPACES: &str = "\t\n\x0B\x0C\r\x1C\x1D\x1E\x1F \u{85}\u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}";
        for c in '\0'..='\u{FFFF}' {
            let is_space = SPACES.contains(c);
            let text = format!("{c}a{c}");
            let expected = if is_space { "a" } else { &text };
            assert_eq!(strip(text.as_bytes()), expected.as_bytes(), "{c:?}");
        }
        assert_eq!(strip(SPACES.as_bytes()), b"");
        assert_eq!(strip(b" a\x1C b "), b"a\x1C b");
    }

    /// `repr(text)` of CPython.
    #[test]
    fn texts_as_python_shows_them() {
        for (text, expected) in [
            ("", "''"),
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("\"", "'\"'"),
            ("'\"", "'\\'\"'"),
            ("\\", "'\\\\'"),
            ("\t\r\n\0\x7F", "'\\t\\r\\n\\x00\\x7f'"),
            ("\u{80}\u{A0}\u{AD}é😀", "'\\x80\\xa0\\xadé😀'"),
        ] {
            assert_eq!(String::from_utf8(text_repr(text.as_bytes())).unwrap(), expected);
        }
        assert_eq!(text_repr(b"\xED\xA0\xBD"), b"'\\ud83d'");
    }
}
