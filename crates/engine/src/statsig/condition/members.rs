//! The texts that a value can be among.

use std::borrow::Cow;

use crate::js::{Data, DataRef, wtf8};
use crate::text::{TextList, TextSet};

/// The texts of a list's items.
#[derive(Debug)]
pub(in crate::statsig) struct Members {
    texts: Texts,
    ignores_case: bool,
    /// Whether what is missing has a text, too.
    knows_missing: bool,
}

#[derive(Debug)]
enum Texts {
    Few(TextList),
    Many(TextSet),
}

impl Members {
    /// Of the items as they are and, where case is ignored, in lower case, too.
    pub(super) fn new(items: &[Data], ignores_case: bool, knows_missing: bool) -> Self {
        let mut texts: Vec<Cow<'_, [u8]>> = Vec::with_capacity(items.len());
        for item in items.iter().filter(|item| knows_missing || !item.view().is_nullish()) {
            let text = item.view().to_text();
            if ignores_case && let Cow::Owned(lower) = wtf8::to_lower(&text) {
                texts.push(Cow::Owned(lower));
            }
            texts.push(text);
        }
        let texts = TextSet::new(TextList::new(&texts)).map_or_else(Texts::Few, Texts::Many);
        Self { texts, ignores_case, knows_missing }
    }

    /// Whether the text of the value is one of them.
    pub(super) fn contains(&self, value: DataRef<'_>) -> bool {
        // What has no text is in no list.
        (self.knows_missing || !value.is_nullish())
            && value.with_text(|text| self.contains_text(text)).unwrap_or(false)
    }

    fn contains_text(&self, text: &[u8]) -> bool {
        if self.has(text) {
            return true;
        }
        self.ignores_case && matches!(wtf8::to_lower(text), Cow::Owned(lower) if self.has(&lower))
    }

    fn has(&self, text: &[u8]) -> bool {
        match &self.texts {
            Texts::Few(list) => list.iter().any(|item| item == text),
            Texts::Many(set) => set.contains(text),
        }
    }
}
