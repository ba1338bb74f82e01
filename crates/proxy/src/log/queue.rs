//! Lines that wait to be written.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Level, Sink};

/// So many bytes of lines may wait. More are dropped.
const ROOM: usize = 1 << 20;

/// What a line takes beside its text, about.
const OVERHEAD: usize = 32;

/// Where a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Out,
    Err,
}

/// Lines in their order, from those who log to the one who writes.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// The writer waits for lines.
    filled: Condvar,
    /// Somebody waits until all is written.
    written: Condvar,
}

#[derive(Debug, Default)]
struct State {
    batch: Batch,
    bytes: usize,
    /// The writer has written all that it has taken, and waits.
    is_idle: bool,
    is_closed: bool,
}

/// What is written at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) lines: Vec<(Stream, String)>,
    /// How many lines came after these and found no room.
    pub(super) dropped: u64,
}

impl Batch {
    const fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.dropped == 0
    }
}

impl Queue {
    /// Waits for lines. Who calls this has written what it got before. `None`: there will be no more.
    pub(super) fn take(&self) -> Option<Batch> {
        let mut state = self.state();
        state.is_idle = true;
        self.written.notify_all();
        while state.batch.is_empty() {
            if state.is_closed {
                return None;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.is_idle = false;
        state.bytes = 0;
        Some(std::mem::take(&mut state.batch))
    }

    /// Takes no more lines. Waits until the others are written, but not for longer than the limit.
    pub(super) fn close(&self, limit: Duration) {
        let mut state = self.state();
        state.is_closed = true;
        self.filled.notify_all();
        let is_due = |state: &mut State| !state.batch.is_empty() || !state.is_idle;
        // Whatever is not written by now, nobody wants to read.
        drop(self.written.wait_timeout_while(state, limit, is_due));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Queue {
    fn write(&self, level: Option<Level>, line: &str) {
        let stream = if level == Some(Level::Error) { Stream::Err } else { Stream::Out };
        let mut text = String::with_capacity(line.len() + 1);
        text.push_str(line);
        text.push('\n');
        let mut state = self.state();
        if state.is_closed {
            return;
        }
        // After a line that found no room there is none for others: their order is kept.
        if state.batch.dropped > 0 || state.bytes > ROOM {
            state.batch.dropped += 1;
            return;
        }
        state.bytes += text.len() + OVERHEAD;
        state.batch.lines.push((stream, text));
        let is_idle = state.is_idle;
        drop(state);
        if is_idle {
            self.filled.notify_one();
        }
    }
}
