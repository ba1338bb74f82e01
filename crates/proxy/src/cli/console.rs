//! What the command line tells.

use std::io::{self, Write};
use std::sync::Arc;

use crate::error::ProxyError;
use crate::log::{Level, Logger, Sink};

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
    Logger::console(Level::Error).error(error);
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
