//! Replacing a file so that whoever reads it finds the old one or the new one, whole.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::format::{Holder, LONGEST_HEAD, holder};
use super::{describe, folder_of, read, sweep};

/// Puts `bytes` in place of the file, for `owner`. Returns whether that was the file of another owner.
pub(super) fn write(path: &Path, bytes: &[u8], owner: &str) -> Result<bool, String> {
    let target = follow(path)?;
    let replaced = match read::read_head(&target, LONGEST_HEAD)?.map(|head| holder(&head, owner)) {
        Some(Holder::Foreign) => {
            return Err("there is a file of another program, which is not replaced".to_owned());
        }
        Some(Holder::Other) => true,
        Some(Holder::Own) | None => false,
    };
    replace(&target, bytes).map_err(|error| describe(&error))?;
    Ok(replaced)
}

/// Where a symbolic link leads to: the file is replaced there, and the link stays.
fn follow(path: &Path) -> Result<PathBuf, String> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => {
            std::fs::canonicalize(path).map_err(|error| describe(&error))
        }
        _ => Ok(path.to_owned()),
    }
}

fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = sweep::temporary(target)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|error| error.error)?;
    sync_folder(folder_of(target));
    Ok(())
}

/// Makes the new name as lasting as the file. Some file systems cannot; the file is in place all the same.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        drop(File::open(folder).and_then(|folder| folder.sync_all()));
    }
}
