//! Everything that a config can answer, written out.

use bytes::Bytes;
use vexil_engine::configcat::{Config, Flag, FlagId, Outcome, OutcomeId};
use vexil_engine::js::wtf8;

use super::fragment_writer::Writer;

/// What stands between a fragment's value and the text of its variation id.
pub(super) const VARIATION: &[u8] = b",\"variationId\":";
/// What stands before a fragment's value.
pub(super) const VALUE: &[u8] = b"{\"value\":";

/// A piece of the text: `,"key":{"value":…,"variationId":"…"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fragment {
    pub(super) start: u32,
    /// Where the object begins.
    pub(super) object: u32,
    pub(super) value_end: u32,
    pub(super) end: u32,
}

/// The fragments of a flag.
#[derive(Debug)]
pub(super) struct FlagFragments {
    /// For when the evaluation fails.
    pub(super) failed: Fragment,
    /// Where the flag's outcomes begin among those of all flags.
    pub(super) first_outcome: u32,
    /// The position among the keys in bytewise order.
    pub(super) rank: u32,
}

/// The fragments of a config: one text, and places in it.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    text: Bytes,
    flags: Box<[FlagFragments]>,
    outcomes: Box<[Fragment]>,
    /// The flags by rank.
    order: Box<[FlagId]>,
}

impl Fragments {
    pub(super) fn new(config: &Config) -> Self {
        let mut writer = Writer::default();
        let flags: Vec<&Flag> = (0..).map_while(|id| config.flag(FlagId(id))).collect();
        let mut order: Vec<FlagId> = (0..).zip(&flags).map(|(id, _)| FlagId(id)).collect();
        let key = |id: &FlagId| flags.get(id.0 as usize).map(|flag| wtf8::to_lossy(flag.key()));
        order.sort_by_key(key);
        let mut ranks = vec![0; flags.len()];
        for (rank, id) in (0..).zip(&order) {
            if let Some(place) = ranks.get_mut(id.0 as usize) {
                *place = rank;
            }
        }
        let flags = flags.iter().zip(ranks).map(|(flag, rank)| writer.write_flag(flag, rank)).collect();
        let text = Bytes::from(writer.text.into_boxed_slice());
        Self { text, flags, outcomes: writer.outcomes.into(), order: order.into() }
    }

    /// The flags in the bytewise order of their keys.
    pub(super) fn order(&self) -> impl ExactSizeIterator<Item = FlagId> {
        self.order.iter().copied()
    }

    /// The ranks of the flags, in the order of their numbers.
    pub(super) fn ranks(&self) -> impl ExactSizeIterator<Item = u32> {
        self.flags.iter().map(|flag| flag.rank)
    }

    /// The fragment of an outcome; that of a failure if there is none.
    #[inline]
    pub(super) fn get(&self, id: FlagId, outcome: Option<OutcomeId>) -> Option<Fragment> {
        let flag = self.flags.get(id.0 as usize)?;
        let Some(OutcomeId(outcome)) = outcome else { return Some(flag.failed) };
        self.outcomes.get(flag.first_outcome as usize + outcome as usize).copied()
    }

    /// All of it.
    #[cfg(test)]
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// `,"key":{…}`
    #[inline]
    pub(super) fn member(&self, fragment: Fragment) -> &[u8] {
        self.text.get(fragment.start as usize..fragment.end as usize).unwrap_or_default()
    }

    /// `{"value":…,"variationId":"…"}`
    #[inline]
    pub(super) fn object(&self, fragment: Fragment) -> Bytes {
        self.slice(fragment.object as usize, fragment.end as usize)
    }

    /// `"key"`
    pub(super) fn key(&self, fragment: Fragment) -> Bytes {
        self.slice(fragment.start as usize + 1, (fragment.object as usize).saturating_sub(1))
    }

    /// The value.
    pub(super) fn value(&self, fragment: Fragment) -> Bytes {
        self.slice(fragment.object as usize + VALUE.len(), fragment.value_end as usize)
    }

    /// The variation id with its quotes.
    pub(super) fn variation_id(&self, fragment: Fragment) -> Bytes {
        let start = fragment.value_end as usize + VARIATION.len();
        self.slice(start, (fragment.end as usize).saturating_sub(1))
    }

    #[inline]
    fn slice(&self, start: usize, end: usize) -> Bytes {
        // Places that do not fit into 32 bits are cut off: there is no config of such a size.
        if start <= end && end <= self.text.len() { self.text.slice(start..end) } else { Bytes::new() }
    }
}

/// Whether targeting chose the outcome.
pub(super) const fn is_targeted(outcome: &Outcome<'_>) -> bool {
    outcome.rule.is_some() || outcome.option.is_some()
}
