//! Header values between text and bytes. JavaScript's HTTP treats them as Latin-1.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};

/// Longer ETags are not sent: servers refuse heads of 8 KiB and more, and would refuse each request from then on.
const LONGEST_ETAG: usize = 4096;

/// The headers of a request. What cannot stand in a header is left out: without `If-None-Match` the answer is a
/// full one, which is right too.
pub(crate) fn request_headers(given: &[(String, String)], etag: Option<&str>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        if let (Ok(name), Some(value)) = (HeaderName::try_from(name.as_str()), value_of(value)) {
            headers.append(name, value);
        }
    }
    if let Some(etag) = etag.filter(|etag| etag.len() <= LONGEST_ETAG).and_then(value_of) {
        headers.insert(IF_NONE_MATCH, etag);
    }
    headers
}

fn value_of(text: &str) -> Option<HeaderValue> {
    let latin1: Option<Vec<u8>> = text.chars().map(|char| u8::try_from(char).ok()).collect();
    HeaderValue::from_bytes(&latin1?).ok()
}

/// The first value of a response header.
pub(super) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| latin1(value.as_bytes()))
}

pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_etag_goes_back_as_it_came(bytes in prop::collection::vec(prop_oneof![Just(b'\t'), 0x20..=0x7E_u8, 0x80..=0xFF_u8], 0..40)) {
            let headers = request_headers(&[], Some(&latin1(&bytes)));
            prop_assert_eq!(headers.get(IF_NONE_MATCH).map(HeaderValue::as_bytes), Some(&bytes[..]));
            prop_assert_eq!(header_text(&headers, "if-none-match"), Some(latin1(&bytes)));
        }

        #[test]
        fn nothing_ends_a_header_early(before in "\\PC{0,9}", end in "[\r\n\0]", after in "\\PC{0,9}") {
            let evil = format!("{before}{end}{after}");
            prop_assert!(request_headers(&[("x".to_owned(), evil.clone())], Some(&evil)).is_empty());
            prop_assert!(request_headers(&[(evil, "x".to_owned())], None).is_empty());
        }
    }
}
