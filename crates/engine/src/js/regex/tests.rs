//! Patterns beside what Node.js says of them.

use super::*;

fn matches(pattern: &str, ignores_case: bool, text: &str) -> bool {
    Regex::new(pattern.as_bytes(), ignores_case).unwrap().is_match(text.as_bytes())
}

#[test]
fn smoke() {
    assert!(matches("(a)(?=b)", false, "xab"));
}
