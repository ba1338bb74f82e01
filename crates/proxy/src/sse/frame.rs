//! What is written to streams.

use bytes::{Bytes, BytesMut};
use memchr::memmem;
use xxhash_rust::xxh3::Xxh3;

/// A comment, which clients skip.
pub(super) static HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");

/// What comes before the identifier of a variation in an answer. A quote after a comma begins a name or an item, since within a text
/// it would have a backslash before it.
const VARIATION: &[u8] = br#","variationId":""#;

/// What stands before and after the JSON of an event.
const BEFORE: &[u8] = b"data: ";
const AFTER: &[u8] = b"\n\n";

/// The event with this JSON, which is on one line.
pub(super) fn event(json: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(BEFORE.len() + json.len() + AFTER.len());
    frame.extend_from_slice(BEFORE);
    frame.extend_from_slice(json);
    frame.extend_from_slice(AFTER);
    frame.freeze()
}

/// The JSON of an event.
pub(super) fn json(event: &[u8]) -> &[u8] {
    event.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER)).unwrap_or(event)
}

/// A hash of an answer, the same for answers that are equal but for the identifiers of their variations.
pub(super) fn values(seed: u64, json: &[u8]) -> u128 {
    let mut hash = Xxh3::with_seed(seed);
    for part in Parts(Some(json)) {
        hash.update(part);
        // No part contains it, so that it tells where they end.
        hash.update(VARIATION);
    }
    hash.digest128()
}

/// The parts of an answer between the identifiers of its variations.
struct Parts<'a>(Option<&'a [u8]>);

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.0.take()?;
        let Some(at) = memmem::find(rest, VARIATION) else { return Some(rest) };
        let (part, rest) = rest.split_at(at);
        self.0 = rest.get(VARIATION.len()..).map(after_text);
        Some(part)
    }
}

/// What follows a JSON text, given without its opening quote.
fn after_text(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
        let escaped = rest.get(at) == Some(&b'\\');
        rest = rest.get(at + 1 + usize::from(escaped)..).unwrap_or_default();
        if !escaped {
            return rest;
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_variations_are_no_values() {
        let cases = [
            (r#"{"value":1,"variationId":"a"}"#, r#"{"value":1,"variationId":"b"}"#, true),
            (r#"{"value":1,"variationId":"a"}"#, r#"{"value":1,"variationId":""}"#, true),
            (r#"{"value":1,"variationId":"a"}"#, r#"{"value":2,"variationId":"a"}"#, false),
            (r#"{"value":1,"variationId":"a\"b\\"}"#, r#"{"value":1,"variationId":"\\\""}"#, true),
            (r#"{"value":true,"variationId":"a"}"#, r#"{"value":"true","variationId":"a"}"#, false),
            // The name within a value is a part of the value.
            (
                r#"{"value":",\"variationId\":\"a\"","variationId":"x"}"#,
                r#"{"value":",\"variationId\":\"b\"","variationId":"x"}"#,
                false,
            ),
            (r#"{"value":"\\","variationId":"x"}"#, r#"{"value":"\\","variationId":"y"}"#, true),
            (
                r#"{"a":{"value":1,"variationId":"x"},"b":{"value":2,"variationId":"y"}}"#,
                r#"{"a":{"value":1,"variationId":"1"},"b":{"value":2,"variationId":"2"}}"#,
                true,
            ),
            (
                r#"{"a":{"value":1,"variationId":"x"},"b":{"value":2,"variationId":"y"}}"#,
                r#"{"a":{"value":1,"variationId":"x"},"b":{"value":3,"variationId":"y"}}"#,
                false,
            ),
            // A flag more, a flag of another name.
            (
                r#"{"a":{"value":1,"variationId":"x"}}"#,
                r#"{"a":{"value":1,"variationId":"x"},"b":{"value":1,"variationId":"x"}}"#,
                false,
            ),
            (r#"{"a":{"value":1,"variationId":"x"}}"#, r#"{"b":{"value":1,"variationId":"x"}}"#, false),
            (
                r#"{"a":{"value":1,"variationId":"x"},"variationId":{"value":1,"variationId":"x"}}"#,
                r#"{"a":{"value":1,"variationId":"x"},"variationId":{"value":2,"variationId":"x"}}"#,
                false,
            ),
            ("{}", r#"{"a":{"value":1,"variationId":"x"}}"#, false),
            ("{}", "{}", true),
        ];
        for (one, other, same) in cases {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            assert_eq!(values(7, one) == values(7, other), same, "{one:?} {other:?}");
            assert_ne!(values(7, one), values(8, one), "{one:?}");
        }
    }

    #[test]
    fn an_event_is_one_line_of_data() {
        assert_eq!(event(b"{}"), "data: {}\n\n");
        assert_eq!(json(&event(b"{}")), b"{}");
    }
}
