//! Requests beside what Go 1.26 makes of them.

use proptest::prelude::*;

use super::*;
use crate::user::Value;

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| (*item).into()).collect())
}

fn request(key: &str, user: Option<&[(&str, Value)]>) -> EvalRequest {
    let user = user.map(|user| user.iter().map(|(name, value)| ((*name).into(), value.clone())).collect());
    EvalRequest { key: key.to_owned(), user, sdk_key: String::new() }
}

#[test]
fn requests_are_read() {
    let cases: &[(&str, EvalRequest)] = &[
        ("null", request("", None)),
        (" \t\r\n{ } ", request("", None)),
        (r#"{"key":"a"}"#, request("a", None)),
        (r#"{"key":"a","user":null}"#, request("a", Some(&[]))),
        (r#"{"key":"a","user":{}}"#, request("a", Some(&[]))),
        (r#"{"KEY":"a","User":{"Key":"b"}}"#, request("a", Some(&[("Key", text("b"))]))),
        // The Kelvin sign, and the long s.
        ("{\"\u{212A}ey\":\"kelvin\",\"u\u{17F}er\":{}}", request("kelvin", Some(&[]))),
        (r#"{"\u006bey":"a"}"#, request("a", None)),
        (r#"{"keys":"a","ke":"b","kéy":"c","other":[{"key":"x"},1e400,true]}"#, request("", None)),
        (r#"{"key":"a","Key":"b"}"#, request("b", None)),
        (r#"{"key":"a","key":null}"#, request("a", None)),
        (r#"{"user":{"a":"1"},"USER":null}"#, request("", Some(&[]))),
        (r#"{"user":{"a":"1"},"user":{"b":"2"}}"#, request("", Some(&[("b", text("2"))]))),
        (
            r#"{"user":{"b":"x","a":1.50,"c":["x","y"],"b":"z"}}"#,
            request("", Some(&[("a", Value::Number(1.5)), ("b", text("z")), ("c", list(&["x", "y"]))])),
        ),
        (
            r#"{"user":{"a":[1,"x",null,["y"],{"z":"z"},"w"]}}"#,
            request("", Some(&[("a", list(&["x", "w"]))])),
        ),
        (r#"{"user":{"a":true,"a":"x"}}"#, request("", Some(&[("a", text("x"))]))),
        (
            r#"{"user":{"a":1e-400,"b":-0}}"#,
            request("", Some(&[("a", Value::Number(0.0)), ("b", Value::Number(-0.0))])),
        ),
        (r#"{"key":"\"\\\/\b\f\n\r\tA\u00e9"}"#, request("\"\\/\u{8}\u{C}\n\r\tAé", None)),
        (r#"{"key":"\\u0041\\\\n\\"}"#, request(r"\u0041\\n\", None)),
        (
            r#"{"key":"\ud83d\ude00 \ud83d\ud83d\ude00 \ude00\ud83d \ud800A \ud800"}"#,
            request("😀 \u{FFFD}😀 \u{FFFD}\u{FFFD} \u{FFFD}A \u{FFFD}", None),
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(EvalRequest::parse(body.as_bytes()).as_ref(), Ok(expected), "{body}");
    }
    let with_key = EvalRequest::parse(br#"{"sdkKey":"s","SDKKEY":null}"#).unwrap();
    assert_eq!(with_key, EvalRequest { sdk_key: "s".to_owned(), ..EvalRequest::default() });
}

#[test]
fn every_byte_that_is_no_utf8_becomes_a_character() {
    let parsed = EvalRequest::parse(b"{\"key\":\"a\xffb\xed\xa0\x80\xe2\x82\\n\xc3\xa9\"}").unwrap();
    assert_eq!(parsed.key, "a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\né");
}

#[test]
fn many_attributes_are_read_like_few() {
    let members: Vec<String> = (0..40).map(|index| format!("\"a{}\":{index}", index % 20)).collect();
    let user = EvalRequest::parse(format!("{{\"user\":{{{}}}}}", members.join(",")).as_bytes()).unwrap().user;
    let numbers: Vec<Option<Value>> =
        (0..21).map(|index| user.as_ref()?.get(&format!("a{index}")).cloned()).collect();
    for (index, number) in numbers.into_iter().enumerate() {
        let expected = (index < 20).then_some(Value::Number(index as f64 + 20.0));
        assert_eq!(number, expected);
    }
    let members: Vec<String> = (0..40).map(|index| format!("\"a{index}\":{}", index == 7)).collect();
    let failure = EvalRequest::parse(format!("{{\"user\":{{{}}}}}", members.join(",")).as_bytes());
    assert_eq!(failure, Err(EvalFailure::AttributeType("a0".to_owned())));
}

fn json_failure(body: &[u8]) -> String {
    match EvalRequest::parse(body) {
        Err(EvalFailure::Json(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_json_is_told_in_the_words_of_go() {
    let deep_list = vec![b'['; 10_001];
    let deep_object = r#"{"a":"#.repeat(10_001).into_bytes();
    let cases: &[(&[u8], &str)] = &[
        (b"", "unexpected end of JSON input"),
        (b" ", "unexpected end of JSON input"),
        (b"\"", "unexpected end of JSON input"),
        (b"{\"user\":{\"a\":[\"", "unexpected end of JSON input"),
        (b"{\"key\"", "unexpected end of JSON input"),
        (b"{\"key\":", "unexpected end of JSON input"),
        (b"{\"key\":\"a\",", "unexpected end of JSON input"),
        (b"tru", "invalid character ' ' in literal true (expecting 'e')"),
        (b"trux", "invalid character 'x' in literal true (expecting 'e')"),
        (b"fx", "invalid character 'x' in literal false (expecting 'a')"),
        (b"nulx", "invalid character 'x' in literal null (expecting 'l')"),
        (b"-", "invalid character ' ' in numeric literal"),
        (b"-a", "invalid character 'a' in numeric literal"),
        (b"01", "invalid character '1' after top-level value"),
        (b"1.", "invalid character ' ' after decimal point in numeric literal"),
        (b"1.x", "invalid character 'x' after decimal point in numeric literal"),
        (b"1e", "invalid character ' ' in exponent of numeric literal"),
        (b"1e+x", "invalid character 'x' in exponent of numeric literal"),
        (b"\"a\\", "invalid character ' ' in string escape code"),
        (b"\"\\x\"", "invalid character 'x' in string escape code"),
        (b"\"\\u12g", "invalid character 'g' in \\u hexadecimal character escape"),
        (b"\"\n\"", "invalid character '\\n' in string literal"),
        (b"\"\x01", "invalid character '\\x01' in string literal"),
        (b"{}x", "invalid character 'x' after top-level value"),
        (b"{a}", "invalid character 'a' looking for beginning of object key string"),
        (b"{'a'}", "invalid character '\\'' looking for beginning of object key string"),
        (b"{\"a\":1,}", "invalid character '}' looking for beginning of object key string"),
        (b"{\"a\" 1}", "invalid character '1' after object key"),
        (b"{\"a\":\"b\" \"c\"", "invalid character '\"' after object key:value pair"),
        (b"{\"user\":{\"a\":1]", "invalid character ']' after object key:value pair"),
        (b"[1,]", "invalid character ']' looking for beginning of value"),
        (b"[1 2]", "invalid character '2' after array element"),
        (b"{\"user\":{\"a\":[1}", "invalid character '}' after array element"),
        (b"\xef\xbb\xbf{}", "invalid character '\u{EF}' looking for beginning of value"),
        (b"\x80", "invalid character '\\u0080' looking for beginning of value"),
        (b"\xa0", "invalid character '\\u00a0' looking for beginning of value"),
        (b"\xad", "invalid character '\\u00ad' looking for beginning of value"),
        (b"\xff", "invalid character '\u{FF}' looking for beginning of value"),
        (b"\x7f", "invalid character '\\x7f' looking for beginning of value"),
        (b"\\", "invalid character '\\\\' looking for beginning of value"),
        (&deep_list, "invalid character '[' exceeded max depth"),
        (&deep_object, "invalid character '{' exceeded max depth"),
    ];
    for (body, expected) in cases {
        assert_eq!(json_failure(body), *expected, "{:?}", String::from_utf8_lossy(body));
    }
    let deep = format!("{}{}", "[".repeat(9_999), "]".repeat(9_999));
    assert_eq!(EvalRequest::parse(format!(r#"{{"x":{deep}}}"#).as_bytes()), Ok(EvalRequest::default()));
}

#[test]
fn what_has_another_type_is_told_in_the_words_of_go() {
    for (body, expected) in [
        ("[1]", "array into Go value of type model.EvalRequest"),
        ("5", "number into Go value of type model.EvalRequest"),
        (r#""x""#, "string into Go value of type model.EvalRequest"),
        ("true", "bool into Go value of type model.EvalRequest"),
        (r#"{"key":1e400}"#, "number into Go struct field EvalRequest.key of type string"),
        (r#"{"Key":{},"key":[]}"#, "object into Go struct field EvalRequest.key of type string"),
        (r#"{"sdkKey":5}"#, "number into Go struct field EvalRequest.sdkKey of type string"),
        (r#"{"user":5}"#, "number into Go struct field EvalRequest.user of type map[string]interface {}"),
        (
            r#"{"key":5,"user":"x"}"#,
            "string into Go struct field EvalRequest.user of type map[string]interface {}",
        ),
        (
            r#"{"user":false,"user":{}}"#,
            "bool into Go struct field EvalRequest.user of type map[string]interface {}",
        ),
        (r#"{"user":{"a":1e400}}"#, "number 1e400 into Go struct field EvalRequest.user of type float64"),
        (
            r#"{"user":{"b":true,"a":["",{"c":-1e999}],"d":1e400}}"#,
            "number -1e999 into Go struct field EvalRequest.user of type float64",
        ),
    ] {
        assert_eq!(json_failure(body.as_bytes()), format!("json: cannot unmarshal {expected}"), "{body}");
    }
    assert_eq!(json_failure(br#"{"key":5}x"#), "invalid character 'x' after top-level value");
    for body in [r#"{"user":{"x":1,"a":true}}"#, r#"{"key":5,"user":{"a":null}}"#, r#"{"user":{"a":{}}}"#] {
        let failure = EvalRequest::parse(body.as_bytes()).unwrap_err();
        let expected = "'a' has an invalid type, only 'string', 'number', and 'string[]' types are allowed";
        assert_eq!(failure.to_string(), expected, "{body}");
    }
}

/// Texts that are nearly JSON.
#[test]
fn users_are_not_larger_than_anybody() {
    let repeat = |text: &str, count: usize| vec![text; count].join(",");
    let item = |count: usize| format!("\"a\":[{}]", repeat("\"x\"", count));
    let text = |count: usize| format!("\"a\":\"[{}]\"", repeat("\\\"x\\\"", count));
    let attributes = |count: usize| (0..count).map(|at| format!("\"{at}\":1")).collect::<Vec<_>>().join(",");
    let bytes = |count: usize| format!("\"a\":\"{}\"", "x".repeat(count));
    for (user, fits) in [
        (item(1_000), true),
        (item(1_001), false),
        (format!("{},{}", item(500), item(500)), true),
        (format!("{},{}", item(500), item(501)), false),
        // What is no text is left out anyway.
        (format!("\"a\":[{}]", repeat("1", 5_000)), true),
        (text(1_000), true),
        (text(1_001), false),
        (format!("{},{}", text(1_000), item(1)), false),
        (attributes(1_000), true),
        (attributes(1_001), false),
        (format!("{},\"a\":1", vec!["\"a\":1"; 1_000].join(",")), false),
        (bytes(64 * 1024 - 1), true),
        (bytes(64 * 1024), false),
        (format!("\"{}\":1", "x".repeat(64 * 1024 + 1)), false),
        (format!("\"a\":[\"{}\"]", "x".repeat(64 * 1024)), false),
    ] {
        let expected = if fits { Ok(()) } else { Err(EvalFailure::TooLarge) };
        let shown: String = user.chars().take(40).collect();
        let body = format!("{{\"key\":\"k\",\"user\":{{{user}}}}}");
        assert_eq!(EvalRequest::parse(body.as_bytes()).map(drop), expected, "{} {shown}", body.len());
        let context = format!("{{\"context\":{{{user}}}}}");
        let read = super::super::read_context(context.as_bytes());
        assert_eq!(read.map(drop), expected, "{shown}");
    }
    // What is wrong with the JSON comes first.
    let many = item(2_000);
    for (body, end) in [
        (format!("{{\"user\":{{{many},\"b\":\"\u{1}\"}}}}"), "in string literal"),
        (format!("{{\"user\":{{{many},\"b\":1e999}}}}"), "of type float64"),
    ] {
        assert!(json_failure(body.as_bytes()).ends_with(end), "{end}");
    }
    let text = EvalFailure::TooLarge.to_string();
    let expected = "the user is too large, only 1000 attributes, 1000 items in lists, and 65536 bytes of texts are allowed";
    assert_eq!(text, expected);
}

fn near_json() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(","),
        Just(":"),
        Just("\"key\""),
        Just("\"user\""),
        Just("\"a\\n\""),
        Just("\"\\ud800\""),
        Just("\"\\u00g\""),
        Just("null"),
        Just("true"),
        Just("1.5e3"),
        Just("-"),
        Just("01"),
        Just(" "),
        Just("\"x"),
        Just("é"),
        Just("{\"user\":{\"a\":"),
        Just("\"b\":[\"c\"]"),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is JSON for one is JSON for the other. Lone surrogates and numbers out of range are, only not for the other parser's values.
    #[test]
    fn what_is_json_is_read(text in prop_oneof![near_json(), "\\PC{0,40}", "[\\[\\]{}:,\"a1\\\\ue.-]{0,24}"]) {
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        let is_type_failure = |failure: &EvalFailure| match failure {
            EvalFailure::Json(text) => text.starts_with("json: cannot unmarshal"),
            EvalFailure::AttributeType(_) => true,
            _ => false,
        };
        match EvalRequest::parse(text.as_bytes()) {
            Ok(_) => prop_assert!(is_json, "{text}"),
            Err(failure) => prop_assert_eq!(is_json, is_type_failure(&failure), "{}: {}", text, failure),
        }
    }

    #[test]
    fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = EvalRequest::parse(&bytes);
    }

    /// What other parsers see of a user is what this one sees.
    #[test]
    fn users_are_read_as_others_read_them(
        texts in prop::collection::btree_map("\\PC{0,8}", "\\PC{0,12}", 0..24),
        number in prop::num::f64::NORMAL,
        items in prop::collection::vec("\\PC{0,8}", 0..6),
        pretty in any::<bool>(),
    ) {
        let mut user = serde_json::json!({ "number": number, "list": items });
        let mut expected: User = texts.iter().map(|(name, value)| (name.as_str().into(), text(value))).collect();
        for (name, value) in &texts {
            user[name] = serde_json::json!(value);
        }
        if !texts.contains_key("number") { expected.set("number", Value::Number(number)); }
        if !texts.contains_key("list") {
            expected.set("list", Value::List(items.iter().map(|item| item.as_str().into()).collect()));
        }
        let body = serde_json::json!({ "key": "k", "user": user });
        let body = if pretty { serde_json::to_vec_pretty(&body).unwrap() } else { serde_json::to_vec(&body).unwrap() };
        let parsed = EvalRequest::parse(&body).unwrap();
        prop_assert_eq!(parsed.user, Some(expected));
    }
}
