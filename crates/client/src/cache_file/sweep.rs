//! Temporary files: their names, and the removal of those that a killed process left behind.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
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
pub(super) fn sweep(path: &Path) -> Result<(), ClientError> {
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
