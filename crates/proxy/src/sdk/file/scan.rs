//! One look at a file, without reading it.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// What tells that a file has changed, without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    identity: Identity,
}

/// Device and number, where there are such things: a file in the place of another one may be as old and as long. And when anything about
/// it was changed, in seconds and nanoseconds, which nobody can set at will.
type Identity = (u64, u64, i64, i64);

/// File systems know times only so well: what changes twice within this may have the same time.
const COARSE: Duration = Duration::from_secs(2);

impl Stamp {
    /// In bytes.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Whether the next change will be seen in it. A file that was changed just now may be changed again in the same moment.
    pub(super) fn is_settled(&self) -> bool {
        let age = self.modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        age.is_some_and(|age| age > COARSE)
    }
}

/// What there is at a path; `None`: nothing that can be read.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok().filter(Metadata::is_file)?;
    Some(Stamp { modified: metadata.modified().ok(), length: metadata.len(), identity: identity(&metadata) })
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
const fn identity(_: &Metadata) -> Identity {
    (0, 0, 0, 0)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_the_place_of_another_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        assert_eq!(stamp(&one), None);
        assert_eq!(stamp(folder.path()), None);
        fs::write(&one, "a").unwrap();
        fs::write(&two, "b").unwrap();
        let before = stamp(&one).unwrap();
        assert_eq!(stamp(&one).unwrap(), before);
        fs::rename(&two, &one).unwrap();
        assert_ne!(stamp(&one).unwrap(), before);
    }
}
