//! What invalid parts of a config lead to, in the words of the official client.

use serde_json::{Value as Json, json};

use crate::support::{Held, User, config, evaluate};

/// Evaluates `flag`, a boolean setting with the given members and a salt and segments to refer to.
fn outcome(members: Json, default: &Json) -> Result<Json, String> {
    let mut flag = json!({ "t": 0, "v": { "b": false } });
    flag.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let text = json!({
        "s": [{ "n": "all" }, { "n": "" }, { "n": "broken", "r": [{ "a": "Email", "c": 36 }] }],
        "f": { "flag": flag, "on": { "t": 0, "v": { "b": true } } },
    });
    let user = User::new([("Identifier", Held::from("1")), ("Email", "a@example.com".into())]);
    let config = config(text.to_string());
    let evaluation = evaluate(&config, "flag", Some(&user), default);
    match evaluation.result {
        Ok(_) => Ok(evaluation.value()),
        Err(failure) => Err(failure.to_string()),
    }
}

fn rule(condition: Json) -> Json {
    json!({ "r": [{ "c": [condition], "s": { "v": { "b": true } } }] })
}

fn refused(members: Json) -> String {
    outcome(members, &Json::Null).unwrap_err()
}

#[test]
fn setting_type_and_value() {
    assert_eq!(refused(json!({ "t": 4 })), "Setting type is invalid.");
    assert_eq!(refused(json!({ "t": -2 })), "Setting type is invalid.");
    assert_eq!(refused(json!({ "v": {} })), "Setting value is missing or invalid.");
    assert_eq!(refused(json!({ "t": 2, "v": { "d": 1 } })), "Setting value is missing or invalid.");
    assert_eq!(outcome(json!({ "v": { "b": true, "s": "x" } }), &Json::Null), Ok(json!(true)));
    assert_eq!(
        refused(json!({ "t": -1, "v": { "b": true } })),
        "Setting value '[object Object]' is of an unsupported type (object)."
    );
}

#[test]
fn default_of_another_type() {
    let message = |given: &str| {
        format!(
            "The type of a setting must match the type of the specified default value. Setting's type was Boolean but the \
             default value's type was {given}. Please use a default value which corresponds to the setting type Boolean. \
             Learn more: https://configcat.com/docs/sdk-reference/js/overview/#setting-type-mapping"
        )
    };
    assert_eq!(outcome(json!({}), &json!("x")), Err(message("string")));
    assert_eq!(outcome(json!({}), &json!(1)), Err(message("number")));
    assert_eq!(outcome(json!({}), &json!(true)), Ok(json!(false)));
    for setting_type in [2, 3] {
        let members = json!({ "t": setting_type, "v": { "i": 1, "d": 1 } });
        assert_eq!(outcome(members, &json!(0.5)).map(|value| value.as_f64()), Ok(Some(1.0)));
    }
}

#[test]
fn rules() {
    let broken = "Targeting rule THEN part is missing or invalid.";
    let options = json!([{ "p": 100, "v": { "b": true } }]);
    assert_eq!(refused(json!({ "r": [{ "s": { "v": { "b": true } }, "p": options }] })), broken);
    assert_eq!(refused(json!({ "r": [{ "p": [] }] })), broken);
    assert_eq!(outcome(json!({ "r": [{ "c": [], "p": options }] }), &Json::Null), Ok(json!(true)));
    let invalid = "Setting value is missing or invalid.";
    assert_eq!(refused(json!({ "r": [{ "s": { "v": {} } }] })), invalid);
}

#[test]
fn conditions() {
    let user = json!({ "a": "Email", "c": 1, "l": [] });
    let flag = json!({ "f": "on", "c": 1, "v": { "b": true } });
    let segment = json!({ "s": 0, "c": 0 });
    let broken = "Condition is missing or invalid.";
    assert_eq!(refused(rule(json!({}))), broken);
    assert_eq!(refused(rule(json!({ "u": user, "p": flag }))), broken);
    assert_eq!(refused(rule(json!({ "u": user, "s": segment }))), broken);
    assert_eq!(refused(rule(json!({ "p": flag, "s": segment }))), broken);
    // The check of the official client lets all three together pass, as a segment condition.
    let all = rule(json!({ "u": user, "p": flag, "s": segment }));
    assert_eq!(outcome(all, &Json::Null), Ok(json!(true)));
}

