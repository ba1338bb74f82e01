//! Whether a webhook's message is from ConfigCat, and new.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::lookup::text;
use crate::sdk::{MessageHash, Sdk};

const SIGNATURE: HeaderName = HeaderName::from_static("x-configcat-webhook-signature-v1");
const ID: HeaderName = HeaderName::from_static("x-configcat-webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-configcat-webhook-timestamp");

/// How far ahead of this clock a message may be, in seconds: a year. Nothing separates the signed parts, so that digits from the end of
/// the identifier could be made the beginning of a time that does not come for centuries.
const AHEAD: i64 = 365 * 86_400;

/// What a message is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// It is from ConfigCat.
    New,
    /// It is from ConfigCat, and was obeyed already.
    Repeated,
    /// It is not signed as it should be, or too old.
    None,
}

/// What a message about an SDK is worth: whether it is signed with its signing key, and recent. Without a signing key each is new.
/// `now` is in seconds since the Unix epoch.
pub(super) fn worth(sdk: &Sdk, headers: &HeaderMap, body: &[u8], now: i64) -> Worth {
    let Some(key) = &sdk.options().webhook_signing_key else { return Worth::New };
    match valid_message(key, sdk.options().webhook_signature_valid_for, headers, body, now) {
        None => Worth::None,
        Some((message, end)) if sdk.seen().is_first(message, now, end) => Worth::New,
        Some(_) => Worth::Repeated,
    }
}

/// The hash of a message that is signed and recent, and until when it is.
fn valid_message(
    key: &str,
    valid_for: Duration,
    headers: &HeaderMap,
    body: &[u8],
    now: i64,
) -> Option<(MessageHash, i64)> {
    let (signatures, id, timestamp) =
        (text(headers, &SIGNATURE), text(headers, &ID), text(headers, &TIMESTAMP));
    if signatures.is_empty() || id.is_empty() {
        return None;
    }
    let time = timestamp.parse::<i64>().ok()?;
    let end = time.saturating_add(i64::try_from(valid_for.as_secs()).unwrap_or(i64::MAX));
    if end < now || time > now.saturating_add(AHEAD) {
        return None;
    }
    let expected = signature(key, &[id.as_bytes(), timestamp.as_bytes(), body])?;
    let is_signed = signatures.split(',').any(|given| given.as_bytes().ct_eq(expected.as_bytes()).into());
    is_signed.then(|| (Sha256::digest(&expected).into(), end))
}

/// The signature of a message's parts; none if the key is unusable.
fn signature(key: &str, parts: &[&[u8]]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::SdkOptions;
    use crate::testing;

    fn headers(signature: &str, id: &str, timestamp: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, signature.parse().unwrap());
        headers.insert(ID, id.parse().unwrap());
        headers.insert(TIMESTAMP, timestamp.parse().unwrap());
        headers
    }

    fn sdk(key: Option<&str>) -> std::sync::Arc<Sdk> {
        let mut options = SdkOptions::new("key");
        options.webhook_signing_key = key.map(str::to_owned);
        testing::sdk("a", options, None)
    }

    #[test]
    fn the_signature_is_the_hmac_of_the_parts() {
        // RFC 4231, test case 2.
        let expected = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=";
        assert_eq!(
            signature("Jefe", &[b"what do ya ", b"want for ", b"nothing?"]).as_deref(),
            Some(expected)
        );
    }

    #[test]
    fn messages_are_checked() {
        let signed = |id: &str, time: &str, body: &[u8]| {
            signature("k", &[id.as_bytes(), time.as_bytes(), body]).unwrap()
        };
        let good = signed("1", "1000", b"body");
        let many = format!("x,{good},y");
        let spaced = format!("x, {good}");
        let next_year = signed("1", "31537000", b"body");
        let end_of_times = signed("1", "9000000000000000000", b"body");
        let odd = signed("1", "1000.5", b"body");
        let cases: [(&str, &str, &str, i64, bool); 14] = [
            (&good, "1", "1000", 1000, true),
            (&good, "1", "1000", 1300, true),
            (&good, "1", "1000", 1301, false),
            (&good, "1", "1001", 1000, false),
            (&good, "2", "1000", 1000, false),
            (&good, "", "1000", 1000, false),
            (&good, "1", "", 1000, false),
            ("", "1", "1000", 1000, false),
            (&many, "1", "1000", 1000, true),
            (&spaced, "1", "1000", 1000, false),
            (&next_year, "1", "31537000", 1000, true),
            (&next_year, "1", "31537000", 999, false),
            (&end_of_times, "1", "9000000000000000000", 1000, false),
            (&odd, "1", "1000.5", 1000, false),
        ];
        for (signature, id, time, now, expected) in cases {
            let worth = worth(&sdk(Some("k")), &headers(signature, id, time), b"body", now);
            assert_eq!(worth == Worth::New, expected, "{signature} {id} {time} {now}");
        }
        assert_eq!(worth(&sdk(Some("k")), &headers(&good, "1", "1000"), b"Body", 1000), Worth::None);
        assert_eq!(worth(&sdk(Some("k")), &HeaderMap::new(), b"", 1000), Worth::None);
        assert_eq!(worth(&sdk(None), &HeaderMap::new(), b"", 1000), Worth::New);
    }

    #[test]
    fn digits_of_the_identifier_do_not_make_a_message_younger() {
        let good = signature("k", &[b"abc17", b"1796000000", b"body"]).unwrap();
        let worth = |id: &str, time: &str| {
            worth(&sdk(Some("k")), &headers(&good, id, time), b"body", 1_796_000_000 + 1000)
        };
        for (id, time) in [
            ("abc17", "1796000000"),
            ("abc1", "71796000000"),
            ("abc", "171796000000"),
            ("abc171", "796000000"),
        ] {
            assert_eq!(worth(id, time), Worth::None, "{id} {time}");
        }
    }

    #[test]
    fn messages_are_obeyed_once() {
        let sdk = sdk(Some("k"));
        let good = signature("k", &[b"1", b"1000"]).unwrap();
        assert_eq!(worth(&sdk, &headers(&good, "1", "1000"), b"", 1000), Worth::New);
        assert_eq!(worth(&sdk, &headers(&good, "1", "1000"), b"", 1000), Worth::Repeated);
        // Nor with the same signature among others.
        assert_eq!(worth(&sdk, &headers(&format!("x,{good}"), "1", "1000"), b"", 1200), Worth::Repeated);
        let other = signature("k", &[b"2", b"1000"]).unwrap();
        assert_eq!(worth(&sdk, &headers(&other, "2", "1000"), b"", 1000), Worth::New);
    }
}
