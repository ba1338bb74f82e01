//! Text to number and number to text.

use serde_json::{Value as Json, json};
use vexil_engine::js::number;

use crate::support::{Data, Held, User, evaluate, list, rule_flag, text};

/// A number of the vectors; those that JSON cannot write are given as text.
fn special(value: &Json) -> f64 {
    value.as_f64().unwrap_or_else(|| match text(value) {
        "NaN" => f64::NAN,
        "Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        "-0" => -0.0,
        other => panic!("no number: {other}"),
    })
}

#[test]
fn numbers_as_text() {
    let Some(data) = Data::find() else { return };
    let vectors = data.vectors("number_to_string");
    for vector in list(&vectors) {
        assert_eq!(number::to_text(special(&vector[0])), text(&vector[1]));
    }
    assert_eq!(list(&vectors).len(), 326);
}

#[test]
fn number_attributes_given_as_text() {
    let Some(data) = Data::find() else { return };
    let vectors = data.vectors("number_attribute_parse");
    // Every number but one differs from 1e300, so the condition tells what counts as a number.
    let config = rule_flag(json!({ "a": "Custom", "c": 11, "d": 1e300 }));
    for vector in list(&vectors) {
        let parsed = number::parse_attribute(text(&vector[0]).as_bytes());
        let expected = (!vector[1].is_null()).then(|| special(&vector[1]));
        assert_eq!(
            parsed.map(|number| number.to_string()),
            expected.map(|number| number.to_string()),
            "{vector}"
        );
        let user = User::new([("Custom", Held::from(text(&vector[0])))]);
        let evaluation = evaluate(&config, "flag", Some(&user), &Json::Null);
        assert_eq!(evaluation.value(), json!(expected.is_some()), "{vector}");
    }
    assert_eq!(list(&vectors).len(), 805);
}
