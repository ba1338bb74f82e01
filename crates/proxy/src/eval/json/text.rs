//! Texts between quotes.

use std::borrow::Cow;

use super::{Cursor, Syntax};

/// A text between its quotes, as it is written.
#[derive(Debug, Clone, Copy)]
pub(in crate::eval) struct RawText<'a> {
    pub(in crate::eval) written: &'a [u8],
    /// What is written, if it is what is meant.
    pub(in crate::eval) plain: Option<&'a str>,
}

impl<'a> RawText<'a> {
    /// The text that is meant. What is no UTF-8, and surrogates without the other half, become U+FFFD.
    #[inline]
    pub(in crate::eval) fn decode(self) -> Cow<'a, str> {
        self.plain.map_or_else(|| Cow::Owned(unescaped(self.written)), Cow::Borrowed)
    }
}

impl<'a> Cursor<'a> {
    /// Reads the text that begins here.
    #[inline]
    pub(in crate::eval) fn raw_text(&mut self) -> Result<RawText<'a>, Syntax> {
        self.advance(1);
        let start = self.at();
        let mut has_escapes = false;
        loop {
            self.advance(unremarkable(self.rest()));
            match self.next_byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    has_escapes = true;
                    self.escape()?;
                }
                _ => return Err(self.unexpected("in string literal")),
            }
        }
        let written = self.since(start);
        let plain = if has_escapes { None } else { self.utf8_since(start) };
        self.advance(1);
        Ok(RawText { written, plain })
    }

    fn escape(&mut self) -> Result<(), Syntax> {
        self.advance(1);
        match self.next_byte() {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.advance(1),
            Some(b'u') => {
                self.advance(1);
                for _ in 0..4 {
                    if !self.next_byte().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.unexpected_inside("in \\u hexadecimal character escape"));
                    }
                    self.advance(1);
                }
            }
            _ => return Err(self.unexpected_inside("in string escape code")),
        }
        Ok(())
    }
}

/// How many bytes come before the first quote, backslash or control character.
#[inline]
fn unremarkable(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    // The high bit of each byte that is less than the limit, up to 128. Above the first such byte there can be too many of them.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGHS;
    let mut count = 0;
    let mut rest = bytes;
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*chunk);
        let quotes = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslashes = below(word ^ (ONES * u64::from(b'\\')), 1);
        let remarkable = quotes | backslashes | below(word, 0x20);
        if remarkable != 0 {
            return count + remarkable.trailing_zeros() as usize / 8;
        }
        count += chunk.len();
        rest = behind;
    }
    let remarkable = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    count + remarkable.unwrap_or(rest.len())
}

/// Apart from the texts that are what they seem, which are most.
#[cold]
fn unescaped(written: &[u8]) -> String {
    let mut text = String::with_capacity(written.len());
    let mut parts = written.split(|byte| *byte == b'\\');
    push_lossy(&mut text, parts.next().unwrap_or_default());
    // The first half of a pair of surrogates whose second half may follow at once.
    let mut high: Option<u32> = None;
    while let Some(part) = parts.next() {
        let (&code, mut after) = match part.split_first() {
            Some(split) => split,
            // Two backslashes: the second one ends an empty part.
            None => (&b'\\', parts.next().unwrap_or_default()),
        };
        if code == b'u' {
            let (digits, behind) = after.split_at_checked(4).unwrap_or((after, &[]));
            after = behind;
            let unit = std::str::from_utf8(digits).ok().and_then(|hex| u32::from_str_radix(hex, 16).ok());
            push_unit(&mut text, &mut high, unit.unwrap_or(0xFFFD));
        } else {
            flush(&mut text, &mut high);
            text.push(match code {
                b'b' => '\u{8}',
                b'f' => '\u{C}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                other => char::from(other),
            });
        }
        if !after.is_empty() {
            flush(&mut text, &mut high);
            push_lossy(&mut text, after);
        }
    }
    flush(&mut text, &mut high);
    text
}

fn push_unit(text: &mut String, high: &mut Option<u32>, unit: u32) {
    if let (Some(first), 0xDC00..=0xDFFF) = (*high, unit) {
        *high = None;
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        return;
    }
    flush(text, high);
    match unit {
        0xD800..=0xDBFF => *high = Some(unit),
        _ => text.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

fn flush(text: &mut String, high: &mut Option<u32>) {
    if high.take().is_some() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
}

/// Every byte that belongs to no character becomes one U+FFFD.
fn push_lossy(text: &mut String, mut bytes: &[u8]) {
    loop {
        match std::str::from_utf8(bytes) {
            Ok(rest) => return text.push_str(rest),
            Err(error) => {
                let (valid, rest) = bytes.split_at_checked(error.valid_up_to()).unwrap_or((&[], bytes));
                text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                text.push(char::REPLACEMENT_CHARACTER);
                bytes = rest.get(1..).unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarkable_bytes_are_found_wherever_they_are() {
        for length in 0..40 {
            for filler in [b' ', b'a', b'!', b'#', b'[', b']', 0x7F, 0x80, 0xFF] {
                let plain = vec![filler; length];
                assert_eq!(unremarkable(&plain), length, "{filler}");
                for at in 0..length {
                    for byte in [b'"', b'\\', 0, 1, 0x1F] {
                        let mut bytes = plain.clone();
                        bytes[at] = byte;
                        assert_eq!(unremarkable(&bytes), at, "{filler} {byte}");
                        bytes[length - 1] = b'"';
                        assert_eq!(unremarkable(&bytes), at, "{filler} {byte}");
                    }
                }
            }
        }
    }
}
