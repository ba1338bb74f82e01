//! Events that wait to be sent, and how much memory all events take that are not delivered.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::batch::Made;
use super::texts::cut;

/// Where what waits takes more than this part of all room, the host's thread helps.
const CROWDED: usize = 4;

/// Events as the host gave them: JSON texts, joined by commas.
#[derive(Debug)]
pub(super) struct Part {
    units: Vec<u16>,
    /// Those before belong to parts that were cut off.
    from: usize,
    count: usize,
}

impl Part {
    pub(super) const fn new(units: Vec<u16>, count: usize) -> Self {
        Self { units, from: 0, count }
    }

    pub(super) fn text(&self) -> &[u16] {
        self.units.get(self.from..).unwrap_or_default()
    }

    fn bytes(&self) -> usize {
        size_of_val(self.text())
    }
}

/// The end of the queue that the host sees. It never waits for more than a moment.
#[derive(Debug)]
pub(in crate::statsig) struct Intake {
    state: Mutex<State>,
    limit: usize,
    batch_size: usize,
    dropped: AtomicU64,
}

/// Events have numbers, in the order in which they came.
#[derive(Debug, Default)]
struct State {
    parts: VecDeque<Part>,
    /// The number of the next event that comes.
    next: u64,
    /// The number of the first one that waits.
    first: u64,
    /// All before this one are to be sent now.
    sealed: u64,
    /// What those take that wait.
    waiting_bytes: usize,
    /// What all take, those too that are on their way.
    bytes: usize,
    /// The first event of the batch that the host's thread makes.
    helped: Option<u64>,
    /// Batches that the host's thread made.
    made: VecDeque<Made>,
    /// The other end was told that there is something to do, and has not looked yet.
    is_told: bool,
}

/// The events of one batch.
#[derive(Debug)]
pub(in crate::statsig) struct Taken {
    pub(super) parts: Vec<Part>,
    /// The number of the first one.
    pub(in crate::statsig) first: u64,
    pub(in crate::statsig) count: usize,
    pub(super) held: Held,
}

/// Memory that is counted as taken for as long as this lives.
#[derive(Debug)]
pub(super) struct Held {
    intake: Arc<Intake>,
    bytes: usize,
}

impl State {
    fn count(&self) -> usize {
        usize::try_from(self.next - self.first).unwrap_or(usize::MAX)
    }

    /// Takes out the oldest events, not more than so many.
    fn take(&mut self, most: usize) -> (Vec<Part>, usize, usize) {
        let (mut parts, mut count, mut bytes) = (Vec::new(), 0, 0);
        while count < most
            && let Some(part) = self.parts.pop_front()
        {
            bytes += part.bytes();
            let (part, rest) = split(part, most - count);
            count += part.count;
            parts.push(part);
            if let Some(rest) = rest {
                bytes -= rest.bytes();
                self.parts.push_front(rest);
            }
        }
        self.first += count as u64;
        self.waiting_bytes = self.waiting_bytes.saturating_sub(bytes);
        (parts, count, bytes)
    }
}

impl Intake {
    pub(in crate::statsig) fn new(limit: usize, batch_size: usize) -> Self {
        Self { state: Mutex::default(), limit, batch_size: batch_size.max(1), dropped: AtomicU64::new(0) }
    }

    /// Takes events, or drops them where there is no room. Says whether to tell the other end.
    pub(in crate::statsig) fn push(&self, text: Vec<u16>, count: usize) -> bool {
        let part = Part::new(text, count.max(1));
        let mut state = self.lock();
        if part.bytes() > self.limit.saturating_sub(state.bytes) {
            drop(state);
            self.dropped(part.count);
            return false;
        }
        let was_empty = state.parts.is_empty();
        state.bytes += part.bytes();
        state.waiting_bytes += part.bytes();
        state.next += part.count as u64;
        state.parts.push_back(part);
        let tells = !state.is_told && (was_empty || state.count() >= self.batch_size);
        state.is_told |= tells;
        tells
    }

