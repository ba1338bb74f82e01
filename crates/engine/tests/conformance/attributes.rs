//! Attributes that are missing, empty or looked up in long lists.

use serde_json::{Value as Json, json};

use crate::support::{Held, User, config, evaluate, rule_flag};

#[test]
fn an_empty_attribute_counts_as_missing_for_conditions() {
    let not_x = rule_flag(json!({ "a": "Custom", "c": 1, "l": ["x"] }));
    for (text, expected) in [("", false), (" ", true), ("x", false)] {
        let evaluation = evaluate(&not_x, "flag", Some(&User::new([("Custom", text.into())])), &Json::Null);
        assert_eq!(evaluation.value(), json!(expected), "{text:?}");
        let is_warned = evaluation.events.iter().any(|event| event.starts_with("WARNING [3003]"));
        assert_eq!(is_warned, text.is_empty(), "{text:?}");
    }
    let empty_list = User::new([("Custom", Held::List { json: b"[]".to_vec(), text: Vec::new() })]);
    let evaluation = evaluate(&not_x, "flag", Some(&empty_list), &Json::Null);
    assert_eq!(evaluation.value(), json!(true));
    assert!(evaluation.events.iter().any(|event| event.starts_with("WARNING [3005]")));
}

/// The bucket of `isPOCFeatureEnabled` with an empty attribute is 48, as the public vectors have it.
#[test]
fn an_empty_attribute_has_a_bucket() {
    let flag = |attribute: Option<&str>| {
        let options =
            json!([{ "p": 48, "v": { "i": 0 } }, { "p": 1, "v": { "i": 48 } }, { "p": 51, "v": { "i": 1 } }]);
        let setting = json!({ "t": 2, "v": { "i": -1 }, "a": attribute, "p": options });
        config(json!({ "f": { "isPOCFeatureEnabled": setting } }).to_string())
    };
    let bucket = |attribute: Option<&str>, user: &User| {
        evaluate(&flag(attribute), "isPOCFeatureEnabled", Some(user), &Json::Null).value().as_f64()
    };
    let nobody = User::default();
    assert_eq!(bucket(None, &nobody), Some(48.0));
    assert_eq!(bucket(Some("Custom"), &nobody), Some(-1.0));
    assert_eq!(bucket(Some("Custom"), &User::new([("Custom", "".into())])), Some(48.0));
    assert_eq!(bucket(None, &User::new([("Identifier", "".into())])), Some(48.0));
}

#[test]
fn long_lists() {
    let items: Vec<String> = (0..60).map(|item| format!("{}-{item}", item % 7)).collect();
    let list = Held::List { json: br#"["none","3-10"]"#.to_vec(), text: b"none,3-10".to_vec() };
    let none = Held::List { json: br#"["none","3-1"]"#.to_vec(), text: b"none,3-1".to_vec() };
    let one_of = rule_flag(json!({ "a": "Custom", "c": 0, "l": items }));
    let contains = rule_flag(json!({ "a": "Custom", "c": 34, "l": items }));
    let met = |config, value: &Held| {
        evaluate(config, "flag", Some(&User::new([("Custom", value.clone())])), &Json::Null).value()
            == json!(true)
    };
    for item in &items {
        assert!(met(&one_of, &item.as_str().into()), "{item}");
    }
    for text in ["0", "0-", "0-0 ", "0-60", "1-0", "~", "!"] {
        assert!(!met(&one_of, &text.into()), "{text}");
    }
    assert!(met(&contains, &list) && !met(&contains, &none));
}
