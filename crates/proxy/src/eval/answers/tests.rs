//! Answers beside the documented ones.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::eval::EvalRequest;
use crate::log::{Level, Memory};
use crate::user::Value;

const RULES: &str = r#"{"p":{"s":"salt"},"f":{
    "text":{"t":1,"v":{"s":"a<b>&\"\u2028é"},"i":"id1"},
    "bool":{"t":0,"v":{"b":false},"i":"id2","r":[
        {"c":[{"u":{"a":"Email","c":28,"s":"a@b.c"}}],"s":{"v":{"b":true},"i":"id3"}}]},
    "int":{"t":2,"v":{"i":3}},
    "double":{"t":3,"v":{"d":1e-7},"i":"id5"},
    "split":{"t":1,"v":{"s":"own"},"i":"own","p":[{"p":100,"v":{"s":"option"},"i":"option"}]},
    "<key>":{"t":0,"v":{"b":true},"i":""},
    "broken":{"t":0,"v":{"b":true},"i":"x","r":[{"c":[{"u":{"a":"Email","c":28}}],"s":{"v":{"b":true}}}]},
    "10":{"t":0,"v":{"b":true}},
    "9":{"t":0,"v":{"b":true}}
}}"#;

fn config(json: &str) -> (Config, Answers) {
    let config = Config::parse(json.as_bytes()).unwrap();
    let answers = Answers::new(&config);
    (config, answers)
}

fn text(bytes: &Bytes) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn user(attributes: &[(&str, &str)]) -> User {
    attributes.iter().map(|(name, text)| ((*name).into(), Value::Text((*text).into()))).collect()
}

