//! Semantic versions, seen through the comparators that use them.

use std::collections::HashMap;

use serde_json::{Value as Json, json};
use vexil_engine::configcat::Config;

use crate::support::{Data, Held, User, evaluate, list, rule_flag, text};

const ONE_OF: u8 = 4;
const LESS: u8 = 6;
const GREATER: u8 = 8;
const GREATER_OR_EQUAL: u8 = 9;

#[test]
fn parsing() {
    let Some(data) = Data::find() else { return };
    let vectors = data.vectors("semver_parse");
    let every_version = rule_flag(json!({ "a": "Custom", "c": GREATER_OR_EQUAL, "s": "0.0.0-0" }));
    for vector in list(&vectors) {
        let given = text(&vector[0]);
        let met = met(&every_version, given);
        assert_eq!(met, vector[1].is_string(), "{vector}");
        if let Some(canonical) = vector[1].as_str() {
            assert!(
                self::met(&rule_flag(json!({ "a": "Custom", "c": ONE_OF, "l": [canonical] })), given),
                "{vector}"
            );
            // As a comparison value it is trimmed, too.
            assert!(
                self::met(&rule_flag(json!({ "a": "Custom", "c": ONE_OF, "l": [given] })), canonical),
                "{vector}"
            );
        }
    }
    assert_eq!(list(&vectors).len(), 179);
}

#[test]
fn comparing() {
    let Some(data) = Data::find() else { return };
    let vectors = data.vectors("semver_compare");
    let mut flags = HashMap::new();
    for vector in list(&vectors) {
        let [left, right] = [0, 1].map(|at| text(&vector[at]));
        for (comparator, expected) in [(LESS, -1), (ONE_OF, 0), (GREATER, 1)] {
            let flag =
                flags.entry((comparator, right.to_owned())).or_insert_with(|| relation(comparator, right));
            assert_eq!(met(flag, left), vector[2] == json!(expected), "{vector}: comparator {comparator}");
        }
    }
    assert_eq!(list(&vectors).len(), 1_200);
}

fn relation(comparator: u8, version: &str) -> Config {
    match comparator {
        ONE_OF => rule_flag(json!({ "a": "Custom", "c": comparator, "l": [version] })),
        _ => rule_flag(json!({ "a": "Custom", "c": comparator, "s": version })),
    }
}

fn met(config: &Config, version: &str) -> bool {
    let user = User::new([("Custom", Held::from(version))]);
    evaluate(config, "flag", Some(&user), &Json::Null).value() == json!(true)
}
