use super::*;
use crate::testing;

const CONFIG: &str = r#"{"f":{
    "text":{"t":1,"v":{"s":"no"},"i":"own","a":"Team","r":[
        {"c":[{"u":{"a":"Email","c":28,"s":"a@b.c"}}],"s":{"v":{"s":"yes"},"i":"first"}},
        {"c":[{"u":{"a":"Tags","c":34,"l":["x"]}}],"p":[{"p":100,"v":{"s":"tagged"},"i":"second"}]}],
        "p":[{"p":100,"v":{"s":"split"},"i":"third"}]},
    "broken":{"t":0,"v":{"b":true},"r":[{"c":[{"u":{"a":"Email","c":77,"s":"x"}}],"s":{"v":{"b":true}}}]}}}"#;

fn user(attributes: &[(&str, Value)]) -> User {
    attributes.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn the_value_comes_with_its_place_in_the_flag() {
    let snapshot = testing::snapshot(CONFIG, "e");
    let tags = Value::List(["y".into(), "x".into()].into());
    let cases = [
        (None, "no", "own", None, None),
        (Some(user(&[])), "no", "own", None, None),
        (Some(user(&[("Email", text("a@b.c"))])), "yes", "first", Some(0), None),
        (Some(user(&[("Tags", tags), ("Team", text("t"))])), "tagged", "second", Some(1), Some(0)),
        (Some(user(&[("Team", Value::Number(1.5))])), "split", "third", None, Some(0)),
    ];
    for (user, value, variation, rule, option) in cases {
        let told = evaluate(&snapshot, "text", user.as_ref()).unwrap();
        assert_eq!(told.value, value, "{user:?}");
        assert_eq!(told.variation_id.as_deref(), Some(variation), "{user:?}");
        assert_eq!((told.rule, told.option), (rule, option), "{user:?}");
        assert_eq!(told.error, None);
        assert_eq!(told.user.is_null(), user.is_none());
    }
    assert!(evaluate(&snapshot, "missing", None).is_none());
}

#[test]
fn steps_and_warnings_tell_the_way() {
    let snapshot = testing::snapshot(CONFIG, "e");
    let told = evaluate(&snapshot, "text", Some(&user(&[("Email", text("a@b.c"))]))).unwrap();
    let json = serde_json::to_value(&told).unwrap();
    assert_eq!(json["etag"], "e");
    assert_eq!(json["type"], "string");
    assert_eq!(json["variationId"], "first");
    assert_eq!(json["stepsLeftOut"], 0);
    let steps = json["steps"].as_array().unwrap();
    let rule =
        serde_json::json!({"depth": 1, "text": "IF User.Email EQUALS 'a@b.c' THEN 'yes'", "mark": "match"});
    assert_eq!(steps[2], rule);
    assert_eq!(steps.last().unwrap()["text"], "Returning 'yes'.");
    let told = evaluate(&snapshot, "text", None).unwrap();
    assert_eq!(told.warnings, ["'text' has targeting rules or percentage options, but there is no user."]);
}

#[test]
fn failures_are_told_in_words() {
    let snapshot = testing::snapshot(CONFIG, "e");
    let told = evaluate(&snapshot, "broken", Some(&user(&[("Email", text("x"))]))).unwrap();
    assert_eq!(told.error.as_deref(), Some("Comparison operator is invalid."));
    assert_eq!(told.value, Json::Null);
    assert!(!told.steps.is_empty());
}
