//! Seeds, and the numbers that values get by them.

use super::fnv::{START, fnv, fnv_decimal};
use crate::js::DataRef;

/// How text becomes a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashVersion {
    /// The value before the seed, a thousand buckets.
    One,
    /// The seed before the value, hashed twice, ten thousand buckets.
    Two,
}

impl HashVersion {
    /// `None` where there is no such version.
    pub(crate) fn of(version: DataRef<'_>, default: Self) -> Option<Self> {
        if !version.is_truthy() {
            return Some(default);
        }
        match version {
            DataRef::Number(1.0) => Some(Self::One),
            DataRef::Number(2.0) => Some(Self::Two),
            _ => None,
        }
    }
}

/// What makes the hash of a value differ from experiment to experiment.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    text: Box<[u8]>,
    /// The hash of the text.
    state: u32,
    /// `+` adds it to other numbers, instead of joining texts.
    is_number: bool,
}

impl Seed {
    /// The seed that a payload states.
    pub(crate) fn new(seed: DataRef<'_>) -> Self {
        let is_number =
            matches!(seed, DataRef::Undefined | DataRef::Null | DataRef::Bool(_) | DataRef::Number(_));
        Self { is_number, ..Self::of_text(&seed.to_text()) }
    }

    /// A seed that is a text.
    pub(crate) fn of_text(text: &[u8]) -> Self {
        Self { text: text.into(), state: fnv(START, text), is_number: false }
    }

    /// What values are joined with; `None` where numbers are added to it instead.
    pub(crate) fn as_text(&self) -> Option<&[u8]> {
        (!self.is_number).then_some(&*self.text)
    }

    /// The number of a value: at least 0 and below 1.
    #[inline]
    pub(crate) fn hash(&self, value: DataRef<'_>, version: HashVersion) -> f64 {
        match value {
            DataRef::Text(text) => self.hash_text(text, version),
            // JavaScript adds the two up, and finds no characters in the sum.
            DataRef::Number(_) | DataRef::Bool(_) if self.is_number => finish(START, version),
            DataRef::Number(number) => {
                self.hash_text(ryu_js::Buffer::new().format(number).as_bytes(), version)
            }
            DataRef::Bool(true) => self.hash_text(b"true", version),
            DataRef::Bool(false) => self.hash_text(b"false", version),
            DataRef::Exotic(exotic) if self.is_number && exotic.is_boxed_number() => finish(START, version),
            other => self.hash_text(&other.to_text(), version),
        }
    }

    #[inline]
    fn hash_text(&self, value: &[u8], version: HashVersion) -> f64 {
        let joined = match version {
            HashVersion::One => fnv(fnv(START, value), &self.text),
            HashVersion::Two => fnv(self.state, value),
        };
        finish(joined, version)
    }
}

fn finish(joined: u32, version: HashVersion) -> f64 {
    match version {
        HashVersion::One => f64::from(joined % 1_000) / 1_000.0,
        HashVersion::Two => f64::from(fnv_decimal(START, joined) % 10_000) / 10_000.0,
    }
}

/// The number of a text: at least 0 and below 1. `None` where there is no such version.
#[must_use]
pub fn hash(seed: &[u8], value: &[u8], version: f64) -> Option<f64> {
    let version = if version == 1.0 {
        HashVersion::One
    } else if version == 2.0 {
        HashVersion::Two
    } else {
        return None;
    };
    Some(Seed::of_text(seed).hash_text(value, version))
}
