//! Lists of texts in one piece of memory each.

/// A list of texts.
///
/// Configs have far more comparison values than anything else, and most of them are short: each in memory of its own would take
/// several times the room. Here each stands behind its length, which is written seven bits per byte, lowest first.
#[derive(Debug, Default)]
pub(crate) struct TextList(Box<[u8]>);

impl TextList {
    /// Packs the texts.
    pub(crate) fn new<T: AsRef<[u8]>>(texts: &[T]) -> Self {
        let size = texts.iter().map(|text| length_bytes(text.as_ref().len()) + text.as_ref().len()).sum();
        let mut builder = TextListBuilder(Vec::with_capacity(size));
        for text in texts {
            builder.push(text.as_ref());
        }
        Self(builder.0.into())
    }

    /// The texts in order.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let (text, after) = split(rest)?;
            rest = after;
            Some(text)
        })
    }

    /// The texts in order, with their places for [`get`](Self::get).
    pub(crate) fn places(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let mut place = 0;
        std::iter::from_fn(move || {
            let here = place;
            let (text, after) = split(self.0.get(here..)?)?;
            place = self.0.len() - after.len();
            Some((here, text))
        })
    }

    /// The text at a place that [`places`](Self::places) gave.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> Option<&[u8]> {
        split(self.0.get(place..)?).map(|(text, _)| text)
    }
}

/// A list that is being made.
#[derive(Debug, Default)]
pub(crate) struct TextListBuilder(Vec<u8>);

impl TextListBuilder {
    /// Adds a text and gives its place.
    pub(crate) fn push(&mut self, text: &[u8]) -> usize {
        let place = self.0.len();
        push_length(&mut self.0, text.len());
        self.0.extend_from_slice(text);
        place
    }

    /// The finished list, copied: shrunk in place it would leave a hole behind it.
    pub(crate) fn finish(self) -> TextList {
        TextList(Box::from(&*self.0))
    }
}

/// The first text, and what follows it.
#[inline]
fn split(packed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, mut rest) = packed.split_first()?;
    let mut length = usize::from(first & 0x7F);
    let mut byte = *first;
    let mut shift = 7;
    while byte & 0x80 != 0 {
        let (next, after) = rest.split_first()?;
        byte = *next;
        rest = after;
        length |= usize::from(byte & 0x7F).checked_shl(shift)?;
        shift += 7;
    }
    rest.split_at_checked(length)
}

fn push_length(out: &mut Vec<u8>, mut length: usize) {
    while length > 0x7F {
        out.push((length & 0x7F) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}

const fn length_bytes(length: usize) -> usize {
    let bits = usize::BITS - (length | 1).leading_zeros();
    bits.div_ceil(7) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_of_any_length_come_back_in_order() {
        let lengths = [0, 1, 126, 127, 128, 129, 16_383, 16_384, 16_385, 2_097_151, 2_097_152, 3];
        let texts: Vec<Vec<u8>> = (b'a'..).zip(lengths).map(|(byte, length)| vec![byte; length]).collect();
        let list = TextList::new(&texts);
        assert!(list.iter().eq(&texts));
        let placed: Vec<(usize, &[u8])> = list.places().collect();
        assert_eq!(placed.len(), texts.len());
        for ((place, text), expected) in placed.iter().zip(&texts) {
            assert_eq!(text, expected);
            assert_eq!(list.get(*place), Some(expected.as_slice()));
        }
        // Nothing is reserved that is not needed.
        for text in &texts {
            let mut packed = Vec::new();
            push_length(&mut packed, text.len());
            assert_eq!(packed.len(), length_bytes(text.len()));
        }
    }

    #[test]
    fn a_list_can_be_empty() {
        assert_eq!(TextList::new::<&[u8]>(&[]).iter().count(), 0);
        assert_eq!(TextList::default().get(0), None);
        assert_eq!(TextList::new(&[b""]).iter().collect::<Vec<_>>(), [b""]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_list_gives_back_what_went_in(
            lengths in prop::collection::vec(prop_oneof![0..300_usize, 16_382..16_387_usize, 60_000..70_000_usize], 0..12),
            byte in any::<u8>(),
        ) {
            let texts: Vec<Vec<u8>> = lengths.into_iter().map(|length| vec![byte; length]).collect();
            let list = TextList::new(&texts);
            prop_assert!(list.iter().eq(&texts));
            prop_assert!(list.places().map(|(_, text)| text).eq(&texts));
            prop_assert!(list.places().all(|(place, text)| list.get(place) == Some(text)));
        }

        #[test]
        fn any_bytes_are_a_list_of_something(bytes in prop::collection::vec(any::<u8>(), 0..40), place in any::<usize>()) {
            let list = TextList(bytes.into());
            prop_assert!(list.iter().count() <= list.0.len());
            let _ = (list.get(place), list.get(place % 41), list.places().count());
        }
    }
}
