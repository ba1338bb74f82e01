//! One look at a file, and at the symbolic links on the way to it.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::path::{Component, Path, PathBuf};
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

/// More symbolic links than this lead in a circle.
const MOST_LINKS: usize = 40;

/// Where something must change for a path to lead to another file, or for the file to change.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Way {
    /// The folders of the symbolic links on the way, and the file's own.
    pub(super) folders: BTreeSet<PathBuf>,
    /// The names of the links, of the file, and of the folders themselves.
    pub(super) names: BTreeSet<OsString>,
}

/// The way that a path goes now.
pub(super) fn way(path: &Path) -> Way {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut way = Way::default();
    let mut links = 0;
    let mut here = PathBuf::new();
    let mut parts: VecDeque<OsString> = parts_of(&path).collect();
    while let Some(part) = parts.pop_front() {
        if Path::new(&part).components().next() == Some(Component::ParentDir) {
            here.pop();
            continue;
        }
        // A root takes the place of all that stands before it.
        let next = here.join(&part);
        match fs::read_link(&next) {
            Ok(target) if links < MOST_LINKS => {
                links += 1;
                way.folders.insert(here.clone());
                way.names.insert(part);
                for part in parts_of(&target).collect::<Vec<_>>().into_iter().rev() {
                    parts.push_front(part);
                }
            }
            _ => here = next,
        }
    }
    way.names.extend(here.file_name().map(OsString::from));
    if let Some(parent) = here.parent() {
        way.folders.insert(parent.to_owned());
    }
    let names: Vec<_> =
        way.folders.iter().filter_map(|folder| folder.file_name()).map(OsString::from).collect();
    way.names.extend(names);
    way
}

fn parts_of(path: &Path) -> impl Iterator<Item = OsString> {
    path.components().filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn the_folders_of_all_links_on_the_way_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let at = |path: &str| root.join(path);
        fs::create_dir_all(at("mount/..v1")).unwrap();
        fs::create_dir_all(at("elsewhere/deep")).unwrap();
        fs::write(at("mount/..v1/config.json"), "{}").unwrap();
        fs::write(at("elsewhere/deep/plain.json"), "{}").unwrap();
        symlink("..v1", at("mount/..data")).unwrap();
        symlink("..data/config.json", at("mount/config.json")).unwrap();
        symlink(at("elsewhere"), at("absolute")).unwrap();
        symlink("../elsewhere/deep/plain.json", at("mount/up.json")).unwrap();
        symlink("circle", at("circle")).unwrap();
        for (path, expected) in [
            ("elsewhere/deep/plain.json", vec!["elsewhere/deep"]),
            ("elsewhere/deep/missing.json", vec!["elsewhere/deep"]),
            ("mount/config.json", vec!["mount", "mount/..v1"]),
            ("absolute/deep/plain.json", vec!["", "elsewhere/deep"]),
            ("mount/up.json", vec!["elsewhere/deep", "mount"]),
            ("circle", vec![""]),
        ] {
            let expected: BTreeSet<PathBuf> = expected
                .into_iter()
                .map(|path| if path.is_empty() { root.clone() } else { at(path) })
                .collect();
            assert_eq!(way(&at(path)).folders, expected, "{path}");
        }
    }

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
