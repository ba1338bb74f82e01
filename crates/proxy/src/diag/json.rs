//! JSON as Go's `encoding/json` writes it.

use bytes::Bytes;
use serde::Serialize;

/// The JSON of a value, without what would be markup inside a page.
pub(super) fn go_json(value: &impl Serialize) -> Bytes {
    let Ok(text) = serde_json::to_string(value) else { return Bytes::from_static(b"null") };
    // All of these occur inside strings only.
    let escaped = text
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    Bytes::from(escaped)
}
