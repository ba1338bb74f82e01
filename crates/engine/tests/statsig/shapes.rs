//! Bodies that are no specs, and both versions of those that are.

use vexil_engine::statsig::{Kind, Specs, SpecsError};

fn code(body: &str) -> &'static str {
    Specs::parse(body.as_bytes()).map_or_else(|error| error.code(), |_| "")
}

fn gates(gates: &str) -> String {
    format!(r#"{{"has_updates":true,"feature_gates":{gates},"dynamic_configs":[],"layer_configs":[]}}"#)
}

#[test]
fn what_is_malformed_spoils_everything() {
    for (body, expected) in [
        ("", "SPECS_SYNTAX"),
        ("[]", "SPECS_SHAPE"),
        (r#"{"has_updates":true,"feature_gates":[],"dynamic_configs":[]}"#, "SPECS_SHAPE"),
        (&gates("5"), "SPECS_SHAPE"),
        (&gates("[null]"), "SPECS_SHAPE"),
        (&gates(r#"[{"name":"a"}]"#), "SPECS_SHAPE"),
        (&gates(r#"[{"name":"a","rules":[null]}]"#), "SPECS_SHAPE"),
        (&gates(r#"[{"name":"a","rules":[{"conditions":5}]}]"#), "SPECS_SHAPE"),
        (
            &gates(&format!(r#"[{{"name":"a","rules":[],"x":{}{}}}]"#, "[".repeat(2_000), "]".repeat(2_000))),
            "SPECS_TOO_DEEP",
        ),
        (&gates("[]"), ""),
        (&gates(r#"[{"name":"a","rules":[5,{"conditions":null}]}]"#), ""),
    ] {
        assert_eq!(code(body), expected, "{body}");
    }
    assert_eq!(SpecsError::Shape("A spec").to_string(), "A spec is not what it has to be.");
}

#[test]
fn names_come_in_the_order_of_javascript() {
    let body = gates(
        r#"[{"name":"b","rules":[]},{"name":"2","rules":[]},{"name":"a","rules":[]},{"name":"b","rules":[],"x":1}]"#,
    );
    let specs = Specs::parse(body.into_bytes()).unwrap();
    let names: Vec<_> = specs.ids(Kind::Gate).map(|id| specs.get(id).unwrap().name()).collect();
    assert_eq!(names, [b"2", b"b", b"a"]);
    let last = specs.get(specs.find(Kind::Gate, b"b").unwrap()).unwrap();
    assert_eq!(last.json(), br#"{"name":"b","rules":[],"x":1}"#);
}
