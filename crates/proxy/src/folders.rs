//! The folders on the way to a file.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// More symbolic links than this lead in a circle.
const MOST_LINKS: usize = 40;

/// Where something must change for a path to lead to another file, or for the file to change.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Way {
    /// The folders of the symbolic links on the way, and the file's own.
    pub(crate) folders: BTreeSet<PathBuf>,
    /// The names of the links, of the file, and of the folders themselves.
    pub(crate) names: BTreeSet<OsString>,
}

/// The way that a path goes now.
pub(crate) fn way(path: &Path) -> Way {
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

/// The folders of a [`Way`].
pub(crate) fn folders(path: &Path) -> BTreeSet<PathBuf> {
    way(path).folders
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
            assert_eq!(folders(&at(path)), expected, "{path}");
        }
        let expected = ["config.json", "..data", "..v1", "mount"].into_iter().map(OsString::from);
        assert_eq!(way(&at("mount/config.json")).names, expected.collect());
    }
}
