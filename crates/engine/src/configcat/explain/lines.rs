//! A text of indented lines.

const INDENT: &[u8] = b"  ";

/// How many bytes of a log are kept, apart from its last line. Deeply nested prerequisites have lines of thousands of spaces, and
/// JavaScript has no strings of more than half a gigabyte.
pub(super) const LENGTH_LIMIT: usize = 64 << 20;

/// A text that is being written.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    pub(super) text: Vec<u8>,
    eol: &'a [u8],
    pub(super) indent: usize,
}

impl<'a> Lines<'a> {
    /// A text whose lines behind the first one are indented once.
    pub(super) const fn new(eol: &'a [u8]) -> Self {
        Self { text: Vec::new(), eol, indent: 1 }
    }

    /// Adds to the last line.
    pub(super) fn append(&mut self, parts: &[&[u8]]) {
        for part in parts {
            self.text.extend_from_slice(part);
        }
    }

    /// Adds a line.
    pub(super) fn line(&mut self, parts: &[&[u8]]) {
        self.text.truncate(LENGTH_LIMIT);
        self.text.extend_from_slice(self.eol);
        for _ in 0..self.indent {
            self.text.extend_from_slice(INDENT);
        }
        self.append(parts);
    }

    /// The lines that follow are indented once less.
    pub(super) const fn dedent(&mut self) {
        self.indent = self.indent.saturating_sub(1);
    }
}
