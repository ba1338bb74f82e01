//! A task that ends with its owner.

use std::future::Future;

use tokio::task::JoinHandle;

/// A running task. Dropping this ends it at its next wait.
#[derive(Debug)]
pub(super) struct Task(JoinHandle<()>);

impl Task {
    /// Starts the task on the runtime of the caller.
    pub(super) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(task))
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
