//! Where a payload keeps what is left of its features: found while they are evaluated, by all threads.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{Known, Rest, RestId};
use crate::growthbook::{Attribute, FeatureId};
use crate::plan::Plan;

/// So many pieces of so many rests. There is one for each way in which the first rules of a feature come out, for some features.
const PIECES: usize = 64;
const PIECE: usize = 256;

/// A table that only grows. Who reads it waits for nobody.
#[derive(Debug, Default)]
pub(in crate::growthbook) struct Rests {
    pieces: OnceLock<Box<[OnceLock<Piece>]>>,
    /// The numbers of all rests.
    numbers: Mutex<HashMap<(FeatureId, Known), RestId>>,
}

type Piece = Box<[OnceLock<Rest>]>;

impl Rests {
    #[inline]
    pub(super) fn get(&self, RestId(id): RestId) -> Option<&Rest> {
        let id = id as usize;
        self.pieces.get()?.get(id / PIECE)?.get()?.get(id % PIECE)?.get()
    }

    /// The number of a rest; `None` where there is no room for it.
    pub(super) fn keep(
        &self,
        (feature, known): (FeatureId, Known),
        plan: impl FnOnce(&Known) -> Plan<Attribute>,
    ) -> Option<RestId> {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let next = numbers.len();
        let entry = match numbers.entry((feature, known)) {
            Entry::Occupied(entry) => return Some(*entry.get()),
            Entry::Vacant(entry) => entry,
        };
        let pieces = self.pieces.get_or_init(|| empty(PIECES));
        let place = pieces.get(next / PIECE)?.get_or_init(|| empty(PIECE)).get(next % PIECE)?;
        let (feature, known) = entry.key().clone();
        let plan = plan(&known);
        let id = RestId(u32::try_from(next).ok()?);
        place.set(Rest { feature, known, plan }).ok()?;
        Some(*entry.insert(id))
    }
}

fn empty<T>(length: usize) -> Box<[OnceLock<T>]> {
    (0..length).map(|_| OnceLock::new()).collect()
}
