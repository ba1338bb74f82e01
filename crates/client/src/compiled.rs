//! One compiled form per config text, for all services of the process.

use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::task::spawn_blocking;
use vexil_engine::configcat::{Config, ConfigError};

use crate::disposal;
use crate::error::ClientError;
use crate::limits::Limits;
use crate::memory;
use crate::process;
use crate::shared::SharedConfig;

/// Compiling shorter texts takes some milliseconds at most.
const LARGE: usize = 1024 * 1024;

/// How many helper threads compile at a time.
pub(crate) const THREADS: usize = 1;

/// Parses a text, or finds the config that somebody still holds for the same text.
pub(crate) fn parse(json: Arc<[u8]>, limits: &Limits) -> Result<Arc<SharedConfig>, ClientError> {
    if json.len() > limits.body_bytes {
        return Err(ClientError::BodyTooLarge { limit: limits.body_bytes, ray_id: None });
    }
    process::current()
        .configs
        .find_or_compile(&json, Config::parse)
        .map_err(|error| ClientError::InvalidConfig { message: message_of(&error) })
}

/// Does what takes as long as compiling a text of this length: on a helper thread, unless it is short enough to be done here.
pub(crate) async fn apart<T: Send + 'static>(length: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    if length < LARGE {
        disposal::help();
        let result = work();
        // A host that answers at once would have this thread to itself: what else waits gets its turn.
        tokio::task::yield_now().await;
        return result;
    }
    let result = on_helper(work).await;
    // What compiling takes besides its result is as large as the text at least.
    memory::freed(length);
    result
}

/// Does the work on a helper thread when it is its turn.
async fn on_helper<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    // Nobody closes it.
    let permit = process::current().compiling.acquire().await.ok();
    let done = spawn_blocking(move || {
        disposal::help();
        let result = work();
        drop(permit);
        result
    });
    match done.await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime is about to end, and this task with it.
            Err(_) => std::future::pending().await,
        },
    }
}

/// The engine's text. Of a syntax error it is only what is wrong and where, not what the text should have been.
fn message_of(error: &ConfigError) -> String {
    match error {
        ConfigError::Syntax(problem) => format!("The text is not valid JSON: {problem}"),
        _ => error.to_string(),
    }
}
