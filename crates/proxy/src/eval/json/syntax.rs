//! What Go's parser says about texts that are no JSON.

use crate::eval::EvalFailure;

/// A syntax error, in Go's words.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::eval) struct Syntax(String);

impl Syntax {
    /// The text ends too early.
    pub(super) fn end() -> Self {
        Self("unexpected end of JSON input".to_owned())
    }

    /// A byte that cannot be where it is.
    pub(super) fn byte(byte: u8, context: &str) -> Self {
        Self(format!("invalid character {} {context}", quoted(byte)))
    }
}

impl From<Syntax> for EvalFailure {
    fn from(syntax: Syntax) -> Self {
        Self::Json(syntax.0)
    }
}

/// A byte as Go quotes it: it takes the number of the byte for that of a character.
fn quoted(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        b'\\' => r"'\\'".to_owned(),
        0x07 => r"'\a'".to_owned(),
        0x08 => r"'\b'".to_owned(),
        0x0C => r"'\f'".to_owned(),
        b'\n' => r"'\n'".to_owned(),
        b'\r' => r"'\r'".to_owned(),
        b'\t' => r"'\t'".to_owned(),
        0x0B => r"'\v'".to_owned(),
        0..0x20 | 0x7F => format!(r"'\x{byte:02x}'"),
        0x80..=0xA0 | 0xAD => format!(r"'\u{byte:04x}'"),
        _ => format!("'{}'", char::from(byte)),
    }
}
