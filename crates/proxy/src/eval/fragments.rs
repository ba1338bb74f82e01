//! Everything that a config can answer, written out.

use std::collections::HashMap;

use bytes::Bytes;
use vexil_engine::configcat::{Config, Flag, FlagId, Outcome, OutcomeId, SettingType, ValueRef};
use vexil_engine::js::wtf8;

use super::json::{write_number, write_text};

/// What stands between a fragment's value and the text of its variation id.
const VARIATION: &[u8] = b",\"variationId\":";
/// What stands before a fragment's value.
const VALUE: &[u8] = b"{\"value\":";

/// A piece of the text: `,"key":{"value":…,"variationId":"…"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fragment {
    start: u32,
    /// Where the object begins.
    object: u32,
    value_end: u32,
    end: u32,
}

/// The fragments of a flag.
#[derive(Debug)]
struct FlagFragments {
    /// For when the evaluation fails.
    failed: Fragment,
    /// Where the flag's outcomes begin among those of all flags.
    first_outcome: u32,
    /// The position among the keys in bytewise order.
    rank: u32,
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

/// Fragments that are being written.
#[derive(Default)]
struct Writer {
    text: Vec<u8>,
    outcomes: Vec<Fragment>,
}

impl Writer {
    fn write_flag(&mut self, flag: &Flag, rank: u32) -> FlagFragments {
        let key = wtf8::to_lossy(flag.key());
        let is_int = flag.setting_type() == Some(SettingType::Int);
        let first_outcome = place(self.outcomes.len());
        let failed = self.write(&key, |text| text.extend_from_slice(b"null"), "");
        // Rules and options of a flag share few values, and few variation ids.
        let mut known: HashMap<Vec<u8>, Fragment> = HashMap::new();
        for outcome in flag.outcomes() {
            let fragment = match outcome.value {
                Err(_) => failed,
                Ok(value) => {
                    let id = outcome.variation_id.map(wtf8::to_lossy).unwrap_or_default();
                    let start = self.text.len();
                    let fragment = self.write(&key, |text| write_value(text, value, is_int), &id);
                    let written = self.text.get(start..).unwrap_or_default();
                    match known.get(written) {
                        Some(known) => {
                            self.text.truncate(start);
                            *known
                        }
                        None => {
                            known.insert(written.to_vec(), fragment);
                            fragment
                        }
                    }
                }
            };
            self.outcomes.push(fragment);
        }
        FlagFragments { failed, first_outcome, rank }
    }

    fn write(&mut self, key: &str, value: impl FnOnce(&mut Vec<u8>), variation_id: &str) -> Fragment {
        let text = &mut self.text;
        let start = place(text.len());
        text.push(b',');
        write_text(text, key);
        text.push(b':');
        let object = place(text.len());
        text.extend_from_slice(VALUE);
        value(text);
        let value_end = place(text.len());
        text.extend_from_slice(VARIATION);
        write_text(text, variation_id);
        text.push(b'}');
        Fragment { start, object, value_end, end: place(text.len()) }
    }
}

fn write_value(text: &mut Vec<u8>, value: ValueRef<'_>, is_int: bool) {
    match value {
        ValueRef::Bool(value) => text.extend_from_slice(if value { b"true" } else { b"false" }),
        ValueRef::Text(value) => write_text(text, &wtf8::to_lossy(value)),
        // An integer has no sign of zero.
        ValueRef::Number(number) => write_number(text, if is_int { number + 0.0 } else { number }),
        _ => text.extend_from_slice(b"null"),
    }
}

fn place(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Whether targeting chose the outcome.
pub(super) const fn is_targeted(outcome: &Outcome<'_>) -> bool {
    outcome.rule.is_some() || outcome.option.is_some()
}
