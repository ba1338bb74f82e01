//! Questions to a host that answers later, by number.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::host::BoxFuture;

/// Open questions of one kind: each has a token that can cross into another language and come back with the answer.
#[derive(Debug)]
pub struct Answers<T> {
    open: Mutex<Open<T>>,
}

#[derive(Debug)]
struct Open<T> {
    last: u32,
    senders: HashMap<u32, oneshot::Sender<T>>,
}

impl<T: Send + 'static> Answers<T> {
    /// No open questions.
    #[must_use]
    pub fn new() -> Self {
        Self { open: Mutex::new(Open { last: 0, senders: HashMap::new() }) }
    }

    /// Opens a question. The future gives `None` when nobody will answer any more.
    pub fn ask(&self) -> (u32, BoxFuture<Option<T>>) {
        let (sender, receiver) = oneshot::channel();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.last = open.last.wrapping_add(1);
        let token = open.last;
        // Questions whose asker gave up would otherwise stay for ever when the host never answers.
        open.senders.retain(|_, sender| !sender.is_closed());
        open.senders.insert(token, sender);
        (token, Box::pin(async move { receiver.await.ok() }))
    }

    /// Answers a question; an unknown or already answered token is ignored.
    pub fn answer(&self, token: u32, value: T) {
        let sender = self.open.lock().unwrap_or_else(PoisonError::into_inner).senders.remove(&token);
        if let Some(sender) = sender {
            // The asker may have given up meanwhile.
            drop(sender.send(value));
        }
    }

    /// Ends all open questions without an answer.
    pub fn abandon(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).senders.clear();
    }
}

impl<T: Send + 'static> Default for Answers<T> {
    fn default() -> Self {
        Self::new()
    }
}