#[test]
fn user_conditions() {
    let refused = |condition: Json| refused(rule(json!({ "u": condition })));
    for comparator in [-1, 36] {
        assert_eq!(refused(json!({ "a": "Email", "c": comparator })), "Comparison operator is invalid.");
    }
    for comparator in [0, 2, 16, 20, 22, 28, 30, 32] {
        let condition = json!({ "a": "Email", "c": comparator, "d": 1 });
        assert_eq!(refused(condition), "Comparison value is missing.", "{comparator}");
    }
    assert_eq!(refused(json!({ "a": "Email", "c": 0, "s": "x" })), "Comparison value is missing.");
    assert_eq!(refused(json!({ "a": "Identifier", "c": 10, "s": "1" })), "Comparison value is missing.");
    assert_eq!(refused(json!({ "a": "Email", "c": 20, "s": "00" })), "Config JSON salt is missing.");
    assert_eq!(refused(json!({ "a": "Email", "c": 16, "l": [] })), "Config JSON salt is missing.");
}

#[test]
fn hashed_parts_of_texts() {
    let hashed = |item: &str| {
        let rule = rule(json!({ "u": { "a": "Email", "c": 22, "l": [item] } }));
        let mut flag = json!({ "t": 0, "v": { "b": false } });
        flag.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
        let config = config(json!({ "p": { "s": "salt" }, "f": { "flag": flag } }).to_string());
        let user = User::new([("Email", Held::from("a@example.com"))]);
        evaluate(&config, "flag", Some(&user), &Json::Null)
            .result
            .map(drop)
            .map_err(|failure| failure.to_string())
    };
    for item in ["", "00", "_00", "x_00", "1_", "-1_00", "1.5_00", "1e1_00", "9007199254740992_00"] {
        assert_eq!(hashed(item), Err("Comparison value is invalid.".to_owned()), "{item}");
    }
    for item in ["1_00", " +1 _00", "0_00", "99_00_00"] {
        assert_eq!(hashed(item), Ok(()), "{item}");
    }
}

#[test]
fn segments() {
    let refused = |condition: Json| refused(rule(json!({ "s": condition })));
    assert_eq!(refused(json!({ "s": 3, "c": 0 })), "Segment reference is invalid.");
    assert_eq!(refused(json!({ "s": -1, "c": 0 })), "Segment reference is invalid.");
    assert_eq!(refused(json!({ "s": 1, "c": 0 })), "Segment name is missing.");
    assert_eq!(refused(json!({ "s": 0, "c": 2 })), "Comparison operator is invalid.");
    assert_eq!(refused(json!({ "s": 2, "c": 0 })), "Comparison operator is invalid.");
}

#[test]
fn prerequisites() {
    let refused = |condition: Json| refused(rule(json!({ "p": condition })));
    assert_eq!(refused(json!({ "f": "x", "c": 0, "v": { "b": true } })), "Prerequisite flag is missing.");
    assert_eq!(refused(json!({ "f": "on", "c": 2, "v": { "b": true } })), "Comparison operator is invalid.");
    let mismatch =
        |shown: &str| format!("Type mismatch between comparison value '{shown}' and prerequisite flag 'on'.");
    assert_eq!(refused(json!({ "f": "on", "c": 0, "v": { "s": "x" } })), mismatch("x"));
    assert_eq!(refused(json!({ "f": "on", "c": 0, "v": { "s": "x", "i": 1 } })), mismatch("<invalid value>"));
    assert_eq!(refused(json!({ "f": "on", "c": 0, "v": {} })), mismatch("<invalid value>"));
}

#[test]
fn percentages() {
    let option = |percentage: i32| json!({ "p": percentage, "v": { "b": true } });
    assert_eq!(
        refused(json!({ "p": [option(-1), option(101)] })),
        "Percentage option percentage is invalid."
    );
    let sum = "Sum of percentage option percentages is less than 100.";
    assert_eq!(refused(json!({ "p": [option(0), option(0)] })), sum);
}

#[test]
fn finding_variations_in_invalid_flags() {
    let flag = |members: Json| {
        let mut flag = json!({ "t": 0, "v": { "b": true }, "i": "own", "p": [{ "p": 100, "v": { "b": true }, "i": "late" }] });
        flag.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        config(json!({ "f": { "flag": flag } }).to_string())
    };
    let find = |members: Json, id: &str| {
        flag(members)
            .find_variation(id.as_bytes())
            .map(|found| found.is_some())
            .map_err(|failure| failure.to_string())
    };
    let broken_rule = json!({ "r": [{ "s": { "v": { "b": true }, "i": "first" } }, {}, { "s": { "v": {}, "i": "third" } }] });
    let message = Err("Targeting rule THEN part is missing or invalid.".to_owned());
    assert_eq!(find(broken_rule.clone(), "own"), Ok(true));
    assert_eq!(find(broken_rule.clone(), "first"), Ok(true));
    for id in ["third", "late", "none"] {
        assert_eq!(find(broken_rule.clone(), id), message, "{id}");
    }
    assert_eq!(find(json!({ "t": 9 }), "own"), Err("Setting type is invalid.".to_owned()));
    assert_eq!(find(json!({ "v": {} }), "own"), Err("Setting value is missing or invalid.".to_owned()));
    assert_eq!(find(json!({ "v": {} }), "late"), Ok(true));
}
