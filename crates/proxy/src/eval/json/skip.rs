//! Values of no interest, numbers and literals.

use super::{Cursor, Kind, Syntax};

impl<'a> Cursor<'a> {
    /// Goes over the value that begins here. `number` is told every number in it.
    ///
    /// Nesting costs no stack.
    pub(in crate::eval) fn skip(&mut self, mut number: impl FnMut(&'a str)) -> Result<(), Syntax> {
        let mut brackets = Vec::new();
        loop {
            match self.kind()? {
                Kind::Object => {
                    self.enter()?;
                    if self.peek() == Some(b'}') {
                        self.leave();
                    } else {
                        self.name()?;
                        brackets.push(b'}');
                        continue;
                    }
                }
                Kind::Array => {
                    self.enter()?;
                    if self.peek() == Some(b']') {
                        self.leave();
                    } else {
                        brackets.push(b']');
                        continue;
                    }
                }
                Kind::Text => drop(self.raw_text()?),
                Kind::Number => number(self.number()?),
                Kind::Bool | Kind::Null => self.literal()?,
            }
            loop {
                let Some(bracket) = brackets.last() else { return Ok(()) };
                if !self.ends(*bracket)? {
                    if *bracket == b'}' {
                        self.name()?;
                    }
                    break;
                }
                brackets.pop();
            }
        }
    }

    /// Reads the number that begins here, as it is written.
    pub(in crate::eval) fn number(&mut self) -> Result<&'a str, Syntax> {
        let start = self.at();
        if self.next_byte() == Some(b'-') {
            self.advance(1);
        }
        match self.next_byte() {
            Some(b'0') => self.advance(1),
            _ => self.digits("in numeric literal")?,
        }
        if self.next_byte() == Some(b'.') {
            self.advance(1);
            self.digits("after decimal point in numeric literal")?;
        }
        if let Some(b'e' | b'E') = self.next_byte() {
            self.advance(1);
            if let Some(b'+' | b'-') = self.next_byte() {
                self.advance(1);
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(std::str::from_utf8(self.since(start)).unwrap_or_default())
    }

    fn digits(&mut self, context: &str) -> Result<(), Syntax> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.advance(count);
        if count == 0 { Err(self.unexpected_inside(context)) } else { Ok(()) }
    }

    fn literal(&mut self) -> Result<(), Syntax> {
        let word = match self.next_byte() {
            Some(b't') => "true",
            Some(b'f') => "false",
            _ => "null",
        };
        for letter in word.bytes() {
            if self.next_byte() != Some(letter) {
                let context = format!("in literal {word} (expecting '{}')", char::from(letter));
                return Err(self.unexpected_inside(&context));
            }
            self.advance(1);
        }
        Ok(())
    }
}
