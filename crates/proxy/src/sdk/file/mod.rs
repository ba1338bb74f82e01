//! Offline: a config in a file.
//!
//! `scan` looks at the file, `nulls` makes of it what is served, `watch` hears of changes, `reader` is the task.

mod nulls;
mod reader;
mod scan;
#[cfg(test)]
mod tests;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use self::reader::Reader;
use super::task::Task;
use super::waiting::{Door, Outcome, room};
use super::{Source, State};
use crate::log::Logger;

/// A source that reads a file.
pub(super) struct File {
    door: Door,
    _task: Task,
}

impl File {
    /// Begins to read the file. `polls`: it is looked at once per interval only; otherwise changes are seen at once, and the interval is for
    /// what the system did not tell.
    pub(super) fn start(
        path: PathBuf,
        polls: bool,
        interval: Duration,
        state: &Arc<State>,
        log: Logger,
    ) -> Self {
        let (door, room) = room(interval);
        let state = Arc::downgrade(state);
        let task = Task::source(state.clone(), log.clone(), room, move |room| {
            let reader = Reader::new(path.clone(), polls, state.clone(), log.clone());
            Box::pin(async move {
                reader.run(room).await;
                Ok(())
            })
        });
        Self { door, _task: task }
    }
}

impl Source for File {
    fn refresh(&self) -> Outcome {
        self.door.ask(false)
    }

    fn set_interval(&self, interval: Duration) {
        self.door.set_interval(interval);
    }
}
