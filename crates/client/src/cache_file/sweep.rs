//! Temporary files: their names, and the removal of those that a killed process left behind.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tempfile::{Builder, NamedTempFile};
use vexil_engine::hash::sha256;

use super::folder_of;
use super::format::hex;
use crate::error::ClientError;

/// Older ones belong to nobody any more: no writing takes this long.
const ABANDONED_AFTER: Duration = Duration::from_secs(5 * 60);

/// Folders may hold anything; the rest of a full one is left alone.
const MOST_NAMES: usize = 10_000;

const SUFFIX: &str = ".tmp";

/// More removals than this never wait or run at a time: a file system may hang for good, while services come and go.
const MOST_SWEEPS: usize = 64;

/// The cache files whose leftovers are being removed.
#[derive(Clone, Default)]
pub(super) struct Sweeps(Arc<Mutex<HashSet<PathBuf>>>);

/// A removal that is under way until this is dropped.
pub(super) struct Sweep {
    path: PathBuf,
    sweeps: Sweeps,
}

impl Sweeps {
    /// `None` if one is under way for that file, or too many are for others: it can wait until the file is read again.
    pub(super) fn begin(&self, path: PathBuf) -> Option<Sweep> {
        let mut paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = paths.len() < MOST_SWEEPS && paths.insert(path.clone());
        begins.then(|| Sweep { path, sweeps: self.clone() })
    }
}

impl Sweep {
    /// Removes what was abandoned beside the cache file.
    pub(super) fn run(self) -> Result<(), ClientError> {
        sweep(&self.path)
    }
}

impl Drop for Sweep {
    fn drop(&mut self) {
        self.sweeps.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
    }
}

/// A new temporary file beside a target, readable by the owner only. Dropping it removes it.
pub(super) fn temporary(target: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(&prefix(target)).suffix(SUFFIX).tempfile_in(folder_of(target))
}

/// Tells the target by a hash, because names have a greatest length.
fn prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_else(|| OsStr::new("")).as_encoded_bytes();
    let hash: String = hex(&sha256(&[name])).chars().take(16).collect();
    format!(".vexil-{hash}-")
}

/// Removes the abandoned ones of a cache file. Whatever fails here is left for another time.
fn sweep(path: &Path) -> Result<(), ClientError> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let prefix = prefix(&target);
    let Ok(names) = std::fs::read_dir(folder_of(&target)) else { return Ok(()) };
    for entry in names.take(MOST_NAMES).flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(prefix.as_bytes())
            && name.ends_with(SUFFIX.as_bytes())
            && entry
                .metadata()
                .is_ok_and(|metadata| metadata.is_file() && is_abandoned(metadata.modified().ok()))
        {
            drop(std::fs::remove_file(entry.path()));
        }
    }
    Ok(())
}

fn is_abandoned(modified: Option<SystemTime>) -> bool {
    modified.and_then(|time| time.elapsed().ok()).is_some_and(|age| age > ABANDONED_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_swept_once_at_a_time_and_not_too_many_are() {
        let sweeps = Sweeps::default();
        let path = |number: usize| PathBuf::from(number.to_string());
        let first = sweeps.begin(path(0));
        assert!(first.is_some() && sweeps.begin(path(0)).is_none());
        let others: Vec<_> = (1..2 * MOST_SWEEPS).filter_map(|number| sweeps.begin(path(number))).collect();
        assert_eq!(others.len(), MOST_SWEEPS - 1);
        drop(first);
        assert!(sweeps.begin(path(0)).is_some(), "the end of one makes room");
    }
}
