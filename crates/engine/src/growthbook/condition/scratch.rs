//! A text that is made for one comparison.

use std::borrow::Cow;

use crate::js::wtf8;

/// Short texts are made on the stack.
const ROOM: usize = 128;

/// A text that grows; as long as it is short, without allocating.
pub(super) struct Scratch {
    short: [u8; ROOM],
    length: usize,
    long: Vec<u8>,
}

impl Scratch {
    pub(super) const fn new() -> Self {
        Self { short: [0; ROOM], length: 0, long: Vec::new() }
    }

    pub(super) fn push(&mut self, more: &[u8]) {
        if self.long.is_empty() {
            if let Some(room) = self.short.get_mut(self.length..self.length + more.len()) {
                room.copy_from_slice(more);
                self.length += more.len();
                return;
            }
            self.long.extend_from_slice(self.short.get(..self.length).unwrap_or_default());
        }
        self.long.extend_from_slice(more);
    }

    pub(super) fn text(&self) -> &[u8] {
        if self.long.is_empty() { self.short.get(..self.length).unwrap_or_default() } else { &self.long }
    }
}

/// `text.toLowerCase()`, shown to `look`.
pub(super) fn with_lower<T>(text: &[u8], look: impl FnOnce(&[u8]) -> T) -> T {
    if text.len() <= ROOM && text.is_ascii() {
        let mut room = [0; ROOM];
        let lower = room.get_mut(..text.len()).unwrap_or_default();
        lower.copy_from_slice(text);
        lower.make_ascii_lowercase();
        return look(lower);
    }
    match wtf8::to_lower(text) {
        Cow::Borrowed(lower) => look(lower),
        Cow::Owned(lower) => look(&lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_length_grow() {
        for piece in [1, 2, 7, ROOM, ROOM + 1] {
            let mut scratch = Scratch::new();
            let mut expected = Vec::new();
            for byte in 0..100 {
                let more = vec![byte; piece];
                scratch.push(&more);
                expected.extend(more);
                assert_eq!(scratch.text(), expected);
            }
        }
        assert_eq!(Scratch::new().text(), b"");
    }

    #[test]
    fn lower_case_of_short_and_long_texts() {
        for text in ["", "aBC", "ÀB", &"xY".repeat(ROOM)] {
            with_lower(text.as_bytes(), |lower| assert_eq!(lower, text.to_lowercase().as_bytes()));
        }
    }
}
