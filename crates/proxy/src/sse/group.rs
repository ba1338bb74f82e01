//! Streams that watch the same for the same user: evaluated once, written once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use vexil_client::panic_text;

use super::feed::Feed;
use super::flow::Flow;
use super::frames::Frame;
use super::members::{Members, Next, Wakers};
use super::seats::Seat;
use super::watched::{Key, Watched};
use crate::eval::EvalFailure;
use crate::metrics::StreamLabels;
use crate::sdk::Snapshot;

/// A group of streams. Exists as long as the feed counts members.
pub(super) struct Group {
    feed: Arc<Feed>,
    key: Key,
    watched: Watched,
    labels: StreamLabels,
    heartbeat: Option<Duration>,
    /// How long the last evaluation took, in microseconds.
    cost: AtomicU64,
    state: Mutex<State>,
}

struct State {
    /// The config that was evaluated last.
    seen: Option<Arc<Snapshot>>,
    /// The event of that evaluation: what a new member gets first. Made again if all have read it and it is kept for nobody else.
    current: Result<Weak<Frame>, EvalFailure>,
    /// The hash of the values that all members know.
    known: Option<u128>,
    /// Some members know only that there were no flags, which the others were not told.
    apart: bool,
    members: Members,
    /// When all members were sent something.
    quiet_since: Instant,
}

impl Group {
    pub(super) fn new(feed: Arc<Feed>, key: Key, watched: Watched, heartbeat: Option<Duration>) -> Self {
        let labels = StreamLabels { sdk: feed.sdk_id().to_owned(), flag: watched.label().to_owned() };
        let current = Err(EvalFailure::UnknownFlag(String::new()));
        let state = State {
            seen: None,
            current,
            known: None,
            apart: false,
            members: Members::default(),
            quiet_since: Instant::now(),
        };
        Self { feed, key, watched, labels, heartbeat, cost: AtomicU64::new(0), state: Mutex::new(state) }
    }

    /// Evaluates the current config if that was not done yet, and tells the members if a value has changed.
    ///
    /// # Errors
    /// That config gives no answer, which the members are not told.
    pub(super) fn update(&self) -> Result<(), EvalFailure> {
        let mut state = self.lock();
        // Without an evaluation there are no members: the first one makes it.
        if state.seen.is_none() {
            return Ok(());
        }
        let Some(latest) = self.feed.latest() else { return Ok(()) };
        let (frame, wakers) = self.evaluate(&mut state, &latest);
        let outcome = state.current.as_ref().map(|_| ()).map_err(Clone::clone);
        drop(state);
        drop(frame);
        wake(wakers);
        outcome
    }

    /// How long the last evaluation took.
    pub(super) fn cost(&self) -> Duration {
        Duration::from_micros(self.cost.load(Ordering::Relaxed))
    }

    /// Sends a heartbeat if one is due, or will be soon. Returns when to ask again.
    pub(super) fn beat(&self, now: Instant) -> Option<Instant> {
        let heartbeat = self.heartbeat?;
        let mut state = self.lock();
        let mut wakers = Wakers::new();
        // Heartbeats of many groups fall together: one timer a while is enough for all of them.
        if state.quiet_since + heartbeat <= now + heartbeat / 4 {
            state.quiet_since = now;
            wakers = state.members.beat();
        }
        let next = state.quiet_since + heartbeat;
        drop(state);
        wake(wakers);
        Some(next)
    }

    /// Ends the streams of all members, now and later.
    pub(super) fn end(&self) {
        let wakers = self.lock().members.end();
        wake(wakers);
    }

    /// Tells of the streams for whom something waits since then or longer.
    pub(super) fn waiting(&self, since: Instant, mut tell: impl FnMut(Instant, usize)) {
        self.lock().members.waiting(since).for_each(|(begin, place)| tell(begin, place));
    }

    /// Ends a stream for which something waits since then, and what waits. `false`: it has taken it meanwhile.
    pub(super) fn drop_waiting(&self, place: usize, since: Instant) -> bool {
        let Some(waker) = self.lock().members.drop_waiting(place, since) else { return false };
        wake(waker.into_iter().collect());
        true
    }

