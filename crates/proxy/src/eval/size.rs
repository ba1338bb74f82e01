//! How large the user of a request can be.

use memchr::memchr_iter;

/// How many attributes there can be, those of one name counted one by one.
pub(super) const ATTRIBUTES: usize = 1_000;
/// How many items the lists can have together.
pub(super) const ITEMS: usize = 1_000;
/// How long names, texts and lists can be together, in bytes.
pub(super) const BYTES: usize = 64 * 1024;

/// What was counted of a user. All of it may be hashed anew by each condition of a config.
#[derive(Debug, Default)]
pub(super) struct Size {
    attributes: usize,
    items: usize,
    bytes: usize,
}

impl Size {
    /// Counts an attribute. `items`: if it is a list.
    pub(super) fn add(&mut self, name: &str, text: &str, items: usize) {
        self.attributes = self.attributes.saturating_add(1);
        self.items = self.items.saturating_add(items);
        self.bytes = self.bytes.saturating_add(name.len()).saturating_add(text.len());
    }

    /// Whether it is too much.
    pub(super) const fn is_excessive(&self) -> bool {
        self.attributes > ATTRIBUTES || self.items > ITEMS || self.bytes > BYTES
    }
}

/// How many items a text has for the conditions that take texts for lists. Rather too many.
pub(super) fn items_in_text(text: &str) -> usize {
    if !text.trim_start().starts_with('[') {
        return 0;
    }
    memchr_iter(b'"', text.as_bytes()).count() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_can_be_lists() {
        for (text, items) in [
            ("", 0),
            (r#""a","b""#, 0),
            ("[]", 0),
            (r#"["a","b"]"#, 2),
            (" \r\n\t[\"a\" , \"\"", 2),
            (r#"["a\"b"]"#, 1),
        ] {
            assert_eq!(items_in_text(text), items, "{text}");
        }
    }
}
