//! URL targeting.
//!
//! `urls.json` has what `isURLTargeted` of the official package (1.8.0) says: to one pattern, which counts as included, of either type, and to lists
//! of targets for one URL. Where it throws, a text says so.

use serde_json::{Value, json};
use vexil_engine::growthbook::is_url_targeted;

use crate::cases::{list, text};

fn check(url: &str, targets: &Value, expected: &Value) {
    let actual = is_url_targeted(url.as_bytes(), targets.to_string().as_bytes());
    assert_eq!(actual, expected.as_bool().unwrap_or_default(), "{url} {targets}");
}

#[test]
fn urls_are_targeted_as_by_the_official_package() {
    let cases: Value = serde_json::from_str(include_str!("urls.json")).unwrap();
    for kind in ["simple", "regex"] {
        for case in list(&cases[kind]) {
            let [url, pattern, expected] = list(case) else { panic!("{case}") };
            check(text(url), &json!([{"type": kind, "pattern": pattern, "include": true}]), expected);
        }
    }
    for case in list(&cases["lists"]) {
        let [targets, expected] = list(case) else { panic!("{case}") };
        // Objects that pretend to be lists are none here.
        if !targets.is_object() {
            check("http://a.b/c", targets, expected);
        }
    }
}
