//! Texts of configs that a parser stumbles over. What is right is what `JSON.parse` makes of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/http.rs"]
mod http;
mod support;

use std::sync::Arc;

use faults::{Survivor, codes, say};
use http::{again, at, fetch};
use support::*;
use vexil_client::SharedConfig;
use vexil_engine::configcat::{Config, Value};
use vexil_testkit::{Answer, FaultServer};

/// The stack that a thread may have.
const STACK: usize = 2 << 20;

/// Serves the text and gives the config that the client makes of it.
async fn load(json: impl Into<Vec<u8>>) -> Arc<SharedConfig> {
    let server = FaultServer::start([say(Answer::ok(json))]).await.unwrap();
    let (report, client, _) = fetch(at(server.url())).await;
    assert_eq!(report.code.number(), 0, "{report:?}");
    client.entry().config.clone().unwrap()
}

async fn assert_refused(body: impl Into<Vec<u8>>) {
    let survivor = Survivor::start().await;
    let report = survivor.suffer([say(Answer::ok(body).header("ETag", "cut"))]).await;
    assert_eq!(codes(&report), (1105, "INVALID_CONFIG"));
    survivor.recover().await;
}

/// The one value of a flag without rules; `None` where it has none.
fn value(config: &Config, key: &str) -> Option<Value> {
    let flag = config.flag(config.find(key.as_bytes())?)?;
    flag.outcomes().next()?.value.ok().map(|value| value.to_owned())
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.as_bytes().into()))
}

fn on_a_small_stack(test: impl AsyncFnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test());
    });
    thread.unwrap().join().unwrap();
}

#[tokio::test]
async fn malformed_utf8_is_read_as_replacement_characters() {
    let config = load(
        b"{\"f\":{\"a\":{\"t\":1,\"v\":{\"s\":\"\xff|\xc3\x28|\xe2\x82|\xed\xa0\x80|\xf0\x9f\x98\x80\"}}}}",
    )
    .await;
    // As TextDecoder and Buffer#toString read them: one character for each maximal part that could have been right.
    let expected = "\u{fffd}|\u{fffd}(|\u{fffd}|\u{fffd}\u{fffd}\u{fffd}|\u{1f600}";
    assert_eq!(value(&config, "a"), text(expected));
}

#[tokio::test]
async fn byte_order_marks_and_other_encodings_are_refused() {
    assert_refused([b"\xef\xbb\xbf", CONFIG.as_bytes()].concat()).await;
    let units: Vec<u16> = CONFIG.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_refused([b"\xff\xfe".as_slice(), &little].concat()).await;
    assert_refused([b"\xfe\xff".as_slice(), &big].concat()).await;
    assert_refused(little).await;
    assert_refused(big).await;
}

