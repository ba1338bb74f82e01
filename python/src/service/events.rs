//! What the native thread has told, until Python takes it.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use vexil_client::{Event, RefreshOutcome};

use super::notice::Notice;

/// Events in order. Bounded: of what nobody takes for long, only what still matters is kept (`vexil_client::add_to_backlog`).
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// What is being taken. It was told together, so nothing is changed about it any more.
    begun: VecDeque<Notice>,
    waiting: VecDeque<Vec<Notice>>,
    epoch: u64,
    /// Tokens of refreshes without an answer.
    owed: Vec<u32>,
    closed: bool,
}

impl Queue {
    /// Adds events that were told together. Those of a closed service are dropped.
    pub(super) fn add(&self, notices: Vec<Notice>) {
        // What is needless is dropped after the lock is released: its destructor may be slow.
        let _needless = {
            let mut state = self.lock();
            if state.closed {
                notices
            } else {
                state.settle(&notices);
                state.epoch += u64::try_from(notices.len()).unwrap_or(u64::MAX);
                vexil_client::add_to_backlog(&mut state.waiting, notices)
            }
        };
        self.changed.notify_all();
    }

    /// Remembers that a refresh has to be answered. Once the service is closed that happens at once; then the result is `false`.
    pub(super) fn owe(&self, token: u32) -> bool {
        let mut state = self.lock();
        if state.closed {
            state.answer_disposed(vec![token]);
        } else {
            state.owed.push(token);
        }
        !state.closed
    }

    /// The next event.
    pub(super) fn take(&self) -> Option<Notice> {
        let mut state = self.lock();
        if state.begun.is_empty() {
            state.begun = state.waiting.pop_front().unwrap_or_default().into();
        }
        state.begun.pop_front()
    }

    pub(super) fn epoch(&self) -> u64 {
        self.lock().epoch
    }

    /// Waits until there were more events than `epoch`, the service is closed or the time is over; `None`: for ever. Gives the
    /// epoch. Never called with the GIL.
    pub(super) fn wait(&self, epoch: u64, until: Option<Instant>) -> u64 {
        let mut state = self.lock();
        loop {
            if state.closed || state.epoch > epoch {
                return state.epoch;
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            state = match left {
                Some(Duration::ZERO) => return state.epoch,
                Some(left) => {
                    self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Answers the open refreshes, takes no further events, and ends the wait of all threads.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let owed = std::mem::take(&mut state.owed);
        state.answer_disposed(owed);
        drop(state);
        self.changed.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Strikes off the refreshes that these notices answer.
    fn settle(&mut self, notices: &[Notice]) {
        for notice in notices {
            if let Notice::Event(Event::RefreshDone { token, .. }) = notice
                && let Some(index) = self.owed.iter().position(|owed| owed == token)
            {
                self.owed.swap_remove(index);
            }
        }
    }

    fn answer_disposed(&mut self, tokens: Vec<u32>) {
        for token in tokens {
            let answer = Event::RefreshDone { token, outcome: RefreshOutcome::Disposed };
            self.waiting.push_back(vec![Notice::Event(answer)]);
            self.epoch += 1;
        }
    }
}
