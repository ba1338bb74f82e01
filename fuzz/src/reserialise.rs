//! The same config in other words.

use serde_json::{Value, json};

/// The config as `serde_json` writes it: other spacing, order, escapes and ways to write numbers; and a node that nobody knows in
/// every object that has names of ours.
pub(crate) fn reserialise(config: &Value) -> String {
    let mut config = config.clone();
    match &mut config {
        Value::Object(root) => {
            for (name, node) in root.iter_mut() {
                match (name.as_str(), node) {
                    // The names of flags are not ours.
                    ("f", Value::Object(flags)) => flags.values_mut().for_each(add_unknown_nodes),
                    (_, node) => add_unknown_nodes(node),
                }
            }
            root.insert("zz".to_owned(), json!([[{ "f": {} }]]));
        }
        other => add_unknown_nodes(other),
    }
    config.to_string()
}

fn add_unknown_nodes(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(add_unknown_nodes),
        Value::Object(members) => {
            members.values_mut().for_each(add_unknown_nodes);
            members.insert("zz".to_owned(), json!({ "t": [1.5], "v": { "b": null } }));
        }
        _ => {}
    }
}
