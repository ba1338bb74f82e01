//! The one background thread of the process.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread;

use tokio::runtime::{Builder, Handle};

use crate::error::ClientError;
use crate::{cache_file, compiled, disposal, http, memory, process};

/// What blocks runs on helper threads, which end when idle. Each kind of work keeps to its own number of them, so none waits
/// for the end of another.
const HELPER_THREADS: usize =
    http::LOOKUP_THREADS + cache_file::THREADS + compiled::THREADS + disposal::THREADS + memory::THREADS;

/// The thread, once it is needed.
#[derive(Default)]
pub(crate) struct Background(Mutex<Option<Handle>>);

impl Background {
    fn handle(&self) -> Result<Handle, ClientError> {
        let mut thread = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = &*thread {
            return Ok(handle.clone());
        }
        let handle = start().map_err(|error| ClientError::Background { message: error.to_string() })?;
        *thread = Some(handle.clone());
        Ok(handle)
    }
}

/// The thread's runtime; starts it at first need. It never ends and never keeps the process alive by itself.
pub(crate) fn handle() -> Result<Handle, ClientError> {
    process::current().background.handle()
}

fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(HELPER_THREADS)
        .thread_name("vexil-helper")
        .build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("vexil".to_owned()).spawn(move || {
        // Panics of tasks end at the task; this loop is for the unthinkable rest.
        loop {
            drop(catch_unwind(AssertUnwindSafe(|| runtime.block_on(std::future::pending::<()>()))));
        }
    })?;
    Ok(handle)
}

/// Runs a task on the background thread.
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> Result<(), ClientError> {
    drop(handle()?.spawn(task));
    Ok(())
}

/// Runs work that blocks on a helper thread, whatever the background thread is doing.
pub(crate) fn spawn_blocking(work: impl FnOnce() + Send + 'static) -> Result<(), ClientError> {
    drop(handle()?.spawn_blocking(work));
    Ok(())
}
