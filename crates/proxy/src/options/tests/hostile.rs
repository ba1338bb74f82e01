//! Files that somebody made to hurt. Whatever they say: options or one line, and soon.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::kind::json;
use super::{KEY, read, with_sdk};

/// Reads a text that must be refused within seconds.
fn refused(yaml: &str) -> String {
    let start = Instant::now();
    let Err(error) = read(yaml, &[]) else {
        panic!("taken: {}", yaml.chars().take(99).collect::<String>());
    };
    assert!(start.elapsed() < Duration::from_secs(20), "it took {:?}", start.elapsed());
    assert!(!error.contains('\n') && error.len() < 1000, "{error}");
    error
}

#[test]
fn files_that_are_no_maps_are_refused() {
    for yaml in ["a", "[a]", "1", "- a\n- b\n", "true", "--- a\n"] {
        let error = refused(yaml);
        assert!(error.starts_with("expected a map of options"), "{error}");
    }
}

#[test]
fn invalid_yaml_is_refused_without_being_quoted() {
    for yaml in [
        "sdks: {env1: {key: secret",
        "a: 'secret",
        "a: \"secret",
        "a: secret: b",
        "a: *secret",
        "a: &secret *secret",
        "%YAML secret\n---\na: b",
        "? [secret]\n: b",
        "secret: 1\nsecret: 2",
        "sdks:\n  secret: {}\n  secret: {}\n",
        "http: {port: 1, port: 2}",
        "a: !!int secret",
        "a: b\n---\nsecret: d\n",
        "a: !!binary secret*",
        "a: .inf\nb: .nan",
        "\u{0}secret",
    ] {
        let error = refused(yaml);
        assert!(error.starts_with("failed to read config file"), "{yaml:?}: {error}");
        assert!(!error.contains("secret"), "{yaml:?}: {error}");
    }
    for (yaml, reason) in [
        ("http:\n  port: 1\n  port: 2\n", "a key appears twice at line 3, column 3"),
        ("a: [b\n", "invalid YAML: "),
        ("http:\n  port: !!int 80\n", "tags such as !!int are not supported at line 2, column 15"),
        ("a: *b\n", "an alias has no anchor at line 1"),
        ("a: 1\n---\na: 2\n", "it has several documents"),
        ("~: 1\n", "a key is null"),
    ] {
        let error = refused(yaml);
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn bombs_are_refused() {
    // A billion laughs.
    let mut yaml = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for level in 1..20 {
        let parts = vec![format!("*a{}", level - 1); 10].join(",");
        yaml.push_str(&format!("a{level}: &a{level} [{parts}]\n"));
    }
    let error = refused(&yaml);
    assert!(error.contains("too large"), "{error}");
    refused(&"[".repeat(1_000_000));
    refused(&"{a: ".repeat(500_000));
    refused(&"- ".repeat(1_000_000));
    refused(&(0..5_000).map(|depth| format!("{}a:\n", " ".repeat(depth % 500))).collect::<String>());
    refused(&format!("a: {}", "x".repeat(5 * 1024 * 1024)));
    refused(&"a\n".repeat(1_000_000));
    refused(&(0..300_000).map(|index| format!("k{index}: 1\n")).collect::<String>());
    refused(&"? ".repeat(100_000));
    refused(&format!("a: {}", "!".repeat(1_000_000)));
    refused(&"&a ".repeat(300_000));
}

#[test]
fn many_unknown_options_are_few_words() {
    let rest: String = (0..20_000).map(|index| format!("unknown{index}: 1\n")).collect();
    let start = Instant::now();
    let options = read(&with_sdk(&rest), &[]).unwrap();
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(options.warnings.len() <= 101, "{}", options.warnings.len());
}

#[test]
fn deep_json_in_variables_is_refused() {
    for text in ["[".repeat(1_000_000), r#"{"a":"#.repeat(500_000), "{".to_owned(), "[1]]".to_owned()] {
        assert!(json(&text).is_err());
        let error = read(&with_sdk(""), &[("CONFIGCAT_DEFAULT_USER_ATTRIBUTES", &text)]).unwrap_err();
        assert!(error.starts_with("failed to read environment variable"), "{error}");
    }
}

/// Pieces of which a hostile file could be made.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("sdks:\n  a:\n    key: ".to_owned()),
        Just(format!("{KEY}\n")),
        Just("http:\n  port: ".to_owned()),
        Just("&a ".to_owned()),
        Just("*a ".to_owned()),
        Just("<<: ".to_owned()),
        Just("!!str ".to_owned()),
        Just("- ".to_owned()),
        Just("? ".to_owned()),
        Just(": ".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("\n".to_owned()),
        Just("\n  ".to_owned()),
        Just("|\n".to_owned()),
        Just(">-\n".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("---\n".to_owned()),
        Just("-1\n".to_owned()),
        "[ -~]{0,8}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_text_is_options_or_one_line(yaml in pieces()) {
        if let Err(error) = read(&yaml, &[]) {
            prop_assert!(!error.contains(KEY), "{}", error);
        }
    }

    #[test]
    fn any_variable_is_taken_or_one_line(
        value in any::<String>(),
        row in any::<proptest::sample::Index>(),
    ) {
        let rows = super::super::schema::root();
        let name = format!("CONFIGCAT_{}", rows[row.index(rows.len())].variable);
        if let Err(error) = read(&with_sdk(""), &[(&name, &value)]) {
            // Some need company: what is missing is named, then.
            prop_assert!(error.contains(&name) || error.contains("both basic auth user"), "{}", error);
        }
    }
}
