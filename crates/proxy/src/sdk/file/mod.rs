//! Offline: a config in a file.
//!
//! `scan` looks at the file and at the way to it, `nulls` makes of it what is served, `watch` hears of changes, `reader` is the task.

mod nulls;
mod reader;
mod scan;
#[cfg(test)]
mod tests;
mod watch;

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use self::reader::Reader;
use super::task::Task;
use super::waiting::{Door, room};
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
        let (door, room) = room();
        let reader = Reader::new(path, polls, interval, Arc::downgrade(state), log);
        Self { door, _task: Task::spawn(reader.run(room)) }
    }
}

impl Source for File {
    fn refresh(&self) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
        self.door.refresh()
    }
}
