//! URL targeting.

use serde_json::{Value, json};
use vexil_engine::growthbook::is_url_targeted;

use crate::parts;

/// A URL and a list of targets.
pub fn growthbook_url(data: &[u8]) {
    let mut parts = parts(data);
    let (url, text) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_targeted = is_url_targeted(url, text);
    let Ok(value) = serde_json::from_slice::<Value>(text) else { return };
    let Value::Array(mut targets) = value else {
        assert!(!is_targeted);
        return;
    };
    let of = |targets: &[Value]| is_url_targeted(url, json!(targets).to_string().as_bytes());
    assert_eq!(of(&targets), is_targeted);
    targets.reverse();
    assert_eq!(of(&targets), is_targeted);

    let everything = |include: bool| json!({"type": "regex", "pattern": "^", "include": include});
    if of(&[everything(true)]) {
        targets.push(everything(false));
        assert!(!of(&targets));
    }
}
