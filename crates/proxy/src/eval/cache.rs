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

/// Answers by question and body. Reading takes no lock.
#[derive(Debug, Default)]
pub(super) struct Cache {
    hasher: RandomState,
    /// Made when the first body comes.
    table: OnceLock<Table>,
}

#[derive(Debug)]
struct Table {
    slots: Box<[ArcSwapOption<Entry>]>,
    /// Most bodies never come again.
    seen: Seen,
    /// What the entries need.
    size: AtomicUsize,
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
        let table = self.table.get_or_init(Table::new);
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
    fn new() -> Self {
        Self {
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
        let claimed = self.size.fetch_add(size, Ordering::Relaxed) + size;
        if claimed > BUDGET && !self.make_room() {
            self.size.fetch_sub(size, Ordering::Relaxed);
            return;
        }
        if let Some(former) = slot.swap(Some(Arc::new(entry))) {
            self.size.fetch_sub(former.size, Ordering::Relaxed);
        }
    }

    /// Removes entries that were not used lately, until the budget is met.
    fn make_room(&self) -> bool {
        for _ in 0..SWEEP_LIMIT {
            let hand = self.hand.fetch_add(1, Ordering::Relaxed) % SLOTS;
            let Some(slot) = self.slots.get(hand) else { return false };
            if is_idle(slot) {
                self.take(slot);
            }
            if self.size.load(Ordering::Relaxed) <= BUDGET {
                return true;
            }
        }
        false
    }

    fn take(&self, slot: &ArcSwapOption<Entry>) {
        if let Some(former) = slot.swap(None) {
            self.size.fetch_sub(former.size, Ordering::Relaxed);
        }
    }
}

/// Whether the entry was not used since the last look. From now on it is not.
fn is_idle(slot: &ArcSwapOption<Entry>) -> bool {
    slot.load().as_ref().is_some_and(|entry| !entry.used.swap(false, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(cache: &Cache, question: Question, body: &[u8], answer: &[u8]) -> (Bytes, bool) {
        let mut is_made = false;
        let found = cache.get_or_make(question, body, false, || {
            is_made = true;
            Ok::<_, ()>(Bytes::copy_from_slice(answer))
        });
        (found.unwrap(), is_made)
    }

    #[test]
    fn what_comes_again_is_kept() {
        let cache = Cache::default();
        for (round, is_made) in [true, true, false, false].into_iter().enumerate() {
            assert_eq!(ask(&cache, Question::One, b"body", b"answer"), ("answer".into(), is_made), "{round}");
            let expected = ("another".into(), is_made);
            assert_eq!(ask(&cache, Question::All, b"body", b"another"), expected, "{round}");
        }
        assert_eq!(cache.size(), 2 * ENTRY_COST + 4 + 4 + 6 + 7);
    }

    #[test]
    fn bodies_that_come_in_turn_do_not_displace_each_other() {
        let cache = Cache::default();
        let turn =
            || (0..200_u32).filter(|body| ask(&cache, Question::One, &body.to_le_bytes(), b"").1).count();
        assert_eq!([0; 3].map(|_| turn()), [200, 200, 0]);
    }

    #[test]
    fn what_is_long_and_what_failed_is_not_kept() {
        let cache = Cache::default();
        for _ in 0..3 {
            assert!(ask(&cache, Question::One, &[b'x'; BODY_LIMIT + 1], b"").1);
            assert!(ask(&cache, Question::One, b"x", &[b'x'; ANSWER_LIMIT + 1]).1);
            assert_eq!(cache.get_or_make(Question::One, b"y", false, || Err(1)), Err(1));
        }
        assert_eq!(cache.size(), 0);
        assert!(ask(&cache, Question::One, b"y", b"").1);
    }

    #[test]
    fn bodies_that_only_look_alike_to_the_table_are_told_apart() {
        let table = Table::new();
        for (body, answer) in [("a", "1"), ("b", "2")] {
            let (body, answer) = (body.as_bytes().into(), Bytes::from(answer));
            let used = AtomicBool::new(true);
            table.insert(Entry { hash: 5, question: Question::One, body, answer, size: 1, used });
        }
        assert_eq!(table.get(5, Question::One, b"a"), Some("1".into()));
        assert_eq!(table.get(5, Question::One, b"b"), Some("2".into()));
        assert_eq!(table.get(5, Question::One, b"c"), None);
        assert_eq!(table.get(5, Question::All, b"a"), None);
    }

    #[test]
    fn the_budget_holds_and_what_is_used_stays() {
        let cache = Cache::default();
        let answer = [b'x'; 5_000];
        let hot = |_: u32| ask(&cache, Question::All, b"hot", &answer).1;
        assert_eq!([0, 1, 2].map(hot), [true, true, false]);
        let mut lost = 0;
        for body in 0..5_000_u32 {
            for _ in 0..2 {
                ask(&cache, Question::All, &body.to_le_bytes(), &answer);
            }
            assert!(cache.size() <= BUDGET);
            lost += u32::from(hot(body));
        }
        assert!(cache.size() > BUDGET / 2, "{}", cache.size());
        assert!(lost < 50, "{lost}");
        let table = cache.table.get().unwrap();
        let kept: usize =
            table.slots.iter().filter_map(|slot| slot.load().as_ref().map(|entry| entry.size)).sum();
        assert_eq!(cache.size(), kept);
    }

    #[test]
    fn many_threads_keep_the_books() {
        let cache = Cache::default();
        std::thread::scope(|scope| {
            for thread in 0..4_u32 {
                let cache = &cache;
                scope.spawn(move || {
                    for round in 0..20_000_u32 {
                        let body = (round.wrapping_mul(thread + 1) % 1_500).to_le_bytes();
                        let answer = [body; 1_500].concat();
                        assert_eq!(ask(cache, Question::All, &body, &answer).0, answer);
                    }
                });
            }
        });
        let table = cache.table.get().unwrap();
        let kept: usize =
            table.slots.iter().filter_map(|slot| slot.load().as_ref().map(|entry| entry.size)).sum();
        assert_eq!(cache.size(), kept);
        assert!(kept <= BUDGET);
    }
}
