//! Streams that watch the same for the same user: evaluated once, written once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use vexil_client::panic_text;

use super::feed::Feed;
use super::frame;
use super::members::{Members, Wakers};
use super::watched::Watched;
use crate::eval::EvalFailure;
use crate::metrics::StreamLabels;
use crate::sdk::Snapshot;

/// A group of streams. Exists as long as the feed counts members.
pub(super) struct Group {
    feed: Arc<Feed>,
    /// See [`Watched::group_key`].
    key: Arc<[u8]>,
    watched: Watched,
    labels: StreamLabels,
    heartbeat: Option<Duration>,
    state: Mutex<State>,
}

struct State {
    /// The config that was evaluated last.
    seen: Option<Arc<Snapshot>>,
    /// The event of that evaluation: what a new member gets first.
    current: Result<Bytes, EvalFailure>,
    /// The event whose values all members know.
    known: Option<Bytes>,
    /// Some members know only that there were no flags, which the others were not told.
    apart: bool,
    members: Members,
    /// When all members were sent something.
    quiet_since: Instant,
}

impl Group {
    pub(super) fn new(
        feed: Arc<Feed>,
        key: Arc<[u8]>,
        watched: Watched,
        heartbeat: Option<Duration>,
    ) -> Self {
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
        Self { feed, key, watched, labels, heartbeat, state: Mutex::new(state) }
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
        let wakers = self.evaluate(&mut state, latest);
        let outcome = state.current.as_ref().map(|_| ()).map_err(Clone::clone);
        drop(state);
        wake(wakers);
        outcome
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

    /// Must be called in the lock: it is what makes configs come in their order.
    fn evaluate(&self, state: &mut State, latest: Arc<Snapshot>) -> Wakers {
        if state.seen.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, &latest)) {
            return Wakers::new();
        }
        let answer = catch_unwind(AssertUnwindSafe(|| self.feed.answer(&latest, &self.watched)));
        let answer = answer.unwrap_or_else(|panic| Err(EvalFailure::Panicked(panic_text(&*panic))));
        state.seen = Some(latest);
        state.current = answer.map(|json| frame::event(&json));
        let Ok(event) = &state.current else { return Wakers::new() };
        let Some(known) = &state.known else {
            state.known = Some(event.clone());
            return Wakers::new();
        };
        let same = frame::same_values(known, event);
        // That the last flag is gone is not told.
        let silent = !same && **event == *b"data: {}\n\n";
        let event = event.clone();
        if silent {
            return Wakers::new();
        }
        state.known = Some(event.clone());
        if same && !state.apart {
            return Wakers::new();
        }
        state.apart = false;
        self.push(state, event)
    }

    fn push(&self, state: &mut State, event: Bytes) -> Wakers {
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
    wakers.into_iter().for_each(std::task::Waker::wake);
}

/// A stream's part in its group. The feed counts it from the beginning to the drop.
pub(super) struct Membership {
    group: Arc<Group>,
    /// `None`: not begun.
    place: Option<usize>,
}

impl Membership {
    /// The feed has counted it.
    pub(super) const fn counted(group: Arc<Group>) -> Self {
        Self { group, place: None }
    }

    /// Begins with the current config, or with this one if there is none. Returns the first event.
    ///
    /// # Errors
    /// The config gives no answer.
    pub(super) fn begin(&mut self, snapshot: &Arc<Snapshot>) -> Result<Bytes, EvalFailure> {
        let group = &self.group;
        let mut state = group.lock();
        let latest = group.feed.latest().unwrap_or_else(|| Arc::clone(snapshot));
        let wakers = group.evaluate(&mut state, latest);
        let first = state.current.clone();
        if let Ok(first) = &first {
            state.apart |= state.known.as_ref().is_some_and(|known| !frame::same_values(known, first));
            self.place = Some(state.members.join());
        }
        drop(state);
        wake(wakers);
        if first.is_ok() {
            let metrics = group.feed.metrics();
            metrics.streams(&group.labels, 1);
            metrics.messages(&group.labels, 1);
        }
        first
    }

    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<Option<Bytes>> {
        let Some(place) = self.place else { return Poll::Ready(None) };
        let (next, old) = self.group.lock().members.poll(place, context);
        drop(old);
        next
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            let waker = self.group.lock().members.leave(place);
            drop(waker);
            self.group.feed.metrics().streams(&self.group.labels, -1);
        }
        self.group.feed.leave(&self.group.key);
    }
}
