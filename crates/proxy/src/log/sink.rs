//! Where lines go.

#[cfg(test)]
use std::sync::{Mutex, PoisonError};

use super::Level;

/// Takes whole lines without their line break. `None`: a report, which every level lets through. Never waits: requests and the end of
/// the process must not hang on whoever reads the lines.
pub(crate) trait Sink: Send + Sync {
    fn write(&self, level: Option<Level>, line: &str);
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
