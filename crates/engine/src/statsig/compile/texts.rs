//! Names and ids, each of which is kept once.

use std::collections::HashMap;

use crate::statsig::TextId;

/// The id of no rule.
pub(in crate::statsig) const EMPTY: TextId = TextId(0);
/// The id of what comes after all rules.
pub(in crate::statsig) const DEFAULT: TextId = TextId(1);
/// The id of what disabled specs give.
pub(in crate::statsig) const DISABLED: TextId = TextId(2);
/// The id of what the host overrides.
pub(in crate::statsig) const OVERRIDE: TextId = TextId(3);

/// Gives texts their numbers.
#[derive(Debug)]
pub(super) struct TextTable {
    texts: Vec<Box<[u8]>>,
    ids: HashMap<Box<[u8]>, TextId>,
}

impl TextTable {
    pub(super) fn new() -> Self {
        let mut table = Self { texts: Vec::new(), ids: HashMap::new() };
        for text in ["", "default", "disabled", "override"] {
            table.id(text.as_bytes());
        }
        table
    }

    pub(super) fn id(&mut self, text: &[u8]) -> TextId {
        if let Some(known) = self.ids.get(text) {
            return *known;
        }
        let id = TextId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    pub(super) fn into_texts(self) -> Box<[Box<[u8]>]> {
        self.texts.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_once() {
        let mut table = TextTable::new();
        assert_eq!(
            [b"".as_slice(), b"default", b"disabled", b"override"].map(|text| table.id(text)),
            [EMPTY, DEFAULT, DISABLED, OVERRIDE]
        );
        assert_eq!((table.id(b"a"), table.id(b"b"), table.id(b"a")), (TextId(4), TextId(5), TextId(4)));
        assert_eq!(table.into_texts().len(), 6);
    }
}