#[test]
fn one_flag() {
    let (config, answers) = config(RULES);
    for (body, expected) in [
        (r#"{"key":"text"}"#, r#"{"value":"a\u003cb\u003e\u0026\"\u2028é","variationId":"id1"}"#),
        (r#"{"key":"bool"}"#, r#"{"value":false,"variationId":"id2"}"#),
        (r#"{"key":"bool","user":{"Email":"a@b.c"}}"#, r#"{"value":true,"variationId":"id3"}"#),
        (r#"{"key":"bool","user":{"Email":"x"}}"#, r#"{"value":false,"variationId":"id2"}"#),
        (r#"{"key":"bool","user":{"Email":"x","Email":"a@b.c"}}"#, r#"{"value":true,"variationId":"id3"}"#),
        (r#"{"key":"int"}"#, r#"{"value":3,"variationId":""}"#),
        (r#"{"key":"double"}"#, r#"{"value":1e-7,"variationId":"id5"}"#),
        // Percentage options need a user; one without attributes has an empty identifier.
        (r#"{"key":"split"}"#, r#"{"value":"own","variationId":"own"}"#),
        (r#"{"key":"split","user":null}"#, r#"{"value":"option","variationId":"option"}"#),
        (r#"{"key":"split","user":{}}"#, r#"{"value":"option","variationId":"option"}"#),
        (r#"{"key":"<key>"}"#, r#"{"value":true,"variationId":""}"#),
        (r#"{"key":"broken"}"#, r#"{"value":true,"variationId":"x"}"#),
    ] {
        // The third answer is a remembered one.
        for _ in 0..3 {
            assert_eq!(
                text(&answers.one_of_body(&config, body.as_bytes(), None).unwrap()),
                expected,
                "{body}"
            );
        }
        let request = EvalRequest::parse(body.as_bytes()).unwrap();
        let answer = answers.one(&config, &request.key, request.user.as_ref()).unwrap();
        assert_eq!(text(&answer), expected, "{body}");
    }
}

#[test]
fn numbers_are_written_as_go_writes_them() {
    for (kind, value, expected) in [
        (3, r#"{"d":3.0}"#, "3"),
        (3, r#"{"d":-0.0}"#, "-0"),
        (3, r#"{"d":0.1}"#, "0.1"),
        (3, r#"{"d":1e-6}"#, "0.000001"),
        (3, r#"{"d":1.5e-7}"#, "1.5e-7"),
        (3, r#"{"d":1e20}"#, "100000000000000000000"),
        (3, r#"{"d":1e21}"#, "1e+21"),
        (3, r#"{"d":123456789.125}"#, "123456789.125"),
        (2, r#"{"i":2147483647}"#, "2147483647"),
        (2, r#"{"i":-5}"#, "-5"),
        (2, r#"{"i":-0}"#, "0"),
    ] {
        let (config, answers) = config(&format!(r#"{{"f":{{"a":{{"t":{kind},"v":{value}}}}}}}"#));
        let answer = answers.one(&config, "a", None).unwrap();
        assert_eq!(text(&answer), format!(r#"{{"value":{expected},"variationId":""}}"#), "{value}");
    }
}

#[test]
fn failures() {
    let (config, answers) = config(RULES);
    let one = |body: &str| answers.one_of_body(&config, body.as_bytes(), None).unwrap_err();
    for (body, key) in [("{}", ""), ("null", ""), (r#"{"key":""}"#, ""), (r#"{"key":"BOOL"}"#, "BOOL")] {
        let failure = one(body);
        assert_eq!(failure, EvalFailure::UnknownFlag(key.to_owned()));
        assert_eq!(failure.to_string(), format!("feature flag or setting with key '{key}' not found"));
    }
    let failure = one(r#"{"key":"broken","user":{"Email":"x"}}"#);
    assert_eq!(failure, EvalFailure::Failed("Comparison value is missing.".to_owned()));
    assert_eq!(failure.to_string(), "the request failed; please check the logs for more details");
    for body in ["", r#"{"key":"text","user":{"a":true}}"#] {
        // Also when it comes again.
        for _ in 0..3 {
            assert_eq!(Some(one(body)), EvalRequest::parse(body.as_bytes()).err(), "{body}");
            assert!(answers.all_of_body(&config, body.as_bytes(), None).is_err());
        }
    }
}

#[test]
fn failures_are_logged_once() {
    type Asked = fn(&Config, &Answers);
    const BODY: &[u8] = br#"{"key":"broken","user":{"Email":"x"}}"#;
    let ways: [Asked; 5] = [
        |config, answers| drop(answers.one_of_body(config, BODY, None)),
        |config, answers| drop(answers.all_of_body(config, BODY, None)),
        |config, answers| drop(answers.one(config, "broken", Some(&user(&[("Email", "x")])))),
        |config, answers| drop(answers.all(config, Some(&user(&[("Email", "x")])))),
        |config, answers| answers.details(config, Some(&user(&[("Email", "x")]))).for_each(drop),
    ];
    for (index, first) in ways.iter().enumerate() {
        let (config, answers) = config(RULES);
        let memory = Arc::new(Memory::default());
        let log = Logger::new(Level::Error, Arc::<Memory>::clone(&memory));
        // Nothing fails for nobody.
        drop(answers.all(&config, None));
        answers.log_failures(&log, "sdk");
        assert_eq!(memory.lines().len(), 0);
        for way in std::iter::once(first).chain(&ways) {
            way(&config, &answers);
            answers.log_failures(&log, "sdk");
            let lines = memory.lines();
            assert_eq!(lines.len(), 1, "{index}: {lines:?}");
            let text = "evaluating flag 'broken' of SDK 'sdk' failed: Comparison value is missing.";
            assert!(lines[0].ends_with(text), "{lines:?}");
        }
    }
}

#[test]
fn all_flags_in_the_order_of_their_keys() {
    let (config, answers) = config(RULES);
    let expected = concat!(
        r#"{"10":{"value":true,"variationId":""},"9":{"value":true,"variationId":""},"#,
        r#""\u003ckey\u003e":{"value":true,"variationId":""},"bool":{"value":true,"variationId":"id3"},"#,
        r#""broken":{"value":null,"variationId":""},"double":{"value":1e-7,"variationId":"id5"},"#,
        r#""int":{"value":3,"variationId":""},"split":{"value":"option","variationId":"option"},"#,
        r#""text":{"value":"a\u003cb\u003e\u0026\"\u2028é","variationId":"id1"}}"#
    );
    let someone = user(&[("Email", "a@b.c")]);
    assert_eq!(text(&answers.all(&config, Some(&someone))), expected);
    for _ in 0..3 {
        let answer = answers.all_of_body(&config, br#"{"user":{"Email":"a@b.c"}}"#, None).unwrap();
        assert_eq!(text(&answer), expected);
    }
    // The same body asks for something else.
    let failure = answers.one_of_body(&config, br#"{"user":{"Email":"a@b.c"}}"#, None);
    assert_eq!(failure, Err(EvalFailure::UnknownFlag(String::new())));
    let empty = Config::default();
    assert_eq!(text(&Answers::new(&empty).all(&empty, None)), "{}");
}

/// Whether the bytes are in the memory of the others.
fn lies_in(part: &Bytes, whole: &[u8]) -> bool {
    whole.as_ptr_range().contains(&part.as_ptr()) && part.as_ptr_range().end <= whole.as_ptr_range().end
}

#[test]
fn nothing_is_copied_that_is_there_already() {
    let (config, answers) = config(RULES);
    let text = answers.fragments.text();
    let someone = user(&[("Email", "a@b.c")]);
    for key in ["text", "bool", "int", "split"] {
        assert!(lies_in(&answers.one(&config, key, Some(&someone)).unwrap(), text));
        let Detail { value, variant, .. } = answers.detail(&config, key, None).unwrap();
        assert!(lies_in(&value, text) && lies_in(&variant, text));
    }
    let body = br#"{"user":{"Email":"a@b.c"}}"#;
    let [first, second, third] = [(); 3].map(|()| answers.all_of_body(&config, body, None).unwrap());
    assert!(!lies_in(&second, &first) && lies_in(&third, &second));
}

#[test]
fn outcomes_that_are_written_alike_are_written_once() {
    let rule = r#"{"c":[{"u":{"a":"Email","c":28,"s":"x"}}],"s":{"v":{"b":true},"i":"id"}}"#;
    let length = |rules: usize| {
        let rules = vec![rule; rules].join(",");
        let (_, answers) = config(&format!(r#"{{"f":{{"a":{{"t":0,"v":{{"b":false}},"r":[{rules}]}}}}}}"#));
        answers.fragments.text().len()
    };
    assert_eq!(length(1), length(100));
}

#[test]
fn defaults_are_below_the_attributes_of_a_request() {
    let (config, answers) = config(RULES);
    let defaults = user(&[("Email", "a@b.c")]);
    let one = |body: &str| {
        let answer = answers.one_of_body(&config, body.as_bytes(), Some(&defaults)).unwrap();
        text(&answer).contains("true")
    };
    assert!(one(r#"{"key":"bool"}"#));
    assert!(one(r#"{"key":"bool","user":null}"#));
    assert!(one(r#"{"key":"bool","user":{"Country":"x"}}"#));
    assert!(!one(r#"{"key":"bool","user":{"Email":"x"}}"#));
    let many: Vec<String> = (0..30).map(|index| format!(r#""a{index}":"x""#)).collect();
    assert!(one(&format!(r#"{{"key":"bool","user":{{{}}}}}"#, many.join(","))));
    assert!(!one(&format!(r#"{{"key":"bool","user":{{{},"Email":"x"}}}}"#, many.join(","))));
}

#[test]
fn answers_in_parts() {
    let (config, answers) = config(RULES);
    let detail = |key: &str, email: &str| {
        let user = user(&[("Email", email)]);
        let Detail { value, variant, matched } = answers.detail(&config, key, Some(&user)).unwrap();
        (text(&value).to_owned(), text(&variant).to_owned(), matched)
    };
    let parts = |value: &str, variant: &str, matched| (value.to_owned(), variant.to_owned(), matched);
    assert_eq!(detail("bool", "a@b.c"), parts("true", r#""id3""#, true));
    assert_eq!(detail("bool", "x"), parts("false", r#""id2""#, false));
    assert_eq!(detail("split", "x"), parts(r#""option""#, r#""option""#, true));
    assert_eq!(detail("int", "x"), parts("3", r#""""#, false));
    assert_eq!(answers.detail(&config, "x", None), Err(EvalFailure::UnknownFlag("x".to_owned())));
    let someone = user(&[("Email", "a@b.c")]);
    let details: Vec<_> = answers.details(&config, Some(&someone)).collect();
    let keys: Vec<&str> = details.iter().map(|(key, _)| text(key)).collect();
    let expected = ["10", "9", r"\u003ckey\u003e", "bool", "broken", "double", "int", "split", "text"];
    assert_eq!(keys, expected.map(|key| format!("\"{key}\"")));
    for (key, found) in details {
        let key: String = serde_json::from_slice(&key).unwrap();
        assert_eq!(found, answers.detail(&config, &key, Some(&someone)));
    }
}

#[test]
fn texts_of_numbers_and_lists_are_those_of_go() {
    let flag = |comparator: u32, operand: &str| {
        format!(
            r#"{{"f":{{"a":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{{"u":{{"a":"x","c":{comparator},{operand}}}}}],"s":{{"v":{{"b":true}}}}}}]}}}}}}"#
        )
    };
    let holds = |comparator, operand: &str, value: &str| {
        let (config, answers) = config(&flag(comparator, operand));
        let body = format!(r#"{{"key":"a","user":{{"x":{value}}}}}"#);
        let answer = answers.one_of_body(&config, body.as_bytes(), None).unwrap();
        let parsed = EvalRequest::parse(body.as_bytes()).unwrap();
        assert_eq!(answers.one(&config, "a", parsed.user.as_ref()), Ok(answer.clone()));
        text(&answer).contains("true")
    };
    for (value, expected) in [
        ("1.0", "1"),
        ("1e3", "1000"),
        ("1e21", "1000000000000000000000"),
        ("1.5e-7", "0.00000015"),
        ("-0", "-0"),
        (r#"["a", "<b>"]"#, r#"["a","<b>"]"#),
        (r#"[1]"#, "[]"),
    ] {
        let operand = format!(r#""s":{}"#, serde_json::json!(expected));
        assert!(holds(28, &operand, value), "{value}");
    }
    for value in ["1e21", r#""1e21""#, "1000000000000000000000"] {
        assert!(holds(10, r#""d":1e21"#, value), "{value}");
        assert!(holds(12, r#""d":1.5e21"#, value), "{value}");
    }
    assert!(holds(10, r#""d":1.5e-7"#, "0.00000015"));
    assert!(holds(10, r#""d":0"#, "-0"));
    assert!(holds(34, r#""l":["b"]"#, r#"[1,"a","b"]"#));
    assert!(!holds(34, r#""l":["b"]"#, r#"["a"]"#));
}

/// The published configs with their users: what `one` says of each flag is what `all` and the details say, and the value is the expected one.
#[test]
fn the_public_test_matrices() {
    let root = std::env::var_os("VEXIL_CONFORMANCE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
        Into::into,
    );
    let folder = root.join("configcat");
    if !folder.is_dir() {
        return;
    }
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
    let index: serde_json::Value = serde_json::from_str(&read("derived/matrix_index.json")).unwrap();
    let mut cells = 0;
    for (file, suite) in index["v6"]["suites"].as_object().unwrap() {
        let table = read(&format!("{}/{file}", index["v6"]["csvDir"].as_str().unwrap()));
        let rows: Vec<Vec<&str>> =
            table.lines().filter(|line| !line.is_empty()).map(|line| line.split(';').collect()).collect();
        for source in suite["configs"].as_array().unwrap() {
            let (config, answers) = config(&read(source["config"].as_str().unwrap()));
            let member = if suite["kind"] == "value" { "value" } else { "variationId" };
            cells += rows
                .iter()
                .skip(1)
                .map(|row| check_row(&config, &answers, &rows[0], row, member))
                .sum::<usize>();
        }
    }
    assert_eq!(cells, 32_360);
}

fn check_row(config: &Config, answers: &Answers, header: &[&str], row: &[&str], member: &str) -> usize {
    let attributes = || header.iter().zip(row).take(4);
    let given = attributes().skip(1).filter(|(_, value)| !value.is_empty() && **value != "##null##");
    let mut user = serde_json::json!({ "Identifier": row[0] });
    given.for_each(|(name, value)| user[*name] = serde_json::json!(value));
    let body = |key: &str| match row[0] {
        "##null##" => serde_json::json!({ "key": key }),
        _ => serde_json::json!({ "key": key, "user": user }),
    };
    let body = |key: &str| body(key).to_string().into_bytes();
    let all = answers.all_of_body(config, &body(""), None).unwrap();
    let all: serde_json::Value = serde_json::from_slice(&all).unwrap();
    assert_eq!(all.as_object().unwrap().len(), config.len());
    for (key, expected) in header.iter().zip(row).skip(4) {
        let one = answers.one_of_body(config, &body(key), None).unwrap();
        let one: serde_json::Value = serde_json::from_slice(&one).unwrap();
        assert_eq!(one, all[key]);
        let matches = match &one[member] {
            serde_json::Value::Bool(flag) => expected.eq_ignore_ascii_case(&flag.to_string()),
            serde_json::Value::String(text) => expected == text,
            serde_json::Value::Number(number) => expected.parse() == Ok(number.as_f64().unwrap()),
            _ => false,
        };
        assert!(matches, "{key} for {user}: {expected} expected instead of {one}");
    }
    // Some rows end with a separator.
    row.len().min(header.len()) - 4
}
