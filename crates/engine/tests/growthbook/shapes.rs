//! Payloads and sessions of every shape, malformed ones above all.
//!
//! `shapes.json` has options of a constructor, and what the official package (1.8.0) gives for the feature `f` then: value, source and, of the
//! experiment, variation, whether and to what it hashed, whether that was the fallback attribute, whether the bucket was sticky, and the bandit's
//! leaf. `null` is where
//! it throws.

use serde_json::{Value, json};
use vexil_engine::growthbook::Payload;

use crate::cases::{list, same};
use crate::host::{Host, Told};

#[test]
fn features_give_what_the_official_package_gives() {
    let cases: Value = serde_json::from_str(include_str!("shapes.json")).unwrap();
    for case in list(&cases) {
        let [options, expected] = list(case) else { panic!("{case}") };
        let Some((result, told)) = Host::new(options).evaluate("f") else {
            assert!(expected.is_null(), "{options}\nexpected: {expected}");
            continue;
        };
        let run = match told.last() {
            Some(Told::Run(_, run)) if result["source"] == "experiment" => {
                json!([
                    run.variation,
                    run.hash_used,
                    run.bucket,
                    run.fallback_used,
                    run.sticky_used,
                    result["experimentResult"]["leafId"]
                ])
            }
            _ => Value::Null,
        };
        let actual = json!([result["value"], result["source"], run]);
        assert!(same(&actual, expected), "{options}\n  actual: {actual}\nexpected: {expected}");
    }
}

#[test]
fn a_payload_tells_which_parts_it_states() {
    let cases = [
        (r#"{}"#, [false; 4]),
        (r#"{"features":{},"savedGroups":{},"contextualBandits":{},"experiments":[]}"#, [true; 4]),
        (r#"{"features":null,"savedGroups":false,"contextualBandits":0.0,"experiments":""}"#, [false; 4]),
        (r#"{"features":"x","savedGroups":[],"contextualBandits":-1,"experiments":true}"#, [true; 4]),
        (r#"{"experiments":[],"features":{},"features":null}"#, [false, false, false, true]),
    ];
    for (json, parts) in cases {
        assert_eq!(Payload::parse(json.as_bytes(), None).unwrap().parts(), parts, "{json}");
    }
}
