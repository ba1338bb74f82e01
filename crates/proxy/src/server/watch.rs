//! Whether a connection is used, and when it has to end because it is not.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use tokio::task::coop::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::log::Logger;

/// "Not at all", for times.
const NEVER: u64 = u64::MAX;

/// A response whose other end takes nothing of it may wait so many times as long as a whole connection, while others on the
/// connection go on: on a slow line they take turns.
const TURNS: u64 = 6;

/// How long a client may do nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// From the first byte of a request to the end of its head. From the start of a connection to the end of the first head.
    pub(crate) head: Duration,
    /// While data waits for it to be taken.
    pub(crate) write: Duration,
    /// Between two requests.
    pub(crate) idle: Duration,
}

/// Why a connection has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expired {
    /// No request came for long.
    Idle,
    /// The head of a request takes too long.
    Head,
    /// The client does not take what it asked for.
    Write,
}

/// What happens on one connection. All times are milliseconds of [`now`].
pub(crate) struct Watch {
    /// For what goes wrong where nobody else could tell of it.
    log: Logger,
    head: u64,
    write: u64,
    idle: u64,
    /// Requests that are being answered.
    active: AtomicUsize,
    /// When the last request ended.
    idle_since: AtomicU64,
    /// When the head of a request began that is not complete.
    head_since: AtomicU64,
    /// Since when the socket takes nothing although it should.
    blocked_since: AtomicU64,
    /// Whether bytes from the client show that a request has begun: not so, where there are other messages.
    is_http1: AtomicBool,
    /// Parts of bodies that wait for the client to make room (HTTP/2).
    waiting: Mutex<Waiting>,
    /// Whoever waits for the deadline. It may have come closer.
    waker: AtomicWaker,
}

#[derive(Default)]
struct Waiting {
    next: u64,
    /// Number of a part, and when something of it was taken last.
    parts: Vec<(u64, u64)>,
    /// When something of any was taken last.
    progress: u64,
}

impl Watch {
    /// For a connection that begins now.
    pub(crate) fn new(patience: Patience, log: Logger) -> Self {
        let now = now();
        Self {
            log,
            head: milliseconds(patience.head),
            write: milliseconds(patience.write),
            idle: milliseconds(patience.idle),
            active: AtomicUsize::new(0),
            idle_since: AtomicU64::new(now),
            head_since: AtomicU64::new(now),
            blocked_since: AtomicU64::new(NEVER),
            is_http1: AtomicBool::new(true),
            waiting: Mutex::default(),
            waker: AtomicWaker::new(),
        }
    }

    pub(crate) const fn log(&self) -> &Logger {
        &self.log
    }

    /// The connection speaks HTTP/2.
    pub(crate) fn set_http2(&self) {
        self.is_http1.store(false, Ordering::Relaxed);
    }

    /// Bytes came.
    pub(crate) fn note_read(&self) {
        if self.active.load(Ordering::Relaxed) == 0
            && self.is_http1.load(Ordering::Relaxed)
            && self.head_since.load(Ordering::Relaxed) == NEVER
        {
            self.head_since.store(now(), Ordering::Relaxed);
        }
    }

    /// The socket took something (`true`), or should have and did not.
    pub(crate) fn note_write(&self, taken: bool) {
        let is_blocked = self.blocked_since.load(Ordering::Relaxed) != NEVER;
        if taken && is_blocked {
            self.blocked_since.store(NEVER, Ordering::Relaxed);
        } else if !taken && !is_blocked {
            self.blocked_since.store(now(), Ordering::Relaxed);
        }
    }

    /// A request is complete but for its body.
    pub(crate) fn begin(&self) {
        self.active.fetch_add(1, Ordering::Relaxed);
        self.head_since.store(NEVER, Ordering::Relaxed);
    }

    /// Its response has been handed over.
    pub(crate) fn end(&self) {
        self.idle_since.store(now(), Ordering::Relaxed);
        let was_last = self.active.fetch_sub(1, Ordering::Release) == 1;
        // With HTTP/1 this is a part of the connection's own work, after which the deadline is looked at anyhow.
        if was_last && !self.is_http1.load(Ordering::Relaxed) {
            self.waker.wake();
        }
    }

    /// Something waits for the client to make room. Gives it a number.
    pub(crate) fn wait(&self) -> u64 {
        let mut waiting = self.waiting();
        let now = now();
        let number = waiting.next;
        waiting.next += 1;
        waiting.parts.push((number, now));
        if waiting.parts.len() == 1 {
            waiting.progress = now;
            drop(waiting);
            self.waker.wake();
        }
        number
    }

    /// Something of it was taken.
    pub(crate) fn note_taken(&self, number: u64) {
        let mut waiting = self.waiting();
        let now = now();
        waiting.progress = now;
        if let Some(part) = waiting.parts.iter_mut().find(|part| part.0 == number) {
            part.1 = now;
        }
    }