    /// Whether any events wait. The other end has looked.
    pub(in crate::statsig) fn look(&self) -> bool {
        let mut state = self.lock();
        state.is_told = false;
        !state.parts.is_empty()
    }

    /// All that wait are to be sent now. Gives the number of the first one that does not.
    pub(in crate::statsig) fn seal(&self) -> u64 {
        let mut state = self.lock();
        state.sealed = state.next;
        state.next
    }

    /// The oldest event that the other end has not got.
    pub(in crate::statsig) fn oldest(&self) -> u64 {
        let state = self.lock();
        let made = state.made.front().map(|made| made.first);
        [made, state.helped].into_iter().flatten().fold(state.first, u64::min)
    }

    /// Takes out the events of the next batch, if it is full or to be sent now.
    pub(in crate::statsig) fn take(self: &Arc<Self>) -> Option<Taken> {
        let mut state = self.lock();
        let is_due = state.first < state.sealed || state.count() >= self.batch_size;
        if is_due { self.take_from(&mut state) } else { None }
    }

    /// A batch that the host's thread made.
    pub(in crate::statsig) fn take_made(&self) -> Option<Made> {
        self.lock().made.pop_front()
    }

    /// Makes batches on the calling thread, until so few events wait that they leave room. Whoever brings more than can be made of it elsewhere
    /// is slowed down in this way, and loses nothing. Says whether it made any.
    pub(in crate::statsig) fn help(self: &Arc<Self>, make: impl Fn(Taken) -> Made) -> bool {
        let mut has_helped = false;
        loop {
            let mut state = self.lock();
            if state.waiting_bytes <= self.limit / CROWDED {
                return has_helped;
            }
            let Some(taken) = self.take_from(&mut state) else { return has_helped };
            state.helped = Some(taken.first);
            drop(state);
            let count = taken.count;
            let made = catch_unwind(AssertUnwindSafe(|| make(taken)));
            let mut state = self.lock();
            state.helped = None;
            match made {
                Ok(made) => state.made.push_back(made),
                Err(panic) => {
                    drop(state);
                    self.dropped(count);
                    resume_unwind(panic);
                }
            }
            has_helped = true;
        }
    }

    fn take_from(self: &Arc<Self>, state: &mut State) -> Option<Taken> {
        let first = state.first;
        let (parts, count, bytes) = state.take(self.batch_size);
        let intake = Arc::clone(self);
        (count > 0).then(|| Taken { parts, first, count, held: Held { intake, bytes } })
    }

