//! JSON, compared with `serde_json`'s own data model.

use serde_json::Value;
use vexil_engine::js::{json as ours, wtf8};

/// A JSON text.
pub fn json(data: &[u8]) {
    let is_valid = ours::validate(data).is_ok();
    if serde_json::from_slice::<Value>(data).is_ok() {
        assert!(is_valid);
    }
    let items = ours::string_array(data);
    match serde_json::from_slice::<Vec<String>>(data) {
        Ok(expected) => {
            let items = items.expect("a list of strings");
            assert!(items.iter().map(|item| &**item).eq(expected.iter().map(String::as_bytes)));
        }
        // A lone surrogate is something that only JavaScript has.
        Err(_) => assert!(items.is_none_or(|items| {
            std::str::from_utf8(data).is_err() || items.iter().any(|item| wtf8::has_lone_surrogate(item))
        })),
    }
}
