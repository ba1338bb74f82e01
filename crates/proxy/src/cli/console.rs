//! What the command line tells.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use crate::error::ProxyError;
use crate::log::{Console, Level, Logger, Sink};

/// How long an error may take to be told. The process has caught the signals that would end it otherwise.
const PATIENCE: Duration = Duration::from_secs(2);

/// Writes everything to stderr: stdout is for results.
#[derive(Debug)]
struct Stderr;

impl Sink for Stderr {
    fn write(&self, _level: Option<Level>, line: &str) {
        drop(io::stderr().write_all(format!("{line}\n").as_bytes()));
    }
}

/// Tells why nothing came of it, in one line.
pub(super) fn fail(error: &ProxyError) {
    match Console::start() {
        Ok(console) => {
            Logger::new(Level::Error, console.sink()).error(error);
            console.close(PATIENCE);
        }
        Err(_) => Logger::new(Level::Error, Arc::new(Stderr)).error(error),
    }
}

/// Tells warnings on stderr.
pub(super) fn warn_aside(warnings: &[String]) {
    let log = Logger::new(Level::Warn, Arc::new(Stderr));
    for warning in warnings {
        log.warn(warning);
    }
}

/// Writes a result.
pub(super) fn result(text: &str) {
    drop(io::stdout().write_all(text.as_bytes()));
}
