//! Evaluations by the conventions of Python. What is expected is what configcat-client 10.0.1 gives.

use crate::configcat::testing::{condition_by, evaluate_by, explain_by, text};
use crate::configcat::{
    AttributeValue, Config, Conventions, ExplainRequest, FlagId, OutcomeId, OverrideBehaviour, Overrides,
    Value,
};
use crate::python::JsonNumber;

const PYTHON: Conventions = Conventions::Python;

fn holds(json: &str, value: AttributeValue<'_>) -> Result<bool, String> {
    condition_by(PYTHON, json, value)
}

#[test]
fn texts_are_read_as_numbers() {
    for (json, value, expected) in [
        (r#""c":10,"d":5"#, text(" 5,0 "), true),
        (r#""c":10,"d":1000"#, text("1_000"), true),
        (r#""c":14,"d":5"#, text("inf"), true),
        (r#""c":11,"d":5"#, text("nan"), true),
        (r#""c":11,"d":5"#, text("1,000,0"), false),
        (r#""c":11,"d":5"#, text("0x5"), false),
        (r#""c":10,"d":1"#, AttributeValue::Bool(true), true),
        (r#""c":18,"d":1700000000"#, text("1_0"), true),
        (r#""c":28,"s":"True""#, AttributeValue::Bool(true), true),
        (r#""c":28,"s":"1e+16""#, AttributeValue::Number(1e16), true),
        (r#""c":28,"s":"5""#, AttributeValue::Number(5.0), true),
    ] {
        assert_eq!(holds(json, value), Ok(expected), "{json} {value:?}");
    }
}

#[test]
fn versions_are_strict_on_both_sides() {
    for (json, value, expected) in [
        (r#""c":5,"l":[]"#, "x", true),
        (r#""c":5,"l":[""," "]"#, "x", true),
        (r#""c":5,"l":["x"]"#, "1.0.0", false),
        (r#""c":4,"l":["1.0.0","x"]"#, "1.0.0", false),
        (r#""c":4,"l":[" 1.0.0 "]"#, "\x1C1.0.0", true),
        (r#""c":4,"l":["1.0.0"]"#, "v1.0.0", false),
        (r#""c":5,"l":["1.0.0"]"#, "v1.0.0", false),
        (r#""c":7,"s":"x""#, "1.0.0", false),
        (r#""c":9,"s":"x""#, "1.0.0", false),
        (r#""c":7,"s":" 2.0.0\n""#, "1.0.0", true),
        (r#""c":6,"s":"99999999999999999999.0.1""#, "99999999999999999999.0.0", true),
    ] {
        assert_eq!(holds(json, text(value)), Ok(expected), "{json} {value}");
    }
}

#[test]
fn other_conditions() {
    // Half of a surrogate pair is no part of a text.
    assert_eq!(holds(r#""c":2,"l":["\ud83d"]"#, text("😀")), Ok(false));
    assert_eq!(holds(r#""c":23,"l":[]"#, AttributeValue::Number(5.0)), Ok(true));
    assert_eq!(holds(r#""c":18,"d":1e12"#, text("5")), Err("year 33658 is out of range".to_owned()));
    let unknown = Err("Comparison operator is missing or invalid.".to_owned());
    assert_eq!(holds(r#""c":36,"s":"x""#, AttributeValue::Missing), unknown);
}

#[test]
fn a_missing_salt_and_a_segment_without_a_name_are_fine() {
    // `printf xflag | sha256sum`
    let hash = "5f9924c2e6fb94f8e0f1470dbf9139b9af35dc0b47655b273977944fe10831ff";
    let rule = |condition: &str| {
        format!(
            r#"{{"s":[{{"n":"","r":[{{"a":"A","c":28,"s":"x"}}]}}],"f":{{"flag":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{condition}],"s":{{"v":{{"b":true}}}}}}]}}}}}}"#
        )
    };
    let user: &[_] = &[("A", text("x"))];
    let on = Ok(Value::Bool(true));
    assert_eq!(evaluate_by(PYTHON, &rule(r#"{"s":{"s":0,"c":0}}"#), "flag", Some(user)), on);
    let condition = format!(r#"{{"u":{{"a":"A","c":20,"s":"{hash}"}}}}"#);
    assert_eq!(evaluate_by(PYTHON, &rule(&condition), "flag", Some(user)), on);
}

/// The value as Python's `str` writes it, or the failure.
fn value(json: &str, user: Option<&[(&str, AttributeValue<'_>)]>) -> Result<String, String> {
    let config = Config::parse(json.as_bytes()).unwrap();
    value_in(&config, "a", user)
}

fn value_in(
    config: &Config,
    key: &str,
    user: Option<&[(&str, AttributeValue<'_>)]>,
) -> Result<String, String> {
    let result = explain_by(PYTHON, config, key, user, &ExplainRequest::default()).result;
    let flag = config.flag(config.find(key.as_bytes()).unwrap()).unwrap();
    let id = result.map_err(|failure| failure.to_string())?;
    let written = flag.outcome(id).unwrap().written().unwrap();
    Ok(String::from_utf8(written.to_python_text().into_owned()).unwrap())
}

#[test]
fn values_and_types() {
    let expected_type =
        |name: &str| Err(format!("Setting value is not of the expected type <class '{name}'>"));
    let unsupported = Err("Unsupported setting type".to_owned());
    let user: &[_] = &[("A", text("y"))];
    for (setting, expected) in [
        (r#"{"t":7,"v":{"b":true}}"#, unsupported.clone()),
        (r#"{"t":-1,"v":{"b":true}}"#, unsupported),
        (r#"{"t":0,"v":{"i":1}}"#, expected_type("bool")),
        (r#"{"t":1,"v":{"i":1}}"#, expected_type("str")),
        (r#"{"t":2,"v":{"d":1}}"#, expected_type("int")),
        (r#"{"t":3,"v":{"i":1}}"#, expected_type("float")),
        (r#"{"t":2,"v":{"i":1.5}}"#, Ok("1.5".to_owned())),
        (r#"{"t":2,"v":{"i":5.0}}"#, Ok("5.0".to_owned())),
        (
            r#"{"t":2,"v":{"i":123456789012345678901234567890}}"#,
            Ok("123456789012345678901234567890".to_owned()),
        ),
        (r#"{"t":3,"v":{"d":1e3}}"#, Ok("1000.0".to_owned())),
        // The value of a rule is looked at before its conditions.
        (
            r#"{"t":0,"v":{"b":false},"r":[{"c":[{"u":{"a":"A","c":28,"s":"x"}}],"s":{"v":{"i":1}}}]}"#,
            expected_type("bool"),
        ),
    ] {
        assert_eq!(value(&format!(r#"{{"f":{{"a":{setting}}}}}"#), Some(user)), expected, "{setting}");
    }
}

#[test]
fn percentage_options() {
    for (rest, expected) in [
        (r#""p":[{"p":-10,"v":{"b":true}},{"p":200,"v":{"b":true}}]"#, "True"),
        (r#""p":[{"p":0,"v":{"b":true}}]"#, "False"),
        (r#""r":[{"p":[{"p":0,"v":{"b":true}}]}]"#, "False"),
        (r#""r":[{"s":{"v":{"b":true}}}]"#, "False"),
        (r#""a":"Identifier","p":[{"p":100,"v":{"b":true}}]"#, "False"),
        (r#""p":[{"p":100,"v":{"b":true}}]"#, "True"),
    ] {
        let json = format!(r#"{{"f":{{"a":{{"t":0,"v":{{"b":false}},{rest}}}}}}}"#);
        assert_eq!(value(&json, Some(&[])), Ok(expected.to_owned()), "{rest}");
    }
}

#[test]
fn prerequisites() {
    let int = r#""b":{"t":2,"v":{"i":1}}"#;
    let big = r#""b":{"t":2,"v":{"i":9007199254740993}}"#;
    let mismatch = "Type mismatch between comparison value '1' and prerequisite flag 'b'";
    for (condition, others, expected) in [
        (r#""f":"b","c":0,"v":{"i":1}"#, int, Ok("True")),
        (r#""f":"b","c":1,"v":{"i":1}"#, int, Ok("False")),
        (r#""f":"b","c":0,"v":{"i":1.0}"#, int, Ok("True")),
        (r#""f":"b","c":0,"v":{"d":2,"i":1}"#, int, Ok("True")),
        (r#""f":"b","c":0,"v":{"i":9007199254740993}"#, big, Ok("True")),
        (r#""f":"b","c":0,"v":{"i":9007199254740992}"#, big, Ok("False")),
        (r#""f":"b","c":0,"v":{"i":1,"s":"x"}"#, int, Err(mismatch)),
        (r#""f":"b","c":0,"v":{"d":1}"#, int, Err("Setting value is not of the expected type <class 'int'>")),
        (r#""f":"c","c":0,"v":{"i":1}"#, int, Err("Prerequisite flag key is missing or invalid.")),
        (r#""f":"b","c":0,"v":{"b":true}"#, r#""b":{"t":7,"v":{"b":true}}"#, Err("Unsupported setting type")),
        (
            r#""f":"b","c":0,"v":{"b":true}"#,
            r#""b":{"t":0,"v":{"s":"x"}}"#,
            Err("Setting value is not of the expected type <class 'bool'>"),
        ),
    ] {
        let json = format!(
            r#"{{"f":{{"a":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{{"p":{{{condition}}}}}],"s":{{"v":{{"b":true}}}}}}]}},{others}}}}}"#
        );
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(value(&json, None), expected, "{condition} {others}");
    }
}

const ORDERED: &str = r#"{"f":{"b":{"t":2,"v":{"i":9007199254740993},"i":"v"},"10":{"t":3,"v":{"d":5.0},"i":"v"},
    "a":{"t":0,"v":{"b":true}},"2":{"t":0,"v":{"b":true},"r":[{"s":{"v":{"b":false}}}]}}}"#;

fn order(config: &Config) -> Vec<&str> {
    let key = |id| std::str::from_utf8(config.flag(id).unwrap().key()).unwrap();
    config.document_order().map(key).collect()
}

#[test]
fn literals_and_the_order_of_keys_survive_merging() {
    let remote = Config::parse(ORDERED.as_bytes()).unwrap();
    assert_eq!(order(&remote), ["b", "10", "a", "2"]);
    let local = r#"{"f":[["c",0,1e3],["10",0,7],["1",3,{"t":3,"v":{"d":0.50}}],["z",1,"-0"],["d",0,12345678901234567890]]}"#;
    let local = Overrides::from_json(local.as_bytes()).unwrap();
    let merged = Config::merge(Some(&remote), &local, OverrideBehaviour::LocalOverRemote);
    assert_eq!(order(&merged), ["b", "10", "a", "2", "c", "1", "z", "d"]);
    for (key, expected) in [
        ("b", "9007199254740993"),
        ("10", "7"),
        ("c", "1000.0"),
        ("1", "0.5"),
        ("z", "-0.0"),
        ("d", "12345678901234567890"),
    ] {
        assert_eq!(value_in(&merged, key, None).as_deref(), Ok(expected), "{key}");
    }
    let merged = Config::merge(Some(&remote), &local, OverrideBehaviour::RemoteOverLocal);
    assert_eq!(order(&merged), ["c", "10", "1", "z", "d", "b", "a", "2"]);
    assert_eq!(value_in(&merged, "10", None).as_deref(), Ok("5.0"));
    let alone = Config::merge(None, &local, OverrideBehaviour::LocalOnly);
    assert_eq!(order(&alone), ["c", "10", "1", "z", "d"]);
}

/// Only numbers that JavaScript writes in another way keep their literals.
#[test]
fn literals_are_kept_where_they_are_needed() {
    for (literal, is_kept) in [
        ("5", false),
        ("-5", false),
        ("0.5", false),
        ("1e+21", false),
        ("5.0", true),
        ("1e3", true),
        ("-0", true),
    ] {
        let json = format!(r#"{{"f":{{"a":{{"t":3,"v":{{"d":{literal}}}}}}}}}"#);
        let config = Config::parse(json.into_bytes()).unwrap();
        let outcome = config.flag(config.find(b"a").unwrap()).unwrap().outcome(OutcomeId(0)).unwrap();
        assert_eq!(outcome.number_text, is_kept.then_some(literal.as_bytes()));
    }
    let number = JsonNumber::new(1000.0, Some(b"1e3"));
    assert_eq!(number, JsonNumber::Float(1000.0));
}

#[test]
fn variations_are_found_in_the_order_of_the_document() {
    let config = Config::parse(ORDERED.as_bytes()).unwrap();
    let key = |found: FlagId| config.flag(found).unwrap().key();
    let found = config.find_python_variation(b"v").unwrap().unwrap();
    assert_eq!((key(found.0), found.1), (b"b".as_slice(), OutcomeId(0)));
    // For JavaScript, that flag's value is no integer.
    let found = config.find_variation(b"v").unwrap().unwrap();
    assert_eq!(key(found.0), b"10");
    assert_eq!(config.find_python_variation(b"w"), Ok(None));
    let wrong = Config::parse(br#"{"f":{"a":{"t":0,"v":{"i":1},"i":"v"}}}"#.as_slice()).unwrap();
    assert_eq!(
        wrong.find_python_variation(b"v").unwrap_err().to_string(),
        "Setting value is not of the expected type <class 'bool'>"
    );
}

#[test]
fn constants_are_told_apart() {
    let config = Config::parse(ORDERED.as_bytes()).unwrap();
    let constants = |key: &str| {
        let flag = config.flag(config.find(key.as_bytes()).unwrap()).unwrap();
        (flag.constant(), flag.python_constant())
    };
    assert_eq!(constants("a"), (Some(OutcomeId(0)), Some(OutcomeId(0))));
    assert_eq!(constants("b"), (None, Some(OutcomeId(0))));
    assert_eq!(constants("2"), (Some(OutcomeId(1)), Some(OutcomeId(0))));
}
