//! A cursor over JSON text that is known to be valid.

use std::borrow::Cow;

use super::json;

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Number,
    Text,
    Array,
    Object,
}

/// Reads valid JSON text once, from left to right, without building a tree.
///
/// The shape of a node decides how it is read, and a node of the wrong shape is skipped, so that the rest of the config
/// can be read on. Text that is not valid JSON gives meaningless values, never a panic or an endless loop.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of `text`.
    pub(crate) const fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }

    /// What the next value is.
    pub(crate) fn kind(&mut self) -> Kind {
        match self.peek() {
            Some(b'"') => Kind::Text,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'0'..=b'9' | b'-') => Kind::Number,
            _ => Kind::Null,
        }
    }

    /// Moves behind the next value, however deeply it is nested.
    pub(crate) fn skip(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_text(),
                b'{' | b'[' => {
                    depth += 1;
                    self.advance(1);
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.advance(1);
                }
                b',' | b':' => {
                    self.advance(1);
                    continue;
                }
                _ => self.skip_word(),
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// The text of the next value, and moves behind it.
    pub(crate) fn raw(&mut self) -> &'a [u8] {
        self.peek();
        let start = self.rest;
        self.skip();
        start.get(..start.len().saturating_sub(self.rest.len())).unwrap_or_default()
    }

    /// Reads a text.
    pub(crate) fn text(&mut self) -> Cow<'a, [u8]> {
        self.peek();
        let plain = self.rest.get(1..).unwrap_or_default();
        match memchr::memchr2(b'"', b'\\', plain).and_then(|end| plain.split_at_checked(end)) {
            Some((text, [b'"', after @ ..])) => {
                self.rest = after;
                Cow::Borrowed(text)
            }
            _ => {
                let (text, after) = json::string(self.rest).unwrap_or_default();
                self.rest = after;
                Cow::Owned(text)
            }
        }
    }

    /// Reads a number.
    pub(crate) fn number(&mut self) -> f64 {
        std::str::from_utf8(self.word()).ok().and_then(|digits| digits.parse().ok()).unwrap_or(f64::NAN)
    }

    /// Moves behind a number, and gives what is written of it.
    pub(crate) fn number_literal(&mut self) -> &'a [u8] {
        self.word()
    }

    /// Reads a boolean.
    pub(crate) fn boolean(&mut self) -> bool {
        self.word() == b"true"
    }

    /// Moves into an object or array.
    pub(crate) fn enter(&mut self) {
        self.peek();
        self.advance(1);
    }

    /// Moves to the next value of the object and gives its key, or moves behind the object.
    pub(crate) fn next_entry(&mut self) -> Option<Cow<'a, [u8]>> {
        if self.peek() == Some(b',') {
            self.advance(1);
        }
        if self.peek() != Some(b'"') {
            self.advance(1);
            return None;
        }
        let key = self.text();
        self.peek();
        self.advance(1);
        Some(key)
    }

    /// Moves to the next item of the array, or behind the array and says `false`.
    pub(crate) fn next_item(&mut self) -> bool {
        if self.peek() == Some(b',') {
            self.advance(1);
        }
        match self.peek() {
            None | Some(b']') => {
                self.advance(1);
                false
            }
            Some(_) => true,
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let space = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.advance(space);
        self.rest.first().copied()
    }

    fn advance(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn skip_text(&mut self) {
        self.advance(1);
        while let Some(at) = memchr::memchr2(b'"', b'\\', self.rest) {
            if self.rest.get(at) == Some(&b'"') {
                self.advance(at + 1);
                return;
            }
            self.advance(at + 2);
        }
        self.rest = &[];
    }

    /// Reads a number, a boolean or `null`.
    fn word(&mut self) -> &'a [u8] {
        self.peek();
        let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'E' | b'+' | b'-' | b'.');
        let length = self.rest.iter().take_while(is_part).count();
        let word = self.rest.get(..length).unwrap_or_default();
        self.advance(length);
        word
    }

    fn skip_word(&mut self) {
        if self.word().is_empty() {
            self.advance(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_kind_of_value() {
        let mut cursor = Cursor::new(br#" { "a" : [ true , -1.5e2,"x\u0041" , null ,{}] , "b":1} "#);
        assert_eq!(cursor.kind(), Kind::Object);
        cursor.enter();
        assert_eq!(cursor.next_entry().as_deref(), Some(b"a".as_slice()));
        assert_eq!(cursor.kind(), Kind::Array);
        cursor.enter();
        assert!(cursor.next_item() && cursor.kind() == Kind::Bool && cursor.boolean());
        assert!(cursor.next_item() && cursor.kind() == Kind::Number);
        assert_eq!(cursor.number(), -150.0);
        assert!(cursor.next_item() && cursor.kind() == Kind::Text);
        assert_eq!(&*cursor.text(), b"xA");
        assert!(cursor.next_item() && cursor.kind() == Kind::Null);
        cursor.skip();
        assert!(cursor.next_item() && cursor.kind() == Kind::Object);
        cursor.skip();
        assert!(!cursor.next_item());
        assert_eq!(cursor.next_entry().as_deref(), Some(b"b".as_slice()));
        assert_eq!(cursor.number(), 1.0);
        assert_eq!(cursor.next_entry(), None);
    }

    #[test]
    fn skips_values_of_any_depth() {
        let deep = format!("{}\"]\\\"}}\"{},7", "[".repeat(100_000), "]".repeat(100_000));
        let mut cursor = Cursor::new(deep.as_bytes());
        cursor.skip();
        cursor.advance(1);
        assert_eq!(cursor.number(), 7.0);
    }

    #[test]
    fn ends_on_text_that_is_not_json() {
        for text in ["", "{", "{\"a\"", "[1", "\"", "\"\\", "%", "[%%%", "}"] {
            let mut cursor = Cursor::new(text.as_bytes());
            cursor.skip();
            let mut cursor = Cursor::new(text.as_bytes());
            cursor.enter();
            while cursor.next_item() {
                cursor.skip();
            }
            let mut cursor = Cursor::new(text.as_bytes());
            cursor.enter();
            while cursor.next_entry().is_some() {
                cursor.skip();
            }
        }
    }
}
