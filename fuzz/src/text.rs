//! Text as WTF-8, compared with lists of UTF-16 code units.

use vexil_engine::js::wtf8;

use crate::parts;

/// A text and a pattern to look for.
pub fn text(data: &[u8]) {
    let mut parts = parts(data);
    let (raw, raw_pattern) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // Bytes that are no WTF-8 must do no harm.
    let _ = (
        wtf8::contains(raw, raw_pattern),
        wtf8::starts_with(raw, raw_pattern),
        wtf8::ends_with(raw, raw_pattern),
    );
    let _ = (
        wtf8::trim(raw),
        wtf8::utf16_len(raw),
        wtf8::has_lone_surrogate(raw),
        wtf8::splits_pair(raw, raw_pattern),
    );

    let (units, pattern_units) = (wtf8::to_utf16(raw), wtf8::to_utf16(raw_pattern));
    let (text, pattern) = (wtf8::from_utf16(&units), wtf8::from_utf16(&pattern_units));
    assert_eq!(wtf8::to_utf16(&text), units);
    assert_eq!(wtf8::utf16_len(&text), units.len());
    assert_eq!(wtf8::to_lossy(&text), String::from_utf16_lossy(&units));
    assert_eq!(wtf8::has_lone_surrogate(&text), String::from_utf16(&units).is_err());

    let holds =
        pattern_units.is_empty() || units.windows(pattern_units.len()).any(|window| window == pattern_units);
    assert_eq!(wtf8::contains(&text, &pattern), holds);
    assert_eq!(wtf8::starts_with(&text, &pattern), units.starts_with(&pattern_units));
    assert_eq!(wtf8::ends_with(&text, &pattern), units.ends_with(&pattern_units));

    let joined_units = [&units[..], &pattern_units].concat();
    let mut joined = text;
    wtf8::append(&mut joined, &pattern);
    assert_eq!(joined, wtf8::from_utf16(&joined_units));
    let mut pushed = Vec::new();
    joined_units.iter().for_each(|unit| wtf8::push_unit(&mut pushed, *unit));
    assert_eq!(pushed, joined);

    if let Ok(text) = std::str::from_utf8(raw) {
        assert_eq!(wtf8::from_utf16(&text.encode_utf16().collect::<Vec<_>>()), raw);
        assert_eq!(wtf8::trim(raw), trim(text).as_bytes());
        assert_eq!(wtf8::trim_start(raw), trim_start(text).as_bytes());
    }
}

/// JavaScript's white space is Unicode's, but for two characters.
fn is_space(char: char) -> bool {
    char == '\u{FEFF}' || char.is_whitespace() && char != '\u{85}'
}

/// `text.trim()`.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `text.trimStart()`.
pub(crate) fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_space)
}
