//! What the owner of a source has to say to its task.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// What becomes of a look that somebody waits for.
pub(super) type Outcome = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// Who waits for a look that begins after now.
pub(super) struct Waiter {
    answer: oneshot::Sender<Result<(), String>>,
    /// Also while the server wants to be left alone.
    insists: bool,
}

enum Call {
    Look(Waiter),
    Interval(Duration),
}

/// The end where calls come in.
pub(super) struct Door(mpsc::UnboundedSender<Call>);

/// The end of the source's task. Outlives it, if it has to begin anew.
pub(super) struct Room {
    calls: mpsc::UnboundedReceiver<Call>,
    waiters: Vec<Waiter>,
    interval: Duration,
}

/// Both ends. `interval`: how often the source looks by itself.
pub(super) fn room(interval: Duration) -> (Door, Room) {
    let (sender, calls) = mpsc::unbounded_channel();
    (Door(sender), Room { calls, waiters: Vec::new(), interval })
}

impl Door {
    /// Asks for a look, and waits for its end.
    pub(super) fn ask(&self, insists: bool) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        // Without the task nobody keeps the waiter either.
        drop(self.0.send(Call::Look(Waiter { answer, insists })));
        Box::pin(async move {
            outcome.await.unwrap_or_else(|_| Err("The source of the SDK has ended.".to_owned()))
        })
    }

    /// Changes how often the source looks by itself.
    pub(super) fn set_interval(&self, interval: Duration) {
        drop(self.0.send(Call::Interval(interval)));
    }
}

impl Room {
    /// Waits for the next call; for ever after the end of the door, with which the task ends, too.
    pub(super) async fn hear(&mut self) {
        match self.calls.recv().await {
            Some(call) => self.keep(call),
            None => std::future::pending().await,
        }
    }

    /// Hears all calls that have come by now.
    pub(super) fn gather(&mut self) {
        while let Ok(call) = self.calls.try_recv() {
            self.keep(call);
        }
    }

    fn keep(&mut self, call: Call) {
        match call {
            Call::Look(waiter) => self.waiters.push(waiter),
            Call::Interval(interval) => self.interval = interval,
        }
    }

    /// How often to look without a call.
    pub(super) const fn interval(&self) -> Duration {
        self.interval
    }

    /// Whether somebody waits.
    pub(super) const fn is_waited_for(&self) -> bool {
        !self.waiters.is_empty()
    }

    /// Whether one of those who wait insists.
    pub(super) fn is_insisted_on(&self) -> bool {
        self.waiters.iter().any(|waiter| waiter.insists)
    }

    /// Those who wait, for a look that begins now.
    pub(super) fn take(&mut self) -> Vec<Waiter> {
        std::mem::take(&mut self.waiters)
    }

    /// Those who do not insist.
    pub(super) fn take_patient(&mut self) -> Vec<Waiter> {
        let (insisting, patient) = self.take().into_iter().partition(|waiter| waiter.insists);
        self.waiters = insisting;
        patient
    }

    /// Lets some wait on.
    pub(super) fn put_back(&mut self, waiters: Vec<Waiter>) {
        self.waiters.extend(waiters);
    }

    /// Gives all the same answer, now and for some time.
    pub(super) async fn refuse(&mut self, time: Duration, text: &str) {
        let end = Instant::now() + time;
        loop {
            answer(self.take(), &Err(text.to_owned()));
            tokio::select! {
                () = self.hear() => {}
                () = tokio::time::sleep_until(end) => return,
            }
        }
    }
}

/// Tells those who waited.
pub(super) fn answer(waiters: Vec<Waiter>, result: &Result<(), String>) {
    for waiter in waiters {
        // Whoever asked may have left.
        drop(waiter.answer.send(result.clone()));
    }
}
