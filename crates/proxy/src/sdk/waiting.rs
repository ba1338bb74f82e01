//! Those who wait for a source to look anew.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::{mpsc, oneshot};

/// Who waits for a look that begins after now.
pub(super) type Waiter = oneshot::Sender<Result<(), String>>;

/// The end where requests come in.
pub(super) struct Door(mpsc::UnboundedSender<Waiter>);

/// The end of the source's task.
pub(super) struct Room(mpsc::UnboundedReceiver<Waiter>);

/// Both ends.
pub(super) fn room() -> (Door, Room) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Door(sender), Room(receiver))
}

impl Door {
    /// Asks for a look, and waits for its end.
    pub(super) fn refresh(&self) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
        let (waiter, answer) = oneshot::channel();
        // Without the task nobody keeps the waiter either.
        drop(self.0.send(waiter));
        Box::pin(async move { answer.await.unwrap_or_else(|_| Err("The SDK is closed.".to_owned())) })
    }
}

impl Room {
    /// The next one who waits; for ever after the end of the door, with which the task ends, too.
    pub(super) async fn next(&mut self) -> Waiter {
        match self.0.recv().await {
            Some(waiter) => waiter,
            None => std::future::pending().await,
        }
    }

    /// Adds all others who wait by now.
    pub(super) fn gather(&mut self, waiters: &mut Vec<Waiter>) {
        while let Ok(waiter) = self.0.try_recv() {
            waiters.push(waiter);
        }
    }
}

/// Tells those who waited.
pub(super) fn answer(waiters: Vec<Waiter>, result: &Result<(), String>) {
    for waiter in waiters {
        // Whoever asked may have left.
        drop(waiter.send(result.clone()));
    }
}
