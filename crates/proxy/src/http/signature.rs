//! Whether a webhook's message is from ConfigCat, and new.

use axum::http::{HeaderMap, HeaderName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::lookup::text;
use crate::sdk::Sdk;

const SIGNATURE: HeaderName = HeaderName::from_static("x-configcat-webhook-signature-v1");
const ID: HeaderName = HeaderName::from_static("x-configcat-webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-configcat-webhook-timestamp");

/// Whether a message about an SDK is signed with its signing key, recent, and not obeyed before. Without a signing key all are.
/// `now` is in seconds since the Unix epoch.
pub(super) fn is_valid(sdk: &Sdk, headers: &HeaderMap, body: &[u8], now: i64) -> bool {
    let options = sdk.options();
    let Some(key) = &options.webhook_signing_key else { return true };
    let (signatures, id, timestamp) =
        (text(headers, &SIGNATURE), text(headers, &ID), text(headers, &TIMESTAMP));
    if signatures.is_empty() || id.is_empty() {
        return false;
    }
    let Ok(time) = timestamp.parse::<i64>() else { return false };
    let valid_for = i64::try_from(options.webhook_signature_valid_for.as_secs()).unwrap_or(i64::MAX);
    let end = time.saturating_add(valid_for);
    if end < now {
        return false;
    }
    let Some(expected) = signature(key, &[id.as_bytes(), timestamp.as_bytes(), body]) else { return false };
    let is_signed = signatures.split(',').any(|given| given.as_bytes().ct_eq(expected.as_bytes()).into());
    is_signed && sdk.seen().is_first(Sha256::digest(&expected).into(), now, end)
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
        let future = signed("1", "9000000000000000000", b"body");
        let odd = signed("1", "1000.5", b"body");
        let cases: [(&str, &str, &str, i64, bool); 12] = [
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
            (&future, "1", "9000000000000000000", 1000, true),
            (&odd, "1", "1000.5", 1000, false),
        ];
        for (signature, id, time, now, expected) in cases {
            let valid = is_valid(&sdk(Some("k")), &headers(signature, id, time), b"body", now);
            assert_eq!(valid, expected, "{signature} {id} {time} {now}");
        }
        assert!(!is_valid(&sdk(Some("k")), &headers(&good, "1", "1000"), b"Body", 1000));
        assert!(!is_valid(&sdk(Some("k")), &HeaderMap::new(), b"", 1000));
        assert!(is_valid(&sdk(None), &HeaderMap::new(), b"", 1000));
    }

    #[test]
    fn messages_are_obeyed_once() {
        let sdk = sdk(Some("k"));
        let good = signature("k", &[b"1", b"1000"]).unwrap();
        assert!(is_valid(&sdk, &headers(&good, "1", "1000"), b"", 1000));
        assert!(!is_valid(&sdk, &headers(&good, "1", "1000"), b"", 1000));
        // Nor with the same signature among others.
        assert!(!is_valid(&sdk, &headers(&format!("x,{good}"), "1", "1000"), b"", 1200));
        let other = signature("k", &[b"2", b"1000"]).unwrap();
        assert!(is_valid(&sdk, &headers(&other, "2", "1000"), b"", 1000));
    }
}
