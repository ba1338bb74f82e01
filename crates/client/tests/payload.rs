//! Entries and the payload of external caches.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use proptest::prelude::*;
use support::*;
use vexil_client::{ClientError, Entry, cache_key};

fn parse(payload: &str) -> Result<Entry, ClientError> {
    Entry::from_payload(payload.as_bytes())
}

#[test]
fn the_documented_cache_keys() {
    let Some(vectors) = conformance("derived/unit_vectors.json") else { return };
    let cases = vectors["cacheKeys"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        assert_eq!(cache_key(case[0].as_str().unwrap()), case[1].as_str().unwrap());
    }
}

#[test]
fn the_documented_payload() {
    let Some(vectors) = conformance("derived/unit_vectors.json") else { return };
    let case = &vectors["cachePayload"];
    let text = case["serialized"].as_str().unwrap();
    let entry = parse(text).unwrap();
    assert_eq!(entry.timestamp_ms, case["timestampMs"].as_f64().unwrap());
    assert_eq!(entry.etag.as_deref(), case["etag"].as_str());
    assert_eq!(entry.json().map(|json| &**json), Some(case["config"].as_str().unwrap().as_bytes()));
    assert!(!entry.initial);
    assert_eq!(entry.to_payload(), text.as_bytes());
}

#[test]
fn the_texts_of_bad_payloads() {
    for short in ["", "1", "1\n", "1 2 3", "1\netag"] {
        assert_eq!(
            parse(short).unwrap_err().to_string(),
            "Number of values is fewer than expected.",
            "{short:?}"
        );
    }
    for (payload, text) in [
        ("\n\n{}", ""),
        ("x\n\n{}", "x"),
        ("-\ne\n{}", "-"),
        ("0x\n\n{}", "0x"),
        ("NaN\n\n{}", "NaN"),
        ("Infinity\n\n", "Infinity"),
    ] {
        assert_eq!(parse(payload).unwrap_err().to_string(), format!("Invalid fetch time: {text}"));
    }
    assert_eq!(parse("1\n\n{").unwrap_err().code(), "INVALID_CONFIG");
}

#[test]
fn the_time_is_read_as_parse_int_does() {
    // Values of JavaScript's parseInt.
    for (text, value) in [
        ("12", 12.0),
        (" \t+12abc", 12.0),
        ("-7", -7.0),
        ("1.9", 1.0),
        ("1e3", 1.0),
        ("0x1F", 31.0),
        ("0x20000000000003g", 9_007_199_254_740_996.0),
        // Rounded once, not digit by digit.
        ("0xd83030fda26934c", 9.736253110615131e+17),
        ("007", 7.0),
        ("\u{feff}5", 5.0),
        ("9007199254740993", 9_007_199_254_740_992.0),
    ] {
        assert_eq!(parse(&format!("{text}\n\n")).unwrap().timestamp_ms, value, "{text:?}");
    }
}

#[test]
fn an_empty_config_part_is_an_empty_entry() {
    let entry = parse("5\ne\n").unwrap();
    assert!(entry.is_empty() && !entry.initial);
    assert_eq!((entry.timestamp_ms, entry.etag.as_deref()), (5.0, Some("e")));
    assert_eq!(entry.to_payload(), b"5\ne\n");
    assert_eq!(Entry::initial().to_payload(), b"0\n\n");
}

#[test]
fn the_config_part_is_kept_verbatim() {
    let text = "7\n\n {\"f\":\n{}, \"x\": \"\u{1F600}\"} \n";
    let entry = parse(text).unwrap();
    assert_eq!(entry.etag, None);
    assert_eq!(entry.to_payload(), text.as_bytes());
}

#[test]
fn configs_are_compared_by_text() {
    let entry = |etag: &str, json: &str| parse(&format!("1\n{etag}\n{json}")).unwrap();
    assert!(!entry("a", "{}").has_same_config(&entry("a", " {}")));
    assert!(entry("a", "{}").has_same_config(&entry("b", "{}")));
    assert!(entry("", "{}").has_same_config(&entry("b", "{}")));
    assert!(Entry::initial().has_same_config(&Entry::initial()));
    assert!(!Entry::initial().has_same_config(&entry("", "{}")));
    assert!(!entry("", "{}").has_same_config(&Entry::initial()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_payload_is_read_as_it_was_written(
        time in prop_oneof![0..=i64::MAX, -10..10_i64, Just(0)],
        etag in prop::option::of("[^\n]{1,12}"),
        key in "[a-z\\\\\n😀]{0,5}",
        is_empty in any::<bool>(),
    ) {
        let json = serde_json::json!({ "f": { key: { "t": 0, "v": { "b": true } } } }).to_string();
        let json = (!is_empty).then(|| json.into_bytes());
        let entry = Entry::parse(json, time as f64, etag).unwrap();
        let payload = entry.to_payload();
        let again = Entry::from_payload(&payload).unwrap();
        prop_assert_eq!(again.timestamp_ms, entry.timestamp_ms);
        prop_assert_eq!(&again.etag, &entry.etag);
        prop_assert_eq!(again.json(), entry.json());
        prop_assert_eq!(again.initial, entry.initial);
        prop_assert!(again.has_same_config(&entry));
        prop_assert_eq!(again.to_payload(), payload);
    }

    #[test]
    fn an_entry_expires_once(time in 0.0..2e12_f64, age in 0.0..1e9_f64, now in 0.0..3e12_f64, later in 0.0..1e12_f64) {
        let entry = Entry::parse(None::<&[u8]>, time, None).unwrap();
        // A time more than 5 s ahead says nothing about an age.
        let is_from_the_future = time - now > 5000.0;
        prop_assert_eq!(entry.is_expired(age, now), now - time > age || is_from_the_future);
        prop_assert!(is_from_the_future || !entry.is_expired(age, now) || entry.is_expired(age, now + later));
        prop_assert!(Entry::initial().is_expired(age, now));
        prop_assert!(!entry.renewed(now).is_expired(age, now));
    }

    #[test]
    fn any_payload_gets_an_answer(payload in prop::collection::vec(any::<u8>(), 0..60), time in "[ 0-9xXa-f+.-]{0,12}") {
        let _ = Entry::from_payload(&payload).is_ok();
        let _ = Entry::from_payload(&[time.as_bytes(), b"\n", &payload].concat()).is_ok();
    }
}
