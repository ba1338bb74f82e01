//! Regular expressions, whose two matchers are compared.

use vexil_engine::fuzzing::backtrack;
use vexil_engine::js::{regex::Regex, wtf8};

use crate::parts;

/// A pattern and a text.
pub fn regex(data: &[u8]) {
    let mut parts = parts(data);
    let (pattern, text) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    for ignores_case in [false, true] {
        let Ok(regex) = Regex::new(pattern, ignores_case) else {
            assert_eq!(backtrack(pattern, ignores_case, text), None);
            continue;
        };
        let is_match = regex.is_match(text);
        assert_eq!(regex.is_match(text), is_match);
        if let Some(expected) = backtrack(pattern, ignores_case, text) {
            assert_eq!(is_match, expected);
        }
        if pattern.iter().all(u8::is_ascii_alphanumeric) && !ignores_case {
            assert_eq!(is_match, wtf8::contains(text, pattern));
        }
    }
}
