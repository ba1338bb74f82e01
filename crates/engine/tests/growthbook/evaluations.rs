//! Features and experiments.

use serde_json::{Value, json};
use vexil_engine::growthbook::Answers;

use crate::cases::{list, same, section, text};
use crate::host::Host;

#[track_caller]
fn check(name: &Value, actual: &Value, expected: &Value) {
    assert!(same(actual, expected), "{name}\n  actual: {actual}\nexpected: {expected}");
}

#[test]
fn features() {
    for name in ["feature", "contextualBandit"] {
        for case in section(name) {
            let [name, options, key, expected] = &*case else { panic!("{case:?}") };
            let (actual, _) = Host::new(options).evaluate(text(key)).unwrap();
            check(name, &actual, expected);
        }
    }
}

#[test]
fn experiments() {
    for case in section("run") {
        let [name, options, experiment, value, in_experiment, hash_used] = &*case else { panic!("{case:?}") };
        let (run, _) = Host::new(options).run(experiment, Answers::default()).unwrap();
        let variation = &experiment["variations"][run.variation.unwrap_or_default()];
        let actual = json!([variation, run.variation.is_some(), run.hash_used]);
        check(name, &actual, &json!([value, in_experiment, hash_used]));
    }
}

#[test]
fn sticky_buckets() {
    for case in section("stickyBucket") {
        let [name, options, documents, key, expected, _] = &*case else { panic!("{case:?}") };
        let mut sticky = options["stickyBucketAssignmentDocs"].as_object().cloned().unwrap_or_default();
        for document in list(documents) {
            // The service gives the documents of the user's attributes.
            let (name, value) = (text(&document["attributeName"]), text(&document["attributeValue"]));
            if options["attributes"][name] == value {
                sticky.insert(format!("{name}||{value}"), document.clone());
            }
        }
        let mut options = options.clone();
        options["stickyBucketAssignmentDocs"] = Value::Object(sticky);
        let (actual, _) = Host::new(&options).evaluate(text(key)).unwrap();
        check(name, &actual["experimentResult"], expected);
    }
}
