//! Answers to request bodies that came before.

use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use foldhash::quality::RandomState;

use super::seen::Seen;

/// What all answers of a config may need, their bodies included, in bytes.
const BUDGET: usize = 4 << 20;
/// What those of all configs together may need, in bytes.
const COMMON_BUDGET: usize = 16 << 20;
/// What those of a config may need even if the others have taken all of that, in bytes.
const LEAST: usize = BUDGET / 16;
/// Longer bodies are not kept, in bytes.
const BODY_LIMIT: usize = 4 << 10;
/// Longer answers are not kept, in bytes.
const ANSWER_LIMIT: usize = BUDGET / 16;
/// What an entry needs besides its body and its answer, in bytes. Rather too much.
const ENTRY_COST: usize = 192;

/// How many entries there can be.
const SLOTS: usize = 8192;
/// Where an entry can be: this many slots beside each other.
const WAYS: usize = 4;
/// How many slots one insertion may look at to make room.
const SWEEP_LIMIT: usize = 256;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    One,
    All,
}

/// What the entries of all caches need.
static COMMON: AtomicUsize = AtomicUsize::new(0);

/// Answers by question and body. Reading takes no lock.
#[derive(Debug)]
pub(super) struct Cache {
    hasher: RandomState,
    /// What the entries of this cache and the others need.
    common: &'static AtomicUsize,
    /// Made when the first body comes.
    table: OnceLock<Table>,
}

impl Default for Cache {
    fn default() -> Self {
        Self::beside(&COMMON)
    }
}

#[derive(Debug)]
struct Table {
    slots: Box<[ArcSwapOption<Entry>]>,
    /// Most bodies never come again.
    seen: Seen,
    /// What the entries need.
    size: AtomicUsize,
    /// What those of all tables need.
    common: &'static AtomicUsize,
    /// Where the next search for room begins.
    hand: AtomicUsize,
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    question: Question,
    body: Box<[u8]>,
    answer: Bytes,
    size: usize,
    /// Whether it was read since somebody looked for room.
    used: AtomicBool,
}

impl Cache {
    /// A cache that shares its budget with others.
    fn beside(common: &'static AtomicUsize) -> Self {
        Self { hasher: RandomState::default(), common, table: OnceLock::new() }
    }

    /// The answer to a body, made by `make` if it is not known. Failures are not kept. An answer that is a part of something that the
    /// caller keeps anyhow is `shared`, and costs nothing.
    #[inline]
    pub(super) fn get_or_make<E>(
        &self,
        question: Question,
        body: &[u8],
        is_shared: bool,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<Bytes, E> {
        if body.len() > BODY_LIMIT {
            return make();
        }
        let table = self.table.get_or_init(|| Table::new(self.common));
        let hash = self.hasher.hash_one((question == Question::All, body));
        if let Some(answer) = table.get(hash, question, body) {
            return Ok(answer);
        }
        let is_known = table.seen.note(hash);
        let answer = make()?;
        if is_known && answer.len() <= ANSWER_LIMIT {
            let size = ENTRY_COST + body.len() + if is_shared { 0 } else { answer.len() };
            let used = AtomicBool::new(false);
            let entry = Entry { hash, question, body: body.into(), answer: answer.clone(), size, used };
            table.insert(entry);
        }
        Ok(answer)
    }

    /// What the entries need, in bytes.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.table.get().map_or(0, |table| table.size.load(Ordering::Relaxed))
    }
}

impl Table {
    fn new(common: &'static AtomicUsize) -> Self {
        Self {
            common,
            slots: (0..SLOTS).map(|_| ArcSwapOption::empty()).collect(),
            seen: Seen::default(),
            size: AtomicUsize::new(0),
            hand: AtomicUsize::new(0),
        }
    }

    /// The slots in which an entry with the hash can be.
    #[inline]
    fn ways(&self, hash: u64) -> &[ArcSwapOption<Entry>] {
        let first = hash as usize % SLOTS / WAYS * WAYS;
        self.slots.get(first..first + WAYS).unwrap_or_default()
    }

    #[inline]
    fn get(&self, hash: u64, question: Question, body: &[u8]) -> Option<Bytes> {
        for slot in self.ways(hash) {
            let entry = slot.load();
            let Some(entry) = &*entry else { continue };
            if entry.hash == hash && entry.question == question && *entry.body == *body {
                // Written only when needed, so that readers do not take the memory from each other.
                if !entry.used.load(Ordering::Relaxed) {
                    entry.used.store(true, Ordering::Relaxed);
                }
                return Some(entry.answer.clone());
            }
        }
        None
    }

    #[cold]
    fn insert(&self, entry: Entry) {
        let ways = self.ways(entry.hash);
        let is_empty = |slot: &&ArcSwapOption<Entry>| slot.load().is_none();
        // If all of them were used, the first one's turn is as good as any.
        let empty = ways.iter().find(is_empty);
        let slot = empty.or_else(|| ways.iter().find(|slot| is_idle(slot))).or_else(|| ways.first());
        let Some(slot) = slot else { return };
        let size = entry.size;
        self.take(slot);
        // Claims the room before it is used, so that several threads together stay within the budget.
        self.size.fetch_add(size, Ordering::Relaxed);
        self.common.fetch_add(size, Ordering::Relaxed);
        if !self.fits() && !self.make_room() {
            self.give_back(size);
            return;
        }
        if let Some(former) = slot.swap(Some(Arc::new(entry))) {
            self.give_back(former.size);
        }
    }

    /// Whether what was claimed is within the budgets.
    fn fits(&self) -> bool {
        let size = self.size.load(Ordering::Relaxed);
        size <= LEAST || (size <= BUDGET && self.common.load(Ordering::Relaxed) <= COMMON_BUDGET)
    }

    fn give_back(&self, size: usize) {
        self.size.fetch_sub(size, Ordering::Relaxed);
        self.common.fetch_sub(size, Ordering::Relaxed);
    }

    /// Removes entries that were not used lately, until the budgets are met.
    fn make_room(&self) -> bool {
        for _ in 0..SWEEP_LIMIT {
            let hand = self.hand.fetch_add(1, Ordering::Relaxed) % SLOTS;
            let Some(slot) = self.slots.get(hand) else { return false };
            if is_idle(slot) {
                self.take(slot);
            }
            if self.fits() {
                return true;
            }
        }
        false
    }

    fn take(&self, slot: &ArcSwapOption<Entry>) {
        if let Some(former) = slot.swap(None) {
            self.give_back(former.size);
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        self.common.fetch_sub(*self.size.get_mut(), Ordering::Relaxed);
    }
}

/// Whether the entry was not used since the last look. From now on it is not.
fn is_idle(slot: &ArcSwapOption<Entry>) -> bool {
    slot.load().as_ref().is_some_and(|entry| !entry.used.swap(false, Ordering::Relaxed))
}

#[cfg(test)]
mod tests;
