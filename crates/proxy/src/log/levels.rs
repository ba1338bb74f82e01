//! The levels of loggers that are in use.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Level;

/// The level of all loggers with one tag.
#[derive(Debug)]
pub(super) struct LevelCell(AtomicU8);

impl LevelCell {
    pub(super) const fn new(level: Level) -> Self {
        Self(AtomicU8::new(level as u8))
    }

    /// Whether lines of this level are written.
    pub(super) fn is_on(&self, level: Level) -> bool {
        level as u8 >= self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, level: Level) {
        self.0.store(level as u8, Ordering::Relaxed);
    }
}

/// The levels of all parts of one root logger, by tag.
#[derive(Debug, Default)]
pub(super) struct Levels(Mutex<HashMap<Arc<str>, Arc<LevelCell>>>);

impl Levels {
    /// The level of a tag, which is set to the given one.
    pub(super) fn set(&self, tag: &Arc<str>, level: Level) -> Arc<LevelCell> {
        let mut cells = self.cells();
        if let Some(cell) = cells.get(tag) {
            cell.set(level);
            return Arc::clone(cell);
        }
        // Parts that nobody logs for any more are forgotten.
        cells.retain(|_, cell| Arc::strong_count(cell) > 1);
        let cell = Arc::new(LevelCell::new(level));
        cells.insert(Arc::clone(tag), Arc::clone(&cell));
        cell
    }

    /// The levels as they are now.
    pub(super) fn hold(&self) -> HeldLevels {
        let cells = self.cells();
        let held = cells.values().map(|cell| (Arc::clone(cell), cell.0.load(Ordering::Relaxed)));
        HeldLevels(held.collect())
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.cells().len()
    }

    fn cells(&self) -> MutexGuard<'_, HashMap<Arc<str>, Arc<LevelCell>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Levels that come back when this is dropped, unless the new ones were [accepted](Self::accept).
#[derive(Debug)]
#[must_use = "the levels come back at once"]
pub(crate) struct HeldLevels(Vec<(Arc<LevelCell>, u8)>);

impl HeldLevels {
    /// The levels stay as they have become.
    pub(crate) fn accept(mut self) {
        self.0.clear();
    }
}

impl Drop for HeldLevels {
    fn drop(&mut self) {
        for (cell, level) in &self.0 {
            cell.0.store(*level, Ordering::Relaxed);
        }
    }
}
