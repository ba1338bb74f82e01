//! Digests, salted comparison hashes and percentage buckets.

use serde_json::{Value as Json, json};
use vexil_engine::hash;
use vexil_engine::js::wtf8;

use crate::support::{Data, Held, User, config, evaluate, list, text, utf16};

fn hex(bytes: &[u8]) -> String {
    let mut digits = vec![0; bytes.len() * 2];
    hash::hex_lower(bytes, &mut digits);
    String::from_utf8(digits).unwrap()
}

fn check_digests(bytes: &[u8], vector: &Json) {
    let (left, right) = bytes.split_at(bytes.len() / 2);
    assert_eq!(hex(&hash::sha1(&[left, right])), text(&vector["sha1"]), "{vector}");
    assert_eq!(hex(&hash::sha256(&[left, right])), text(&vector["sha256"]), "{vector}");
}

#[test]
fn digests_of_text() {
    let Some(data) = Data::find() else { return };
    for vector in list(&data.vectors("sha")) {
        check_digests(text(&vector["input"]).as_bytes(), vector);
    }
}

#[test]
fn digests_of_lone_surrogates() {
    let Some(data) = Data::find() else { return };
    for vector in list(&data.vectors("sha_utf16")) {
        let bytes = utf16(&vector["utf16"]);
        assert_eq!(hex(&bytes), text(&vector["bytesHex"]));
        assert_eq!(Json::from(wtf8::to_utf16(&bytes)), vector["utf16"]);
        check_digests(&bytes, vector);
    }
}

/// The hash of a comparison value is salted with the config's salt and the setting's key, or the segment's name.
#[test]
fn salted_comparison_values() {
    let Some(data) = Data::find() else { return };
    for vector in list(&data.vectors("salted_sha256")) {
        let [value, salt, name, hashed] =
            ["value", "configSalt", "contextSalt", "hash"].map(|field| text(&vector[field]));
        assert_eq!(hex(&hash::sha256(&[value.as_bytes(), salt.as_bytes(), name.as_bytes()])), hashed);
        let value = match value {
            // An empty attribute counts as missing, so that only an item of a list can be empty.
            "" => Held::List { json: b"[\"\"]".to_vec(), text: Vec::new() },
            value => value.into(),
        };
        let user = User::new([("Custom", value.clone())]);
        let condition = match value {
            Held::List { .. } => json!({ "a": "Custom", "c": 26, "l": [hashed] }),
            _ => json!({ "a": "Custom", "c": 20, "s": hashed }),
        };
        let rule = |condition: Json| json!({ "t": 0, "v": { "b": false }, "r": [{ "c": [condition], "s": { "v": { "b": true } } }] });
        let text = json!({
            "p": { "s": salt },
            "s": [{ "n": name, "r": [condition] }],
            "f": { (name): rule(json!({ "u": condition })), "segment": rule(json!({ "s": { "s": 0, "c": 0 } })) }
        });
        let config = config(text.to_string());
        for key in [name, "segment"] {
            assert_eq!(evaluate(&config, key, Some(&user), &Json::Null).value(), json!(true), "{vector}");
        }
    }
}

/// A hundred options of one percent each serve the number of the bucket.
#[test]
fn percentage_buckets() {
    let Some(data) = Data::find() else { return };
    for vector in list(&data.vectors("percentage_buckets")) {
        let [key, attribute] = [0, 1].map(|at| text(&vector[at]));
        let options: Vec<Json> = (0..100).map(|bucket| json!({ "p": 1, "v": { "i": bucket } })).collect();
        let text = json!({ "f": { (key): { "t": 2, "v": { "i": -1 }, "p": options } } }).to_string();
        let user = User::new([("Identifier", attribute.into())]);
        let config = config(text);
        let evaluation = evaluate(&config, key, Some(&user), &Json::Null);
        assert_eq!(evaluation.value().as_f64(), vector[2].as_f64(), "{vector}");
        assert_eq!(evaluation.result.unwrap().option.map(f64::from), vector[2].as_f64());
    }
}
