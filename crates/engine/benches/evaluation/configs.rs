//! The configs that are measured. Every kind of flag is true for half of the users, or about that.

use serde_json::{Value, json};
use vexil_engine::hash::{hex_lower, sha256};

/// The salt of the configs.
pub(crate) const SALT: &str = "TIqUzNgYcIqtTgDQFCd8NA0+6v0YFvEh3qA8Eg0cNRU=";

/// A config whose only flag is called `flag`.
pub(crate) fn with_flag(flag: &Value) -> Value {
    json!({ "p": { "u": "", "r": 0, "s": SALT }, "f": { "flag": flag } })
}

/// One value for everybody.
pub(crate) fn plain() -> Value {
    json!({ "t": 0, "v": { "b": true } })
}

/// Two rules; every other user matches the second one, the others none.
pub(crate) fn text_rules() -> Value {
    boolean(&[rule("Country", 28, "s", &json!("Nowhere")), rule("Country", 28, "s", &json!("Country 0"))])
}

/// One rule on a semantic version.
pub(crate) fn version_rule() -> Value {
    boolean(&[rule("Version", 9, "s", &json!("2.0.0"))])
}

/// One rule on a list of hashed mail addresses. Half of the users are in it, as far as it is long enough.
pub(crate) fn hashed_rule(items: usize) -> Value {
    let items: Vec<String> = members(items).map(|text| hashed(&text)).collect();
    boolean(&[rule("Email", 16, "l", &json!(items))])
}

/// One rule on a list of plain mail addresses.
pub(crate) fn text_list(items: usize) -> Value {
    let items: Vec<String> = members(items).collect();
    boolean(&[rule("Email", 0, "l", &json!(items))])
}

/// Rules that compare a text with two others; every other user matches the last one, the others none.
pub(crate) fn many_rules(count: usize) -> Value {
    let countries = |index| match index {
        0 => json!(["Somewhere", "Country 0"]),
        _ => json!([format!("Nowhere {index}"), format!("Elsewhere {index}")]),
    };
    let rules: Vec<Value> =
        (0..count).rev().map(|index| rule("Country", 0, "l", &countries(index))).collect();
    boolean(&rules)
}

/// Half and half.
pub(crate) fn percentage() -> Value {
    json!({ "t": 0, "v": { "b": false }, "p": [{ "p": 50, "v": { "b": true } }, { "p": 50, "v": { "b": false } }] })
}

/// A config of many flags with three rules each.
pub(crate) fn large(flags: usize) -> Value {
    let flag = boolean(&[
        rule("Email", 32, "l", &json!(["@nowhere.example"])),
        rule("Country", 28, "s", &json!("Nowhere")),
        rule("Country", 28, "s", &json!("Country 0")),
    ]);
    let flags: serde_json::Map<String, Value> = (0..flags).map(|index| (key(index), flag.clone())).collect();
    json!({ "p": { "u": "", "r": 0, "s": SALT }, "f": flags })
}

/// The key of a flag of [`large`].
pub(crate) fn key(index: usize) -> String {
    format!("flag-{index:06}")
}

/// A flag that is true where a rule matches.
fn boolean(rules: &[Value]) -> Value {
    json!({ "t": 0, "v": { "b": false }, "r": rules })
}

fn rule(attribute: &str, comparator: u32, operand: &str, expected: &Value) -> Value {
    let condition = json!({ "a": attribute, "c": comparator, operand: expected });
    json!({ "c": [{ "u": condition }], "s": { "v": { "b": true } } })
}

/// Mail addresses: every other one is that of a user, as long as there are users.
fn members(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|index| format!("user-{}@example.com", index * 2))
}

fn hashed(text: &str) -> String {
    let mut hex = [0; 64];
    hex_lower(&sha256(&[text.as_bytes(), SALT.as_bytes(), b"flag"]), &mut hex);
    hex.iter().copied().map(char::from).collect()
}
