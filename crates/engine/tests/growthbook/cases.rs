//! The published cases.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The cases of a section, each of them a list. Empty, and a word about it, where there are none.
pub(crate) fn section(name: &str) -> Vec<Vec<Value>> {
    let root = std::env::var_os("VEXIL_CONFORMANCE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read(root.join("growthbook/cases.json")) else {
        report("skipped: conformance data not found");
        return Vec::new();
    };
    let cases: Value = serde_json::from_slice(&text).unwrap();
    let section = cases[name].as_array().unwrap_or_else(|| panic!("no section {name}"));
    let cases: Vec<_> = section.iter().map(|case| case.as_array().unwrap().clone()).collect();
    assert!(!cases.is_empty());
    report(&format!("{name}: {} cases", cases.len()));
    cases
}

/// Says something in the output of the test.
#[expect(clippy::print_stdout, reason = "the output of a test is its report")]
fn report(text: &str) {
    println!("{text}");
}

/// The text of a JSON string.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// The number of a JSON number.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// The items of a JSON array.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

/// Numbers that are equal are the same, however they are written.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}
