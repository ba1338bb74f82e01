//! Where lines go.

use std::io::{self, Write};
#[cfg(test)]
use std::sync::{Mutex, PoisonError};

use super::Level;

/// Takes whole lines without their line break. `None`: a report, which every level lets through.
pub(crate) trait Sink: Send + Sync {
    fn write(&self, level: Option<Level>, line: &str);
}

/// Errors to stderr, the rest to stdout. A closed pipe is nobody's problem.
#[derive(Debug, Default)]
pub(crate) struct Console;

impl Sink for Console {
    fn write(&self, level: Option<Level>, line: &str) {
        let text = format!("{line}\n");
        drop(match level {
            Some(Level::Error) => io::stderr().write_all(text.as_bytes()),
            _ => io::stdout().write_all(text.as_bytes()),
        });
    }
}

/// Keeps the lines, for tests.
#[cfg(test)]
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Vec<String>>);

#[cfg(test)]
impl Memory {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
impl Sink for Memory {
    fn write(&self, _level: Option<Level>, line: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
    }
}