#[tokio::test]
async fn nul_bytes_are_text_only_where_they_are_escaped() {
    assert_refused(b"{\"f\":{\"a\":{\"t\":1,\"v\":{\"s\":\"\0\"}}}}".as_slice()).await;
    assert_refused(b"{\"f\":{}}\0".as_slice()).await;
    assert_refused(b"\0{\"f\":{}}".as_slice()).await;
    let config = load(r#"{"f":{"a\u0000b":{"t":1,"v":{"s":"x\u0000y"}}}}"#).await;
    assert_eq!(value(&config, "a\0b"), text("x\0y"));
}

#[test]
fn unknown_nodes_of_any_depth_are_passed_over_on_a_small_stack() {
    on_a_small_stack(async || {
        for depth in [127, 128, 10_000, 1_000_000] {
            for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
                // A million levels of one kind say enough.
                if depth == 1_000_000 && open != "[" {
                    continue;
                }
                let inner = if open == "[" { "" } else { "0" };
                let deep = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
                let flag = r#""flag":{"t":0,"v":{"b":true}}"#;
                let unknown = [
                    format!(r#"{{"x":{deep},"f":{{{flag}}}}}"#),
                    format!(r#"{{"f":{{{flag}}},"x":{deep}}}"#),
                    format!(r#"{{"f":{{"flag":{{"x":{deep},"t":0,"v":{{"b":true}}}}}}}}"#),
                    format!(r#"{{"f":{{"flag":{{"t":0,"v":{{"b":true,"x":{deep}}}}}}}}}"#),
                ];
                for json in unknown {
                    assert_eq!(value(&*load(json).await, "flag"), Some(Value::Bool(true)), "depth {depth}");
                }
                // In the place of something known, only the flag is lost.
                let known = [
                    format!(r#"{{"f":{{{flag},"bad":{deep}}}}}"#),
                    format!(r#"{{"f":{{"bad":{{"t":0,"v":{deep}}},{flag}}}}}"#),
                    format!(r#"{{"f":{{"bad":{{"t":0,"v":{{"b":{deep}}}}},{flag}}}}}"#),
                    format!(r#"{{"f":{{"bad":{{"t":0,"r":[{{"c":[{deep}]}}],"v":{{"b":true}}}},{flag}}}}}"#),
                ];
                for json in known {
                    assert_eq!(value(&*load(json).await, "flag"), Some(Value::Bool(true)), "depth {depth}");
                }
                assert_refused(open.repeat(depth)).await;
            }
        }
    });
}

#[tokio::test]
async fn extreme_numbers_are_what_json_parse_makes_of_them() {
    let digits = "9".repeat(400);
    let zeros = format!("0.{}1", "0".repeat(400));
    let small_digits = format!("{}.5", "1".repeat(15));
    let cases: [(&str, f64); 14] = [
        ("1e400", f64::INFINITY),
        ("-1e400", f64::NEG_INFINITY),
        ("1e99999999999999999999", f64::INFINITY),
        ("1e-99999999999999999999", 0.0),
        ("-0", -0.0),
        ("-0.0", -0.0),
        ("9007199254740993", 9_007_199_254_740_992.0),
        ("0.1", 0.1),
        ("1.7976931348623157e308", f64::MAX),
        ("5e-324", 5e-324),
        ("2.4703282292062328e-324", 5e-324),
        (&digits, f64::INFINITY),
        (&zeros, 0.0),
        (&small_digits, 111_111_111_111_111.5),
    ];
    let flags: Vec<String> = cases
        .iter()
        .enumerate()
        .map(|(n, (number, _))| format!(r#""n{n}":{{"t":3,"v":{{"d":{number}}},"x":{number}}}"#))
        .collect();
    let config = load(format!(r#"{{"x":{digits},"f":{{{}}}}}"#, flags.join(","))).await;
    for (n, (number, expected)) in cases.iter().enumerate() {
        let Some(Value::Number(found)) = value(&config, &format!("n{n}")) else { panic!("{number}") };
        assert_eq!(found.to_bits(), expected.to_bits(), "{number}: {found}");
    }
}

#[tokio::test]
async fn a_number_where_none_belongs_costs_one_flag_at_most() {
    for number in ["1e400", "-0", "0.5", "99999999999999999999", "-1", "4294967296", "1e-400"] {
        let other = r#""other":{"t":0,"v":{"b":true}}"#;
        let configs = [
            format!(r#"{{"f":{{"flag":{{"t":{number},"v":{{"b":true}}}},{other}}}}}"#),
            format!(
                r#"{{"f":{{"flag":{{"t":0,"v":{{"b":true}},"p":[{{"p":{number},"v":{{"b":false}}}}]}},{other}}}}}"#
            ),
            format!(
                r#"{{"f":{{"flag":{{"t":0,"v":{{"b":true}},"r":[{{"c":[{{"u":{{"a":"x","c":{number},"s":"1"}}}}],"s":{{"v":{{"b":true}}}}}}]}},{other}}}}}"#
            ),
        ];
        for json in configs {
            assert_eq!(value(&*load(json).await, "other"), Some(Value::Bool(true)), "{number}");
        }
    }
}

#[tokio::test]
async fn of_duplicate_keys_the_last_one_counts_at_every_level() {
    let flag = |value: &str| format!(r#"{{"t":1,"v":{{"s":"{value}"}}}}"#);
    let (one, two) = (flag("one"), flag("two"));
    let configs = [
        format!(r#"{{"f":{{"a":{one},"a":{two}}}}}"#),
        format!(r#"{{"f":{{"a":{one}}},"f":{{"a":{two}}}}}"#),
        format!(r#"{{"f":{{"a":{one},"\u0061":{two}}}}}"#),
        r#"{"f":{"a":{"t":1,"v":{"s":"one"},"v":{"s":"two"}}}}"#.to_owned(),
        r#"{"f":{"a":{"t":1,"v":{"s":"one","s":"two"}}}}"#.to_owned(),
        r#"{"f":{"a":{"t":0,"t":1,"v":{"s":"two"}}}}"#.to_owned(),
    ];
    for json in configs {
        let config = load(json.clone()).await;
        assert_eq!(value(&config, "a"), text("two"), "{json}");
        assert_eq!(config.keys().count(), 1, "{json}");
    }
}

#[tokio::test]
async fn hostile_keys_are_keys_like_any_other() {
    let long = "k".repeat(1 << 20);
    let keys = [
        "",
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "prototype",
        " ",
        "\u{2028}",
        "a\nb",
        &long,
    ];
    let flags: Vec<String> = keys
        .iter()
        .enumerate()
        .map(|(n, key)| format!(r#"{}:{{"t":1,"v":{{"s":"{n}"}}}}"#, serde_json::Value::from(*key)))
        .collect();
    let config = load(format!(r#"{{"f":{{{}}}}}"#, flags.join(","))).await;
    assert_eq!(config.len(), keys.len());
    for (n, key) in keys.iter().enumerate() {
        assert_eq!(value(&config, key), text(&n.to_string()));
    }
    // The same names where the config itself has names.
    for key in ["__proto__", "constructor", "toString"] {
        let json = format!(
            r#"{{"{key}":{{"f":{{}}}},"f":{{"a":{{"{key}":1,"t":1,"v":{{"{key}":{{}},"s":"x"}}}}}}}}"#
        );
        assert_eq!(value(&*load(json).await, "a"), text("x"));
    }
}

#[tokio::test]
async fn a_config_without_flags_is_one() {
    for json in ["{}", r#"{"f":{}}"#, r#"{"p":null,"f":{},"s":null}"#, " \t\r\n{\"f\":{}} \n"] {
        let server = FaultServer::start([say(Answer::ok(json).header("ETag", "empty"))]).await.unwrap();
        let (report, client, host) = fetch(at(server.url())).await;
        assert_eq!(report.code.number(), 0, "{json}");
        assert!(client.entry().config.as_ref().is_some_and(|config| config.is_empty()), "{json}");
        assert_eq!(again(&client, &host).await.code.number(), 0);
    }
}
