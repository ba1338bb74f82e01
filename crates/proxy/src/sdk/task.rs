//! Tasks that end with their owner, and not by themselves.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Weak;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use vexil_client::panic_text;

use super::State;
use super::waiting::Room;
use crate::log::Logger;

/// How long to wait before what has failed is begun anew.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What those hear who ask a source that has failed.
const FAILED: &str = "The source of the SDK has failed, and begins anew soon.";

/// The work of a source. It ends when the SDK does; the error is a reason why it cannot even begin.
pub(super) type Work<'r> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'r>>;

/// A running task. Dropping this ends it at its next wait.
#[derive(Debug)]
pub(super) struct Task(JoinHandle<()>);

impl Task {
    /// Starts the task on the runtime of the caller.
    pub(super) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(task))
    }

    /// Starts a task that is made anew after each panic.
    pub(super) fn lasting<F>(log: Logger, mut make: impl FnMut() -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self::spawn(async move {
            let mut pause = Pause::new();
            while let Err(text) = caught(make().map(Ok)).await {
                log.error(format_args!("a task has failed, and begins anew soon: {text}"));
                sleep(pause.next()).await;
            }
        })
    }

    /// Starts the task of a source, which is made anew after each panic. Until then those who wait are sent away.
    pub(super) fn source<W>(state: Weak<State>, log: Logger, mut room: Room, mut make: W) -> Self
    where
        W: for<'r> FnMut(&'r mut Room) -> Work<'r> + Send + 'static,
    {
        Self::spawn(async move {
            let mut pause = Pause::new();
            while let Err(text) = caught(async { make(&mut room).await }).await {
                let Some(state) = state.upgrade() else { return };
                state.note(false, "the source has failed and begins anew");
                // Nobody must wait for it.
                state.set_started();
                drop(state);
                log.error(format_args!("the source has failed, and begins anew soon: {text}"));
                room.refuse(pause.next(), FAILED).await;
            }
        })
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs to the end, be it a panic.
async fn caught(work: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| Err(panic_text(&*panic)))
}

/// Waits that grow as long as what they are for fails again soon.
struct Pause {
    next: Duration,
    last: Instant,
}

impl Pause {
    fn new() -> Self {
        Self { next: FIRST_PAUSE, last: Instant::now() }
    }

    fn next(&mut self) -> Duration {
        let pause = if self.last.elapsed() > LONGEST_PAUSE * 2 { FIRST_PAUSE } else { self.next };
        self.last = Instant::now();
        self.next = (pause * 2).min(LONGEST_PAUSE);
        pause
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::timeout;

    use super::*;
    use crate::log::{Level, Memory};
    use crate::sdk::waiting::{answer, room};

    #[tokio::test(start_paused = true)]
    async fn a_source_that_fails_begins_anew_and_nobody_waits_for_ever() {
        let memory = Arc::new(Memory::default());
        let log = Logger::new(Level::Error, Arc::<Memory>::clone(&memory));
        let state = Arc::new(State::new());
        let (door, room) = room(Duration::from_secs(60));
        let mut begun = 0;
        let _task = Task::source(Arc::downgrade(&state), log, room, move |room| {
            begun += 1;
            let fails = begun < 3;
            Box::pin(async move {
                loop {
                    room.hear().await;
                    let waiters = room.take();
                    assert!(!fails, "on purpose");
                    answer(waiters, &Ok(()));
                }
            })
        });
        assert!(!state.is_started());
        // Who is under way, and who comes during the pause.
        assert_eq!(door.ask(false).await.unwrap_err(), "The source of the SDK has ended.");
        assert_eq!(door.ask(true).await.unwrap_err(), FAILED);
        timeout(Duration::from_secs(1), state.wait_started()).await.unwrap();
        sleep(Duration::from_millis(1_100)).await;
        assert_eq!(door.ask(false).await.unwrap_err(), "The source of the SDK has ended.");
        sleep(Duration::from_millis(1_500)).await;
        assert_eq!(door.ask(false).await.unwrap_err(), FAILED, "the second pause is longer");
        sleep(Duration::from_secs(1)).await;
        assert_eq!(door.ask(false).await, Ok(()));
        let lines = memory.lines();
        assert!(
            !lines.is_empty() && lines.iter().all(|line| line.ends_with("begins anew soon: on purpose")),
            "{lines:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_lasting_task_begins_anew_until_it_ends() {
        let count = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&count);
        let log = Logger::new(Level::Error, Arc::new(Memory::default()));
        let _task = Task::lasting(log, move || {
            let number = counted.fetch_add(1, Ordering::Relaxed);
            async move { assert!(number == 3, "on purpose") }
        });
        sleep(Duration::from_secs(100)).await;
        assert_eq!(count.load(Ordering::Relaxed), 4);
    }
}