    /// It was taken as a whole, or need not be any more.
    pub(crate) fn done_waiting(&self, number: u64) {
        let mut waiting = self.waiting();
        if let Some(index) = waiting.parts.iter().position(|part| part.0 == number) {
            waiting.parts.swap_remove(index);
        }
        if waiting.parts.is_empty() {
            drop(waiting);
            let now = now();
            self.idle_since.store(now, Ordering::Relaxed);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the connection has to end if nothing more happens on it, and why.
    fn deadline(&self) -> Option<(u64, Expired)> {
        let after = |since: u64, patience: u64, why| (since != NEVER).then(|| (since + patience, why));
        let blocked = after(self.blocked_since.load(Ordering::Relaxed), self.write, Expired::Write);
        let untaken = if self.is_http1.load(Ordering::Relaxed) {
            None
        } else {
            let waiting = self.waiting();
            let oldest = waiting.parts.iter().map(|part| part.1).min();
            oldest.map(|oldest| {
                let time = (waiting.progress + self.write).min(oldest + self.write.saturating_mul(TURNS));
                (time, Expired::Write)
            })
        };
        let unused = if self.active.load(Ordering::Acquire) > 0 || untaken.is_some() {
            None
        } else {
            after(self.head_since.load(Ordering::Relaxed), self.head, Expired::Head)
                .or_else(|| after(self.idle_since.load(Ordering::Relaxed), self.idle, Expired::Idle))
        };
        [blocked, untaken, unused].into_iter().flatten().min_by_key(|(time, _)| *time)
    }
}

/// Resolves when a connection has to end. Looks at the time whenever it is polled, so it has to be polled after all work that may have
/// changed something.
pub(crate) struct Expiry {
    watch: Arc<Watch>,
    timer: Pin<Box<Sleep>>,
    /// Whom the timer wakes; `None`: it has not been polled since it was set.
    waker: Option<Waker>,
}

impl Expiry {
    pub(crate) fn of(watch: Arc<Watch>) -> Self {
        let time = watch.deadline().map_or(watch.idle, |(time, _)| time);
        Self { watch, timer: Box::pin(sleep_until(start() + Duration::from_millis(time))), waker: None }
    }
}

impl Future for Expiry {
    type Output = Expired;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Expired> {
        let Self { watch, timer, waker } = &mut *self;
        if !watch.is_http1.load(Ordering::Relaxed) {
            watch.waker.register(cx.waker());
        }
        loop {
            let Some((time, why)) = watch.deadline() else { return Poll::Pending };
            let time = start() + Duration::from_millis(time);
            // A timer that goes off too early is set anew then: most deadlines never come.
            if time < timer.deadline() {
                timer.as_mut().reset(time);
                *waker = None;
            }
            // Polling it costs more than all the rest.
            let is_set = waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker()));
            if is_set && !timer.is_elapsed() {
                return Poll::Pending;
            }
            // Also if the connection has worked for so long that the runtime wants it to pause: the timer would be left as it is.
            if Pin::new(&mut unconstrained(timer.as_mut())).poll(cx).is_pending() {
                *waker = Some(cx.waker().clone());
                return Poll::Pending;
            }
            if time <= Instant::now() {
                return Poll::Ready(why);
            }
            timer.as_mut().reset(time);
            *waker = None;
        }
    }
}

/// When the first connection began.
fn start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}

/// Milliseconds since the first connection began.
fn now() -> u64 {
    milliseconds(start().elapsed())
}

fn milliseconds(duration: Duration) -> u64 {
    // A day is for ever.
    u64::try_from(duration.as_millis()).map_or(86_400_000, |time| time)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;

    use tokio::task::coop::{consume_budget, has_budget_remaining};
    use tokio::time::timeout;

    use super::*;
    use crate::log::{Level, Memory};

    #[tokio::test]
    async fn deadlines_are_kept_whenever_they_arise() {
        let (long, short) = (Duration::from_secs(600), Duration::from_millis(50));
        let patience = Patience { head: long, write: long, idle: short };
        let watch = Arc::new(Watch::new(patience, Logger::new(Level::Debug, Arc::new(Memory::default()))));
        watch.begin();
        let mut expiry = Expiry::of(Arc::clone(&watch));
        for _ in 0..2 {
            let poll = poll_fn(|cx| Poll::Ready(Pin::new(&mut expiry).poll(cx))).await;
            assert!(poll.is_pending(), "no deadline yet");
        }
        watch.end();
        let poll = poll_fn(|cx| {
            while has_budget_remaining() {
                assert!(pin!(consume_budget()).poll(cx).is_ready());
            }
            Poll::Ready(Pin::new(&mut expiry).poll(cx))
        });
        assert!(poll.await.is_pending(), "not yet");
        // One that comes closer, and one that goes away before it comes.
        watch.note_write(false);
        watch.note_write(true);
        assert_eq!(timeout(Duration::from_secs(20), expiry).await, Ok(Expired::Idle));
    }
}
