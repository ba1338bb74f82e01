//! The functions that are not part of the public API.

use serde_json::Value;
use vexil_engine::growthbook::hashing::{
    Range, bucket_ranges, choose_variation, equal_weights, hash, in_namespace,
};
use vexil_engine::growthbook::{decrypt, query_string_override};

use crate::cases::{list, number, section, text};

/// The published results are cut to eight decimals.
fn cut(number: f64) -> f64 {
    (number * 1e8).floor() / 1e8
}

fn index(value: &Value) -> Option<usize> {
    value.as_u64().map(|index| index as usize)
}

fn ranges(value: &Value) -> Vec<Range> {
    let range = |range: &Value| Range { start: number(&range[0]), end: number(&range[1]) };
    list(value).iter().map(range).collect()
}

#[test]
fn hashes() {
    for case in section("hash") {
        let [seed, value, version, expected] = &*case else { panic!("{case:?}") };
        let actual = hash(text(seed).as_bytes(), text(value).as_bytes(), number(version));
        assert_eq!(actual, expected.as_f64(), "{case:?}");
    }
}

#[test]
fn hashes_of_other_characters() {
    // @growthbook/growthbook 1.8.0: the bucket of an experiment with this seed and version.
    let lone = &[0xED, 0xA0, 0xBD];
    let trail = &[0xED, 0xB8, 0x80];
    for (seed, value, version, expected) in [
        ("s".as_bytes(), "ü".as_bytes(), 2.0, 0.8337),
        (b"s", "😀".as_bytes(), 2.0, 0.2801),
        (b"s", "ü".as_bytes(), 1.0, 0.664),
        (b"s", "😀".as_bytes(), 1.0, 0.001),
        ("ключ".as_bytes(), "日本".as_bytes(), 2.0, 0.3869),
        ("ключ".as_bytes(), "日本".as_bytes(), 1.0, 0.792),
        (b"s", lone, 2.0, 0.2592),
        (b"s", lone, 1.0, 0.857),
        (&[b's', 0xED, 0xA0, 0xBD], trail, 2.0, 0.2801),
        (trail, lone, 1.0, 0.472),
    ] {
        assert_eq!(hash(seed, value, version), Some(expected), "{seed:x?} {value:x?} {version}");
    }
}

#[test]
fn bucket_ranges_of_weights() {
    for case in section("getBucketRange") {
        let [name, input, expected] = &*case else { panic!("{case:?}") };
        let weights: Vec<f64> =
            input[2].as_array().map(|weights| weights.iter().map(number).collect()).unwrap_or_default();
        let actual = bucket_ranges(index(&input[0]).unwrap(), number(&input[1]), &weights);
        let cut = |ranges: Vec<Range>| -> Vec<(f64, f64)> {
            ranges.into_iter().map(|range| (cut(range.start), cut(range.end))).collect()
        };
        assert_eq!(cut(actual), cut(ranges(expected)), "{name}");
    }
}

#[test]
fn chosen_variations() {
    for case in section("chooseVariation") {
        let [name, bucket, all, expected] = &*case else { panic!("{case:?}") };
        assert_eq!(choose_variation(number(bucket), &ranges(all)), index(expected), "{name}");
    }
}

#[test]
fn query_strings() {
    for case in section("getQueryStringOverride") {
        let [name, key, url, count, expected] = &*case else { panic!("{case:?}") };
        let actual = query_string_override(text(key).as_bytes(), text(url).as_bytes(), index(count).unwrap());
        assert_eq!(actual, index(expected), "{name}");
    }
}

#[test]
fn namespaces() {
    for case in section("inNamespace") {
        let [name, value, space, expected] = &*case else { panic!("{case:?}") };
        let id = text(&space[0]).as_bytes();
        let actual = in_namespace(text(value).as_bytes(), id, number(&space[1]), number(&space[2]));
        assert_eq!(Some(actual), expected.as_bool(), "{name}");
    }
}

#[test]
fn weights_of_equal_variations() {
    for case in section("getEqualWeights") {
        let [count, expected] = &*case else { panic!("{case:?}") };
        // Counts below 0 have no place among ours.
        let actual = equal_weights(index(count).unwrap_or_default());
        let expected: Vec<f64> = list(expected).iter().map(|weight| cut(number(weight))).collect();
        assert_eq!(actual.into_iter().map(cut).collect::<Vec<_>>(), expected, "{count}");
    }
}

#[test]
fn decrypted_texts() {
    for case in section("decrypt") {
        let [name, encrypted, key, expected] = &*case else { panic!("{case:?}") };
        let actual = decrypt(text(encrypted).as_bytes(), text(key).as_bytes());
        assert_eq!(actual.as_deref(), expected.as_str(), "{name}");
    }
}
