//! Overrides together with prerequisite flags, and circular dependencies.

use serde_json::{Value as Json, json};
use vexil_engine::configcat::{Config, OverrideBehaviour, Overrides};

use crate::support::{Data, config, evaluate, list, text};

#[test]
fn prerequisites_with_overrides_of_another_type() {
    let Some(data) = Data::find() else { return };
    let vectors = data.vectors("prerequisiteMismatch");
    let remote = config(data.bytes(text(&vectors["config"])));
    let cases = list(&vectors["cases"]);
    for case in cases {
        let merged = merge(&remote, &case["override"]);
        let evaluation = evaluate(&merged, text(&case["key"]), None, &Json::Null);
        assert_eq!(evaluation.value(), case["expected"], "{case}");
        if let Some(error) = case["error"].as_str() {
            assert!(evaluation.failure().contains(error), "{case}: {}", evaluation.failure());
        }
    }
    assert_eq!(cases.len(), 28);
}

fn merge(remote: &Config, overrides: &Json) -> Config {
    let entries: Vec<Json> =
        overrides.as_object().unwrap().iter().map(|(key, value)| entry(key, value)).collect();
    let document = json!({ "c": [], "f": entries }).to_string();
    let overrides = Overrides::from_json(document.as_bytes()).unwrap();
    Config::merge(Some(remote), &overrides, OverrideBehaviour::LocalOverRemote)
}

/// An entry of the override document: kind 0 is a value, kind 2 the message for an unsupported one.
fn entry(key: &str, value: &Json) -> Json {
    match value {
        Json::Null => json!([key, 2, "Setting value is null."]),
        Json::Object(_) => json!([key, 2, "Setting value is undefined."]),
        Json::Array(items) => {
            let text: Vec<String> = items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                .collect();
            json!([key, 2, format!("Setting value '{}' is of an unsupported type (object).", text.join(","))])
        }
        value => json!([key, 0, value]),
    }
}

#[test]
fn circular_dependencies_are_named() {
    let Some(data) = Data::find() else { return };
    let config = config(data.bytes("js-unified-sdk/test-data/test_circulardependency_v6.json"));
    for (key, cycle) in [
        ("key1", "'key1' -> 'key1'"),
        ("key2", "'key2' -> 'key3' -> 'key2'"),
        ("key4", "'key4' -> 'key3' -> 'key2' -> 'key3'"),
    ] {
        let failure = evaluate(&config, key, None, &Json::Null).failure();
        assert_eq!(
            failure,
            format!("Circular dependency detected between the following depending flags: {cycle}.")
        );
    }
}
