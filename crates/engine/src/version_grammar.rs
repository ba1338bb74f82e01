//! The grammar of Semantic Versioning, as far as the readers of versions agree on it.

/// A whole number without leading zeros.
pub(crate) fn is_number(text: &[u8]) -> bool {
    match text {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// An identifier of build metadata.
pub(crate) fn is_identifier(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// An identifier of a prerelease: one of digits alone is a number.
pub(crate) fn is_prerelease_identifier(text: &[u8]) -> bool {
    is_identifier(text) && (is_number(text) || !text.iter().all(u8::is_ascii_digit))
}

/// The parts between dots.
pub(crate) fn identifiers(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'.')
}

/// What stands before the first `separator`, and behind it if there is one.
pub(crate) fn split_at_byte(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(separator, text).and_then(|at| text.split_at_checked(at)) {
        Some((before, [_, after @ ..])) => (before, Some(after)),
        _ => (text, None),
    }
}
