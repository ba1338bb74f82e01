//! What is sent in headers, and what received headers become.

use vexil_client::fuzzing::{received_text, sent_headers};

use crate::parts;

/// Longer ETags are not sent: they would make requests that servers refuse.
const LONGEST_ETAG: usize = 4096;

/// An ETag, then names and values of headers in turns.
pub fn headers(data: &[u8]) {
    let mut parts = parts(data);
    let etag = parts.next().unwrap_or_default();
    let texts: Vec<String> = parts.map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let pairs: Vec<_> = texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    check_sent(&sent_headers(&pairs, None));

    // An ETag that came out of a cache: any text.
    let text = String::from_utf8_lossy(etag).into_owned();
    let sent = sent_headers(&[], Some(&text));
    check_sent(&sent);
    let expected = latin1(&text).filter(|bytes| is_field_value(bytes) && text.len() <= LONGEST_ETAG);
    assert_eq!(sent.into_iter().next().map(|(_, value)| value), expected, "{text:?}");

    // An ETag that came in a header: any bytes, and they go back as they came.
    let received = received_text(etag);
    let expected =
        Some(etag.to_vec()).filter(|bytes| is_field_value(bytes) && received.len() <= LONGEST_ETAG);
    let sent = sent_headers(&[], Some(&received));
    assert_eq!(sent.into_iter().next().map(|(_, value)| value), expected);
}

/// Nothing that is sent can end a header and begin another.
fn check_sent(headers: &[(String, Vec<u8>)]) {
    for (name, value) in headers {
        assert!(
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':'),
            "{name:?}"
        );
        assert!(is_field_value(value), "{value:?}");
    }
}

/// RFC 9110, 5.5: visible characters, spaces, tabs and `obs-text`.
fn is_field_value(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\t' | 0x20..=0x7E | 0x80..=0xFF))
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|char| u8::try_from(u32::from(char)).ok()).collect()
}
