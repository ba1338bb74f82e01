//! Reading JSON from front to back.

use std::borrow::Cow;

use super::Syntax;
use super::text::RawText;

/// How deep arrays and objects may be nested.
const DEPTH_LIMIT: usize = 10_000;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::eval) enum Kind {
    Object,
    Array,
    Text,
    Number,
    Bool,
    Null,
}

impl Kind {
    /// The word in errors about types.
    pub(in crate::eval) const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::Text => "string",
            Self::Number => "number",
            Self::Bool => "bool",
            Self::Null => "null",
        }
    }
}

/// A place in a JSON text.
#[derive(Debug, Clone)]
pub(in crate::eval) struct Cursor<'a> {
    json: &'a [u8],
    /// The same, if it is UTF-8 as a whole: then its parts need not be checked.
    utf8: Option<&'a str>,
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of a text.
    pub(in crate::eval) const fn new(json: &'a [u8]) -> Self {
        let utf8 = match std::str::from_utf8(json) {
            Ok(utf8) => Some(utf8),
            Err(_) => None,
        };
        Self { json, utf8, at: 0, depth: 0 }
    }

    /// How many bytes lie before.
    pub(in crate::eval) const fn at(&self) -> usize {
        self.at
    }

    /// The bytes since an earlier place.
    pub(in crate::eval) fn since(&self, start: usize) -> &'a [u8] {
        self.json.get(start..self.at).unwrap_or_default()
    }

    /// The kind of the value that begins here.
    #[inline]
    pub(in crate::eval) fn kind(&mut self) -> Result<Kind, Syntax> {
        match self.peek() {
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'"') => Ok(Kind::Text),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b't' | b'f') => Ok(Kind::Bool),
            Some(b'n') => Ok(Kind::Null),
            _ => Err(self.unexpected("looking for beginning of value")),
        }
    }

    /// The bytes since an earlier place as a text, if all is UTF-8.
    pub(super) fn utf8_since(&self, start: usize) -> Option<&'a str> {
        self.utf8?.get(start..self.at)
    }

    /// Reads the object that begins here. `member` gets each name, and reads its value.
    pub(in crate::eval) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Result<(), Syntax>,
    ) -> Result<(), Syntax> {
        self.enter()?;
        if self.peek() == Some(b'}') {
            self.leave();
            return Ok(());
        }
        loop {
            let name = self.name()?.decode();
            member(self, name)?;
            if self.ends(b'}')? {
                return Ok(());
            }
        }
    }

    /// Reads the array that begins here. `element` reads each element.
    pub(in crate::eval) fn array(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), Syntax>,
    ) -> Result<(), Syntax> {
        self.enter()?;
        if self.peek() == Some(b']') {
            self.leave();
            return Ok(());
        }
        loop {
            element(self)?;
            if self.ends(b']')? {
                return Ok(());
            }
        }
    }

    /// Reads the text that begins here.
    #[inline]
    pub(in crate::eval) fn text(&mut self) -> Result<Cow<'a, str>, Syntax> {
        self.raw_text().map(RawText::decode)
    }

    /// Makes sure that nothing follows.
    pub(in crate::eval) fn end(&mut self) -> Result<(), Syntax> {
        match self.peek() {
            None => Ok(()),
            Some(byte) => Err(Syntax::byte(byte, "after top-level value")),
        }
    }

    /// The next byte that is no white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = self.next_byte()?;
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// The next byte.
    #[inline]
    pub(super) fn next_byte(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    /// What is still to be read.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.json.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) const fn advance(&mut self, count: usize) {
        self.at += count;
    }

    /// Goes into the array or object that begins here.
    pub(super) fn enter(&mut self) -> Result<(), Syntax> {
        if self.depth == DEPTH_LIMIT {
            return Err(self.unexpected("exceeded max depth"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Goes over the bracket that ends an array or object.
    pub(super) const fn leave(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    /// Reads the name of a member and its colon.
    #[inline]
    pub(super) fn name(&mut self) -> Result<RawText<'a>, Syntax> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("looking for beginning of object key string"));
        }
        let name = self.raw_text()?;
        if self.peek() != Some(b':') {
            return Err(self.unexpected("after object key"));
        }
        self.at += 1;
        Ok(name)
    }

    /// After a value: goes over the comma, or over the bracket, which is the end.
    #[inline]
    pub(super) fn ends(&mut self, bracket: u8) -> Result<bool, Syntax> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == bracket => {
                self.leave();
                Ok(true)
            }
            _ if bracket == b']' => Err(self.unexpected("after array element")),
            _ => Err(self.unexpected("after object key:value pair")),
        }
    }

    /// The next byte, or the end, cannot be where it is; white space could.
    pub(super) fn unexpected(&self, context: &str) -> Syntax {
        self.next_byte().map_or_else(Syntax::end, |byte| Syntax::byte(byte, context))
    }

    /// The next byte cannot be where it is, and neither could white space, for which Go takes the end.
    pub(super) fn unexpected_inside(&self, context: &str) -> Syntax {
        Syntax::byte(self.next_byte().unwrap_or(b' '), context)
    }
}