    /// Must be called in the lock: it is what makes configs come in their order. Returns the event, if it was made.
    fn evaluate(&self, state: &mut State, latest: &Arc<Snapshot>) -> (Option<Arc<Frame>>, Wakers) {
        if state.seen.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, latest)) {
            return (None, Wakers::new());
        }
        state.seen = Some(Arc::clone(latest));
        let frame = self.make(state, latest);
        let wakers = frame.as_ref().map(|frame| self.tell(state, frame)).unwrap_or_default();
        (frame.ok(), wakers)
    }

    /// The event of a config.
    fn make(&self, state: &mut State, snapshot: &Snapshot) -> Result<Arc<Frame>, EvalFailure> {
        let begin = std::time::Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| self.feed.answer(snapshot, &self.watched)));
        let answer = answer.unwrap_or_else(|panic| Err(EvalFailure::Panicked(panic_text(&*panic))));
        let cost = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.cost.store(cost, Ordering::Relaxed);
        let frame = answer.map(|json| self.feed.frames().event(&json));
        state.current = frame.as_ref().map(Arc::downgrade).map_err(Clone::clone);
        frame
    }

    /// Tells the members of an event, if they do not know the values.
    fn tell(&self, state: &mut State, event: &Arc<Frame>) -> Wakers {
        let Some(known) = state.known else {
            state.known = Some(event.values());
            return Wakers::new();
        };
        let same = known == event.values();
        // That the last flag is gone is not told.
        if !same && event.is_empty() {
            return Wakers::new();
        }
        state.known = Some(event.values());
        if same && !state.apart {
            return Wakers::new();
        }
        state.apart = false;
        self.push(state, Arc::clone(event))
    }

    fn push(&self, state: &mut State, event: Arc<Frame>) -> Wakers {
        state.quiet_since = Instant::now();
        let before = state.members.readers();
        let (wakers, cut_off) = state.members.push(event);
        self.feed.metrics().messages(&self.labels, (before - cut_off) as u64);
        if cut_off > 0 {
            self.feed.log().warn(format_args!(
                "SDK '{}': {cut_off} streams ended, their clients read too slowly",
                self.labels.sdk
            ));
        }
        wakers
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(wakers: Wakers) {
    wakers.into_iter().for_each(Waker::wake);
}

/// A stream's part in its group. The feed counts it from the beginning to the drop.
pub(super) struct Membership {
    group: Arc<Group>,
    flow: Arc<Flow>,
    /// `None`: not begun.
    place: Option<usize>,
    _seat: Seat,
}

impl Membership {
    /// The feed has counted it.
    pub(super) fn counted(group: Arc<Group>, seat: Seat) -> Self {
        Self { group, flow: Arc::default(), place: None, _seat: seat }
    }

    /// Begins with the current config, or with this one if there is none.
    ///
    /// # Errors
    /// The config gives no answer.
    pub(super) fn begin(&mut self, snapshot: &Arc<Snapshot>) -> Result<(), EvalFailure> {
        let group = &self.group;
        let mut state = group.lock();
        let latest = group.feed.latest().unwrap_or_else(|| Arc::clone(snapshot));
        let (made, wakers) = group.evaluate(&mut state, &latest);
        let first = match (made, &state.current) {
            (_, Err(failure)) => Err(failure.clone()),
            (Some(frame), _) => Ok(frame),
            (None, Ok(current)) => current.upgrade().map_or_else(|| group.make(&mut state, &latest), Ok),
        };
        let first = first.map(|first| {
            group.feed.frames().keep(&first);
            state.apart |= state.known.is_some_and(|known| known != first.values());
            self.place = Some(state.members.join(first));
        });
        drop(state);
        wake(wakers);
        if first.is_ok() {
            let metrics = group.feed.metrics();
            metrics.streams(&group.labels, 1);
            metrics.messages(&group.labels, 1);
        }
        first
    }

    /// Lets the feed look for room if it is short.
    pub(super) fn note_crowd(&self) {
        if self.group.feed.is_crowded() {
            self.group.feed.sooner.notify_one();
        }
    }

    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<Option<Bytes>> {
        let Some(place) = self.place else { return Poll::Ready(None) };
        loop {
            let room = self.flow.room();
            let (next, old) = self.group.lock().members.poll(place, &self.flow, room, context);
            drop(old);
            match next {
                Next::Bytes(bytes) => return Poll::Ready(Some(bytes)),
                Next::End => return Poll::Ready(None),
                Next::Nothing => return Poll::Pending,
                Next::Full if self.flow.waits(room, context.waker()) => return Poll::Pending,
                Next::Full => {}
            }
        }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            let waker: Option<Waker> = self.group.lock().members.leave(place);
            drop(waker);
            self.group.feed.metrics().streams(&self.group.labels, -1);
        }
        self.group.feed.leave(&self.group.key);
    }
}
