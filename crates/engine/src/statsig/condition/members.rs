//! The texts that a value can be among.

use std::borrow::Cow;

use crate::js::{Data, DataRef, wtf8};
use crate::text::{TextList, TextSet};

/// The texts of a list's items.
#[derive(Debug)]
pub(in crate::statsig) struct Members {
    texts: Texts,
    /// Which small integers are among many texts.
    integers: Option<Box<Integers>>,
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
        let integers = match &texts {
            Texts::Few(_) => None,
            Texts::Many(set) => Integers::among(set.list()).map(Box::new),
        };
        Self { texts, integers, ignores_case, knows_missing }
    }

    /// Whether the text of the value is one of them.
    pub(super) fn contains(&self, value: DataRef<'_>) -> bool {
        if let (DataRef::Number(number), Some(integers)) = (value, &self.integers)
            && let Some(is_member) = integers.has(number)
        {
            return is_member;
        }
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

/// Integers below 1,024, a bit for each. Experiments have hundreds of the thousand buckets of their layer.
#[derive(Debug, Default)]
struct Integers([u64; 16]);

impl Integers {
    /// Those whose texts are in the list, if any are.
    fn among(list: &TextList) -> Option<Self> {
        let mut found = None;
        for text in list.iter() {
            let integer = std::str::from_utf8(text).ok().and_then(|text| text.parse::<u16>().ok());
            // Other texts stand for the same number, but are not its text.
            let Some(integer) = integer.filter(|integer| integer.to_string().as_bytes() == text) else {
                continue;
            };
            let integers: &mut Self = found.get_or_insert_default();
            if let Some(bits) = integers.0.get_mut(usize::from(integer / 64)) {
                *bits |= 1 << (integer % 64);
            }
        }
        found
    }

    /// Whether it is one of them; `None` if it is not of a kind that is known here.
    fn has(&self, number: f64) -> Option<bool> {
        let integer = number as u16;
        // What is negative, or has a fraction, is another number after the conversion. -0 has the text of 0.
        if f64::from(integer) != number {
            return None;
        }
        self.0.get(usize::from(integer / 64)).map(|bits| bits >> (integer % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(count: u32) -> Members {
        let mut items: Vec<Data> =
            (0..count).map(|at| Data::Text((at * 3).to_string().into_bytes().into())).collect();
        items.extend(
            ["007", "+8", "1e1", "-5", "2.5", "1024", "70000"].map(|text| Data::Text(text.as_bytes().into())),
        );
        Members::new(&items, true, false)
    }

    #[test]
    fn numbers_are_members_if_their_texts_are() {
        for members in [members(1), members(400)] {
            let texts = |number: f64| {
                let value = DataRef::Number(number);
                value.with_text(|text| members.contains_text(text)).unwrap()
            };
            let integers = (-10..2_000).map(f64::from);
            for number in
                integers.chain([-0.0, 2.5, 2.4, 7e4, 65_536.0, 65_539.0, f64::NAN, f64::INFINITY, 1e21])
            {
                assert_eq!(members.contains(DataRef::Number(number)), texts(number), "{number}");
            }
        }
        assert!(members(400).contains(DataRef::Number(-0.0)) && members(400).contains(DataRef::Number(-5.0)));
        assert!(
            !members(400).contains(DataRef::Number(8.0)) && !members(400).contains(DataRef::Number(10.0))
        );
    }
}