    /// So many events are lost.
    pub(in crate::statsig) fn dropped(&self, count: usize) {
        self.dropped.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// How many are lost since the start.
    pub(in crate::statsig) fn dropped_count(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Forgets what waits.
    pub(in crate::statsig) fn clear(&self) {
        let mut state = self.lock();
        let (parts, made) = (std::mem::take(&mut state.parts), std::mem::take(&mut state.made));
        drop(state);
        drop((parts, made));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// It is so much from now on.
    pub(super) fn change(&mut self, bytes: usize) {
        let mut state = self.intake.lock();
        state.bytes = state.bytes.saturating_sub(self.bytes).saturating_add(bytes);
        self.bytes = bytes;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.change(0);
    }
}

/// The first events of a part, and the rest if there is one.
fn split(mut part: Part, most: usize) -> (Part, Option<Part>) {
    if part.count <= most {
        return (part, None);
    }
    let Some((comma, first)) = cut(part.text(), most).and_then(|at| Some((at, part.text().get(..at)?)))
    else {
        return (part, None);
    };
    let first = Part::new(first.to_vec(), most);
    part.from += comma + 1;
    part.count -= most;
    (first, Some(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statsig::events::batch::Maker;
    use crate::statsig::options::SdkInfo;

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    fn intake(limit: usize, batch_size: usize) -> Arc<Intake> {
        Arc::new(Intake::new(limit, batch_size))
    }

    fn taken(intake: &Arc<Intake>) -> (Vec<String>, u64) {
        let Some(Taken { parts, first, count, .. }) = intake.take() else { return (Vec::new(), 0) };
        (parts.iter().map(|part| String::from_utf16(part.text()).unwrap()).collect(), first + count as u64)
    }

    #[test]
    fn a_batch_has_the_oldest_events_and_not_more_than_it_may() {
        let intake = intake(1000, 3);
        for (text, count) in [("1,2", 2), ("[3,4],5,6,7,8", 5), ("9", 1)] {
            intake.push(units(text), count);
        }
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(taken(&intake), (texts(&["1,2", "[3,4]"]), 3));
        assert_eq!(taken(&intake), (texts(&["5,6,7"]), 6));
        assert_eq!(taken(&intake), (Vec::new(), 0), "it would not be full");
        assert!(intake.look());
        assert_eq!((intake.seal(), intake.oldest()), (8, 6));
        intake.push(units("10"), 1);
        assert_eq!(taken(&intake), (texts(&["8", "9", "10"]), 9));
        intake.push(units("11"), 1);
        assert_eq!(taken(&intake), (Vec::new(), 0));
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_counted_until_there_is_room_again() {
        let intake = intake(20, 100);
        assert!(intake.push(units("1,2,3"), 3));
        intake.push(units("4,5,6"), 3);
        intake.push(units("7"), 1);
        assert_eq!(intake.dropped_count(), 1);
        intake.seal();
        let Taken { mut held, count, .. } = intake.take().unwrap();
        assert_eq!(count, 6);
        intake.push(units("8"), 1);
        assert_eq!(intake.dropped_count(), 2, "they are on their way, not delivered");
        held.change(10);
        intake.push(units("9,0,1"), 3);
        assert_eq!(intake.dropped_count(), 2);
        drop(held);
        intake.push(units("2,3,4"), 3);
        intake.push(units("5"), 1);
        assert_eq!(intake.dropped_count(), 3);
    }

    #[test]
    fn all_room_is_free_again_when_all_is_delivered() {
        let intake = intake(1000, 2);
        intake.push(units("1,2,3,4,5"), 5);
        intake.seal();
        while let Some(taken) = intake.take() {
            drop(taken);
        }
        let state = intake.lock();
        assert_eq!((state.bytes, state.waiting_bytes, state.count()), (0, 0, 0));
    }

    #[test]
    fn the_other_end_is_told_of_the_first_event_and_of_a_full_batch() {
        let intake = intake(1000, 3);
        let push = || intake.push(units("1"), 1);
        assert_eq!([push(), push(), push()], [true, false, false], "it was told before it looked");
        assert!(intake.look());
        taken(&intake);
        assert!(push());
        intake.look();
        assert_eq!([push(), push(), push()], [false, true, false]);
    }

    #[test]
    fn a_wrong_count_loses_nothing() {
        let intake = intake(1000, 2);
        intake.push(units("1"), 5);
        intake.push(units("2,3,4"), 0);
        intake.seal();
        assert_eq!(taken(&intake).0, ["1"]);
        assert_eq!(taken(&intake).0, ["2,3,4"]);
        assert!(!intake.look());
    }

    #[test]
    fn where_it_is_crowded_the_host_helps_and_the_other_end_knows_of_it() {
        let maker = Maker::new(&SdkInfo::default(), false);
        let intake = intake(400, 10);
        let help = || intake.help(|taken| maker.make(taken));
        for event in 0..25 {
            intake.push(units(&format!("{event:02}")), 1);
        }
        assert!(!help(), "100 bytes");
        intake.push(units("25"), 1);
        assert_eq!(intake.seal(), 26);
        assert!(help() && !help());
        assert_eq!(intake.oldest(), 0);
        let made = intake.take_made().unwrap();
        assert_eq!((made.first, made.count), (0, 10));
        assert!(intake.take_made().is_none());
        assert_eq!((intake.oldest(), taken(&intake).1), (10, 20));
    }
}
